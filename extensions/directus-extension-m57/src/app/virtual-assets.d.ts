/** Made by the build: the hashed file names of the chunks in `src/assets`, by their names. */
declare module 'virtual:m57-assets' {
  const assets: { charts: string; 'en-US': string; reader: string };
  export default assets;
}
