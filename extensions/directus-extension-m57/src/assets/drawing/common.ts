import { Chart, type ChartData, type ChartOptions, type ChartType, type Plugin } from 'chart.js';

/** What every picture stands on: the theme and the words of a value. */
export interface Ground {
  /** The words of a value, at the end of its bar and on the axis. */
  format: (value: number) => string;
  ink: string;
  grid: string;
  /** Behind the bars, for the exported picture. */
  paper: string;
  font: string;
}

export interface Drawn<Picture> {
  update(picture: Picture): void;
  /** The chart as a PNG, as a data URL. */
  png(): string;
  destroy(): void;
}

export const FONT_SIZE = 14;

/** Paints what is behind the bars: a picture without it is unreadable on a dark page. */
export const background = <Type extends ChartType>(current: () => Ground): Plugin<Type> => ({
  id: 'background',
  beforeDraw({ ctx, width, height }) {
    ctx.save();
    ctx.fillStyle = current().paper;
    ctx.fillRect(0, 0, width, height);
    ctx.restore();
  },
});

export const cut = (label: string, most: number) =>
  label.length > most ? `${label.slice(0, most - 1)}…` : label;

/** The name of a bar, as long as there is room for. */
export function shortLabel(
  this: { getLabelForValue(value: number): string; chart: Chart },
  value: string | number,
) {
  return cut(this.getLabelForValue(Number(value)), this.chart.width < 520 ? 14 : 34);
}

/** What shows under the pointer: "name: value". */
export const tooltip = <Item>(
  { font, format }: Ground,
  said: (item: Item) => readonly [name: string, value: number],
) => ({
  titleFont: { family: font, size: FONT_SIZE },
  bodyFont: { family: font, size: FONT_SIZE },
  callbacks: {
    label(item: Item) {
      const [name, value] = said(item);
      return `${name}: ${format(value)}`;
    },
  },
});

/** How horizontal bars of euros look; `room` is kept right of the longest for its label. */
export function barOptions(
  picture: Ground,
  room: number,
  shown: ReturnType<typeof tooltip>,
  stacked = false,
): ChartOptions<'bar'> {
  const text = { color: picture.ink, font: { family: picture.font, size: FONT_SIZE } };
  return {
    indexAxis: 'y',
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    layout: { padding: { right: room } },
    scales: {
      x: {
        stacked,
        grid: { color: picture.grid },
        border: { display: false },
        ticks: { ...text, maxTicksLimit: 5, callback: (value) => picture.format(Number(value)) },
      },
      y: {
        stacked,
        grid: { display: false },
        border: { color: picture.grid },
        ticks: { ...text, autoSkip: false, callback: shortLabel as never },
      },
    },
    plugins: { tooltip: shown as never },
  };
}

/** Draws bars and keeps them as wide as the element around the canvas. */
export function liveBars<Picture extends Ground>(
  canvas: HTMLCanvasElement,
  first: Picture,
  data: (picture: Picture) => ChartData<'bar', (number | [number, number])[]>,
  options: (picture: Picture) => ChartOptions<'bar'>,
  marks: (current: () => Picture) => Plugin<'bar'>,
): Drawn<Picture> {
  let picture = first;
  const current = () => picture;
  const drawn = new Chart(canvas, {
    type: 'bar',
    data: data(picture),
    options: options(picture),
    plugins: [background<'bar'>(current), marks(current)],
  });
  return {
    update(next) {
      picture = next;
      drawn.data = data(picture);
      drawn.options = options(picture);
      drawn.update();
    },
    png: () => drawn.toBase64Image(),
    destroy: () => drawn.destroy(),
  };
}
