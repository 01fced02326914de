/** What the row of an import says before its file is read. */
export function waitingRow(file: { name: string; sha256: string }, user: string | null) {
  return {
    status: 'running',
    file_name: file.name.slice(0, 255),
    lines: 0,
    sha256: file.sha256,
    imported_on: new Date(),
    imported_by: user,
  };
}
