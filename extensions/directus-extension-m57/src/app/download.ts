/** Hands a file to the browser. */
export function download(name: string, url: string) {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
}

export const downloadText = (name: string, text: string, type = 'text/csv') =>
  downloadBlob(name, new Blob([text], { type: `${type};charset=utf-8` }));

/** CSV that the server wrote: the browser has taken the mark away by which Excel knows UTF-8. */
export const downloadServerCsv = (name: string, text: string) =>
  downloadText(name, `\uFEFF${text.replace(/^\uFEFF/, '')}`);

export function downloadBlob(name: string, blob: Blob) {
  const url = URL.createObjectURL(blob);
  download(name, url);
  URL.revokeObjectURL(url);
}
