import { Chart, type Plugin } from 'chart.js';
import { background, FONT_SIZE, shortLabel, tooltip, type Drawn, type Ground } from './common';

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

function options(picture: StepsPicture) {
  const text = { color: picture.ink, font: { family: picture.font, size: FONT_SIZE } };
  return {
    indexAxis: 'y' as const,
    animation: false as const,
    responsive: true,
    maintainAspectRatio: false,
    layout: { padding: { right: LABEL_ROOM } },
    scales: {
      x: {
        grid: { color: picture.grid },
        border: { display: false },
        ticks: {
          ...text,
          maxTicksLimit: 5,
          callback: (value: string | number) => picture.format(Number(value)),
        },
      },
      y: {
        grid: { display: false },
        border: { color: picture.grid },
        ticks: { ...text, autoSkip: false, callback: shortLabel },
      },
    },
    plugins: {
      tooltip: tooltip(picture, ({ label, dataIndex }: { label: string; dataIndex: number }) => [
        label,
        picture.steps[dataIndex]!.value,
      ]),
    },
  };
}

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

export function drawSteps(canvas: HTMLCanvasElement, first: StepsPicture): Drawn<StepsPicture> {
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
