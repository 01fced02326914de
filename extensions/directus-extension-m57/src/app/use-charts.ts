import assets from 'virtual:m57-assets';
import type * as Charts from '../assets/charts';
import { useServer } from './api';

let loaded: Promise<typeof Charts> | null = null;

/** The drawing chunk, fetched once by the first screen that draws; a failed fetch may be tried again. */
export function useCharts() {
  const server = useServer();
  return function load(): Promise<typeof Charts> {
    loaded ??= import(/* @vite-ignore */ server.address(`/m57/assets/${assets.charts}`)) as Promise<
      typeof Charts
    >;
    loaded.catch(() => (loaded = null));
    return loaded;
  };
}
