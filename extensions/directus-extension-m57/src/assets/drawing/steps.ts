import type { Plugin } from 'chart.js';
import { barOptions, FONT_SIZE, liveBars, tooltip, type Drawn, type Ground } from './common';

/** Bars that begin where the one above has ended: how a figure comes together. */
export interface StepsPicture extends Ground {
  steps: { label: string; from: number; to: number; value: number; color: string }[];
}

/** The value at the far end of its bar, and a thin line from each end to the next beginning. */
const marks = (current: () => StepsPicture): Plugin<'bar'> => ({
  id: 'marks',
  afterDatasetsDraw(drawn) {
    const { ctx } = drawn;
    const { steps, format, ink, grid, font } = current();
    const bars = drawn.getDatasetMeta(0).data;
    const scale = drawn.scales['x']!;
    ctx.save();
    ctx.font = `${FONT_SIZE}px ${font}`;
    ctx.textBaseline = 'middle';
    ctx.textAlign = 'left';
    steps.forEach(({ from, to, value }, row) => {
      const bar = bars[row];
      if (!bar) return;
      ctx.fillStyle = ink;
      ctx.fillText(format(value), scale.getPixelForValue(Math.max(from, to)) + 6, bar.y);
      const next = bars[row + 1];
      if (!next) return;
      ctx.strokeStyle = grid;
      ctx.beginPath();
      ctx.moveTo(scale.getPixelForValue(to), bar.y);
      ctx.lineTo(scale.getPixelForValue(to), next.y);
      ctx.stroke();
    });
    ctx.restore();
  },
});

const LABEL_ROOM = 84;

const options = (picture: StepsPicture) =>
  barOptions(
    picture,
    LABEL_ROOM,
    tooltip(picture, ({ label, dataIndex }: { label: string; dataIndex: number }) => [
      label,
      picture.steps[dataIndex]!.value,
    ]),
  );

const data = ({ steps }: StepsPicture) => ({
  labels: steps.map(({ label }) => label),
  datasets: [
    {
      data: steps.map(({ from, to }): [number, number] => [from, to]),
      backgroundColor: steps.map(({ color }) => color),
      borderRadius: 2,
      borderSkipped: false,
      maxBarThickness: 22,
      // A small step is still a step.
      minBarLength: 2,
    },
  ],
});

export const drawSteps = (canvas: HTMLCanvasElement, first: StepsPicture): Drawn<StepsPicture> =>
  liveBars(canvas, first, data, options, marks);
