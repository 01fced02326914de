import { BarController, BarElement, CategoryScale, Chart, LinearScale, Tooltip, type Plugin } from 'chart.js';

// A chunk of its own, fetched by the first screen that draws: chart.js would double what every login loads.
Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip);

export interface BarSeries {
  label: string;
  color: string;
  /** One a bar, in the order of `labels`. */
  values: number[];
}

export interface BarChart {
  labels: string[];
  series: BarSeries[];
  stacked: boolean;
  /** The words of a value, at the end of its bar and on the axis. */
  format: (value: number) => string;
  ink: string;
  grid: string;
  /** Behind the bars, for the exported picture. */
  paper: string;
  font: string;
}

export interface DrawnChart {
  update(chart: BarChart): void;
  /** The chart as a PNG, as a data URL. */
  png(): string;
  destroy(): void;
}

const FONT_SIZE = 14;

/** Writes each value at the end of its bar (of the whole bar where stacked), so that nobody measures by eye. */
const endLabels = (current: () => BarChart): Plugin<'bar'> => ({
  id: 'endLabels',
  afterDatasetsDraw(drawn) {
    const { ctx } = drawn;
    const { series, stacked, format, ink, font } = current();
    ctx.save();
    ctx.fillStyle = ink;
    ctx.font = `${FONT_SIZE}px ${font}`;
    ctx.textBaseline = 'middle';
    series.forEach(({ values }, index) => {
      if (stacked && index !== series.length - 1) return;
      drawn.getDatasetMeta(index).data.forEach((bar, row) => {
        const value = stacked
          ? series.reduce((sum, { values }) => sum + (values[row] ?? 0), 0)
          : (values[row] ?? 0);
        if (value === 0) return;
        ctx.textAlign = value < 0 ? 'right' : 'left';
        ctx.fillText(format(value), bar.x + (value < 0 ? -6 : 6), bar.y);
      });
    });
    ctx.restore();
  },
});

/** Paints what is behind the bars: a picture without it is unreadable on a dark page. */
const background = (current: () => BarChart): Plugin<'bar'> => ({
  id: 'background',
  beforeDraw({ ctx, width, height }) {
    ctx.save();
    ctx.fillStyle = current().paper;
    ctx.fillRect(0, 0, width, height);
    ctx.restore();
  },
});

/** Room right of the longest bar for its label, left for the names of the bars. */
const LABEL_ROOM = 76;

function options(chart: BarChart) {
  const text = { color: chart.ink, font: { family: chart.font, size: FONT_SIZE } };
  return {
    indexAxis: 'y' as const,
    animation: false as const,
    responsive: true,
    maintainAspectRatio: false,
    layout: { padding: { right: LABEL_ROOM } },
    scales: {
      x: {
        stacked: chart.stacked,
        grid: { color: chart.grid },
        border: { display: false },
        ticks: {
          ...text,
          maxTicksLimit: 5,
          callback: (value: string | number) => chart.format(Number(value)),
        },
      },
      y: {
        stacked: chart.stacked,
        grid: { display: false },
        border: { color: chart.grid },
        ticks: {
          ...text,
          autoSkip: false,
          callback(this: { getLabelForValue(value: number): string; chart: Chart }, value: string | number) {
            const label = this.getLabelForValue(Number(value));
            const most = this.chart.width < 520 ? 14 : 34;
            return label.length > most ? `${label.slice(0, most - 1)}…` : label;
          },
        },
      },
    },
    plugins: {
      tooltip: {
        titleFont: { family: chart.font, size: FONT_SIZE },
        bodyFont: { family: chart.font, size: FONT_SIZE },
        callbacks: {
          label: (item: { dataset: { label?: string }; parsed: { x: number | null } }) =>
            `${item.dataset.label}: ${chart.format(item.parsed.x ?? 0)}`,
        },
      },
    },
  };
}

function data(chart: BarChart) {
  return {
    labels: chart.labels,
    datasets: chart.series.map(({ label, color, values }) => ({
      label,
      data: values,
      backgroundColor: color,
      borderRadius: chart.stacked ? 0 : 3,
      maxBarThickness: 22,
      categoryPercentage: 0.8,
      barPercentage: 0.92,
    })),
  };
}

/** Draws horizontal bars and keeps them as wide as the element around the canvas. */
export function drawBars(canvas: HTMLCanvasElement, first: BarChart): DrawnChart {
  let chart = first;
  const current = () => chart;
  const drawn = new Chart(canvas, {
    type: 'bar',
    data: data(chart),
    options: options(chart),
    plugins: [background(current), endLabels(current)],
  });
  return {
    update(next) {
      chart = next;
      drawn.data = data(chart);
      drawn.options = options(chart);
      drawn.update();
    },
    png: () => drawn.toBase64Image(),
    destroy: () => drawn.destroy(),
  };
}
