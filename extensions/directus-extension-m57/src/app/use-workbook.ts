import assets from 'virtual:m57-assets';
import type * as Workbook from '../assets/workbook';
import { useServer } from './api';
import { plainText, type Cell } from './csv';
import { downloadBlob } from './download';

/** Hands a table to the browser as an XLSX file; its writer comes with the first one. */
export function useWorkbook() {
  const server = useServer();
  return async function write(name: string, sheet: string, [head = [], ...rows]: Cell[][]): Promise<void> {
    const { workbook } = (await import(
      /* @vite-ignore */ server.address(`/m57/assets/${assets.workbook}`)
    )) as typeof Workbook;
    const blob = await workbook(
      sheet,
      head.map(String),
      rows.map((row) =>
        row.map((cell) => {
          if (cell === null) return null;
          return typeof cell === 'string' ? plainText(cell) : { number: cell.amount };
        }),
      ),
    );
    downloadBlob(name, blob);
  };
}
