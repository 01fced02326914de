import { onScopeDispose, ref, shallowRef } from 'vue';
import { pathOf, type Path, type Place } from './tree';

const EDGE = 90;

/**
 * Drags a condition with mouse, pen or finger. Rows, heads and lists say by `data-row`, `data-head` and `data-list`
 * which path they show. Esc gives up.
 */
export function useDrag(drop: (from: Path, to: Place) => void) {
  const dragged = shallowRef<Path | null>(null);
  const place = ref<Place | null>(null);

  function placeAt(x: number, y: number): Place | null {
    const found = document
      .elementFromPoint(x, y)
      ?.closest<HTMLElement>('[data-head], [data-row], [data-list]');
    if (!found) return null;
    const { head, row, list } = found.dataset;
    const box = found.getBoundingClientRect();
    const isUpper = y < box.top + box.height / 2;
    if (list !== undefined) return { group: pathOf(list), index: rankIn(found, y) };
    if (row !== undefined) {
      const path = pathOf(row);
      return { group: path.slice(0, -1), index: path.at(-1)! + (isUpper ? 0 : 1) };
    }
    const path = pathOf(head!);
    if (isUpper && path.length > 0) return { group: path.slice(0, -1), index: path.at(-1)! };
    return { group: path, index: 0 };
  }

  function move(event: PointerEvent) {
    event.preventDefault();
    const { clientX: x, clientY: y } = event;
    place.value = placeAt(x, y);
    // Near the edge of what is seen, more of it comes.
    const towards = y < EDGE ? -1 : y > innerHeight - EDGE ? 1 : 0;
    if (towards !== 0) scrollerAt(x, y)?.scrollBy({ top: towards * 14 });
  }
  function end() {
    const [from, to] = [dragged.value, place.value];
    stop();
    if (from && to) drop(from, to);
  }
  const refuse = (event: Event) => event.preventDefault();
  function escape(event: KeyboardEvent) {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    stop();
  }
  function stop() {
    dragged.value = place.value = null;
    window.removeEventListener('pointermove', move);
    window.removeEventListener('pointerup', end);
    window.removeEventListener('pointercancel', stop);
    window.removeEventListener('keydown', escape, true);
    window.removeEventListener('selectstart', refuse);
  }
  function start(path: Path, event: PointerEvent) {
    if (event.button !== 0 || path.length === 0) return;
    dragged.value = path;
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', end);
    window.addEventListener('pointercancel', stop);
    window.addEventListener('keydown', escape, true);
    window.addEventListener('selectstart', refuse);
  }
  onScopeDispose(stop);
  return { dragged, place, start };
}

/** How many items of a list lie above: between two of them and below the last one, too. */
const rankIn = (list: Element, y: number) =>
  [...list.querySelectorAll(':scope > ul > [data-path]')].filter((item) => {
    const { top, height } = item.getBoundingClientRect();
    return top + height / 2 < y;
  }).length;

function scrollerAt(x: number, y: number): Element | null {
  let element = document.elementFromPoint(x, y);
  while (element && (element.scrollHeight <= element.clientHeight || !isScroller(element)))
    element = element.parentElement;
  return element ?? document.scrollingElement;
}
const isScroller = (element: Element) => /auto|scroll/.test(getComputedStyle(element).overflowY);
