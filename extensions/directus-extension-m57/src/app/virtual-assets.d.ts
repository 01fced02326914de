/** Made by the build: the hashed file names of the chunks in `src/assets`, by their names. */
declare module 'virtual:m57-assets' {
  const assets: Record<'charts' | 'pages' | 'reader' | 'workbook' | 'words-en' | 'words-fr', string>;
  export default assets;
}
