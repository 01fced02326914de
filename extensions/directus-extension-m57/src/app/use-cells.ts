import { ref } from 'vue';
import { isEnglish, useMessages } from './messages';
import { readQuantity } from './quantities';

export interface FilledCell {
  row: number;
  column: number;
  value: string;
}

/**
 * The keyboard of a spreadsheet over the `CellInput`s of a table: arrows and Enter move, a block that is pasted fills
 * down and to the right, Ctrl+Z and Ctrl+Y go back and forth. `fill` gets all the cells of a paste at once.
 */
export function useCells({
  fill,
  undo,
  redo,
}: {
  fill(cells: FilledCell[]): void;
  undo(): void;
  redo(): void;
}) {
  const { locale, plural } = useMessages();
  /** What a paste did, for those who do not see it. */
  const said = ref('');

  const placeOf = ({ dataset }: HTMLElement) => ({
    row: Number(dataset['row']),
    column: Number(dataset['column']),
  });
  const cellAt = (table: HTMLElement, row: number, column: number) =>
    table.querySelector<HTMLInputElement>(`[data-row="${row}"][data-column="${column}"]:not(:disabled)`);
  const isCell = (target: EventTarget | null): target is HTMLInputElement =>
    target instanceof HTMLInputElement && target.dataset['row'] !== undefined;

  /** The next cell that may be written to; a row without one in this column is passed over. */
  function next(table: HTMLElement, from: HTMLInputElement, down: number, right: number) {
    const { row, column } = placeOf(from);
    const last = [...table.querySelectorAll<HTMLElement>('[data-row]')].map(placeOf);
    const rows = Math.max(...last.map((place) => place.row));
    const columns = Math.max(...last.map((place) => place.column));
    for (
      let [r, c] = [row + down, column + right];
      r >= 0 && c >= 0 && r <= rows && c <= columns;
      [r, c] = [r + down, c + right]
    ) {
      const found = cellAt(table, r, c);
      if (found) return found;
    }
    return null;
  }

  function keydown(event: KeyboardEvent) {
    const table = event.currentTarget as HTMLElement;
    const { target, key } = event;
    if (!isCell(target)) return;
    if ((event.ctrlKey || event.metaKey) && ['z', 'y'].includes(key.toLowerCase())) {
      event.preventDefault();
      if (key.toLowerCase() === 'y' || event.shiftKey) redo();
      else undo();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { selectionStart: start, selectionEnd: end, value } = target;
    const whole = start === 0 && end === value.length;
    const moves: Record<string, [number, number] | false> = {
      ArrowDown: [1, 0],
      ArrowUp: [-1, 0],
      Enter: [event.shiftKey ? -1 : 1, 0],
      // Inside a figure they move the caret.
      ArrowLeft: (whole || end === 0) && [0, -1],
      ArrowRight: (whole || start === value.length) && [0, 1],
    };
    const move = !(event.shiftKey && key.startsWith('Arrow')) && moves[key];
    if (!move) return;
    // Enter would send the form around.
    event.preventDefault();
    next(table, target, ...move)?.focus();
  }

  function paste(event: ClipboardEvent) {
    const { target } = event;
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (!isCell(target) || !/[\t\r\n]/.test(text)) return;
    event.preventDefault();
    const table = event.currentTarget as HTMLElement;
    const at = placeOf(target);
    const block = text
      .replace(/\r\n?/g, '\n')
      .replace(/\n$/, '')
      .split('\n')
      .map((line) => line.split('\t'));
    const all = block.flatMap((line, down) =>
      line.map((typed, right) => ({
        row: at.row + down,
        column: at.column + right,
        value: readQuantity(typed, isEnglish(locale.value)) ?? typed.trim(),
      })),
    );
    const cells = all.filter(({ row, column }) => cellAt(table, row, column));
    fill(cells);
    const lost = all.length - cells.length;
    said.value = plural('grid.pasted', cells.length) + (lost > 0 ? ` ${plural('grid.lost', lost)}` : '');
  }

  return { keydown, paste, said };
}
