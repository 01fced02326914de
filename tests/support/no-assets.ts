/** Stands for `virtual:m57-assets` in unit tests, where no chunk has been built. */
export default { charts: 'charts.js', 'en-US': 'en-US.js', reader: 'reader.js' };
