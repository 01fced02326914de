import { onBeforeUnmount, onMounted, ref, watch, type ShallowRef } from 'vue';
import type * as Charts from '../assets/charts';
import { onThemeChange, themeColours } from './theme';
import { useCharts } from './use-charts';

export type Colours = ReturnType<typeof themeColours>;
type Element<T> = Readonly<ShallowRef<T | null>>;

/**
 * A picture on a canvas, drawn by the charts chunk in the colours of the theme, and again whenever what it shows or
 * the theme changes. `failed`: the chunk did not come; the table beside holds the same figures.
 */
export function useDrawn<Picture>(
  frame: Element<HTMLElement>,
  canvas: Element<HTMLCanvasElement>,
  shown: () => unknown,
  picture: (colours: Colours) => Picture,
  begin: (charts: typeof Charts, canvas: HTMLCanvasElement, first: Picture) => Charts.Drawn<Picture>,
) {
  const charts = useCharts();
  const failed = ref(false);
  let drawn: Charts.Drawn<Picture> | null = null;
  let forget = () => {};
  const current = () => picture(themeColours(frame.value!));

  onMounted(async () => {
    try {
      // A canvas does not wait for the fonts of the theme, nor is it painted again when they come.
      const { font } = themeColours(frame.value!);
      const [chunk] = await Promise.all([charts(), document.fonts.load(`14px ${font}`)]);
      if (!canvas.value) return;
      drawn = begin(chunk, canvas.value, current());
      forget = onThemeChange(() => drawn?.update(current()));
    } catch {
      failed.value = true;
    }
  });
  onBeforeUnmount(() => {
    forget();
    drawn?.destroy();
  });
  watch(shown, () => drawn?.update(current()), { flush: 'post' });

  return { failed, png: () => drawn?.png() ?? null };
}
