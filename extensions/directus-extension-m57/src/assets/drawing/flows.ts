import { Chart } from 'chart.js';
import { Flow, SankeyController } from 'chartjs-chart-sankey';
import { background, cut, FONT_SIZE, tooltip, type Drawn, type Ground } from './common';

export const registerFlows = () => Chart.register(SankeyController, Flow);

/** Two columns of names and the bands between them, as wide as what flows. */
export interface FlowsPicture extends Ground {
  /** From top to bottom; a band takes the colour of where it comes from. */
  origins: { key: string; label: string; color: string }[];
  targets: { key: string; label: string }[];
  /** Of the boxes on the right. */
  targetColor: string;
  links: { from: string; to: string; value: number }[];
}

/** From here on names stand beside the bands; below there is no room but on them. */
const WIDE = 620;
const NAMES = 210;

function data(picture: FlowsPicture, width: number) {
  const { origins, targets, links, ink, font, targetColor } = picture;
  const colours = new Map(origins.map(({ key, color }) => [key, color]));
  const nodes = [...origins, ...targets];
  return {
    datasets: [
      {
        data: links.map(({ from, to, value }) => ({ from, to, flow: value })),
        labels: Object.fromEntries(nodes.map(({ key, label }) => [key, cut(label, width < WIDE ? 14 : 27)])),
        priority: Object.fromEntries(nodes.map(({ key }, index) => [key, index])),
        column: Object.fromEntries(nodes.map(({ key }, index) => [key, index < origins.length ? 0 : 1])),
        colorMode: 'from' as const,
        colorFrom: ({ raw }: { raw?: unknown }) =>
          colours.get((raw as { from: string } | undefined)?.from ?? '') ?? targetColor,
        colorTo: targetColor,
        color: ink,
        font: { family: font, size: FONT_SIZE },
        borderWidth: 0,
        alpha: 0.45,
        nodeLabels: {
          // Left of the left column, right of the right one; on the bands they are put inside by default.
          position: (node: { key: string }) => {
            if (width < WIDE) return 'auto';
            return colours.has(node.key) ? 'left' : 'right';
          },
        },
        nodeWidth: 10,
        nodePadding: 14,
        size: 'max' as const,
      },
    ],
  };
}

const options = (picture: FlowsPicture, width: number) => ({
  animation: false as const,
  responsive: true,
  maintainAspectRatio: false,
  layout: { padding: width < WIDE ? 0 : { left: NAMES, right: NAMES } },
  plugins: {
    tooltip: {
      ...tooltip(picture, ({ raw }: { raw: unknown }) => {
        const { from, to, flow } = raw as { from: string; to: string; flow: number };
        const name = (key: string) =>
          [...picture.origins, ...picture.targets].find((node) => node.key === key)?.label ?? '';
        return [`${name(from)} → ${name(to)}`, flow];
      }),
    },
  },
});

export function drawFlows(canvas: HTMLCanvasElement, first: FlowsPicture): Drawn<FlowsPicture> {
  let picture = first;
  const width = () => canvas.parentElement?.clientWidth ?? 0;
  const drawn = new Chart(canvas, {
    type: 'sankey',
    data: data(picture, width()) as never,
    options: options(picture, width()),
    plugins: [background<'sankey'>(() => picture)],
  });
  return {
    update(next) {
      picture = next;
      drawn.data = data(picture, width()) as never;
      drawn.options = options(picture, width()) as never;
      drawn.update();
    },
    png: () => drawn.toBase64Image(),
    destroy: () => drawn.destroy(),
  };
}
