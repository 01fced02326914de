import { workbookFile, type WorkbookCell } from '../domain/writers/workbook';

// A chunk of its own: only who exports a table needs it.

const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** One sheet, its first row frozen. */
export async function workbook(
  name: string,
  header: string[],
  rows: (readonly WorkbookCell[])[],
): Promise<Blob> {
  async function* batches() {
    yield rows;
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of workbookFile(name, header, batches())) pieces.push(piece);
  return new Blob(pieces as BlobPart[], { type: TYPE });
}
