import { BarController, BarElement, CategoryScale, Chart, LinearScale, Tooltip, type Plugin } from 'chart.js';
import { barOptions, FONT_SIZE, liveBars, tooltip, type Drawn, type Ground } from './drawing/common';
import { registerFlows } from './drawing/flows';

// A chunk of its own, fetched by the first screen that draws: chart.js would double what every login loads.
Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip);
registerFlows();

export type { Drawn } from './drawing/common';
export { drawFlows } from './drawing/flows';
export { drawSteps } from './drawing/steps';

export interface BarSeries {
  label: string;
  color: string;
  /** One a bar, in the order of `labels`. */
  values: number[];
}

export interface BarChart extends Ground {
  labels: string[];
  series: BarSeries[];
  stacked: boolean;
}

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

/** Room right of the longest bar for its label, left for the names of the bars. */
const LABEL_ROOM = 76;

const options = (chart: BarChart) =>
  barOptions(
    chart,
    LABEL_ROOM,
    tooltip(chart, (item: { dataset: { label?: string }; parsed: { x: number | null } }) => [
      item.dataset.label ?? '',
      item.parsed.x ?? 0,
    ]),
    chart.stacked,
  );

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

export const drawBars = (canvas: HTMLCanvasElement, first: BarChart): Drawn<BarChart> =>
  liveBars(canvas, first, data, options, endLabels);
