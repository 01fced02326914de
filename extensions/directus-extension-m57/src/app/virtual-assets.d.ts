/** Made by the build: the hashed file names of the chunks in `src/assets`, by their names. */
declare module 'virtual:m57-assets' {
  const assets: { charts: string; reader: string; workbook: string };
  export default assets;
}
