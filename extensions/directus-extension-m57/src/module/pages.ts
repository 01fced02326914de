import type { Status } from '../contract/status';

export type PageName =
  | 'home'
  | 'installation'
  | 'imports'
  | 'nomenclature'
  | 'rules'
  | 'keys'
  | 'units'
  | 'services'
  | 'service'
  | 'phases'
  | 'allocation'
  | 'consolidation'
  | 'comparison';

interface Page {
  name: PageName;
  path: string;
  icon: string;
  /** Whether it answers anything to this user; the others are left out of the navigation. */
  open: (access: Status['access']) => boolean;
  /** Left out of the navigation: opened from another page. */
  inner?: boolean;
  /** Whether it shows figures, hence needs accounts to be in. */
  figures: boolean;
}

const finance = (access: Status['access']) => access.finance;
const readers = (access: Status['access']) => access.finance || access.steering;

/** The pages in the order of the work. Paths are French: people share them. */
export const PAGES: Page[] = [
  {
    name: 'home',
    path: '/m57',
    icon: 'home',
    open: (access) => access.admin || readers(access),
    figures: false,
  },
  {
    name: 'installation',
    path: '/m57/installation',
    icon: 'deployed_code',
    open: (access) => access.admin,
    figures: false,
  },
  { name: 'imports', path: '/m57/imports', icon: 'upload_file', open: finance, figures: false },
  { name: 'nomenclature', path: '/m57/nomenclature', icon: 'account_tree', open: finance, figures: false },
  { name: 'rules', path: '/m57/affectation', icon: 'alt_route', open: finance, figures: true },
  { name: 'services', path: '/m57/services', icon: 'storefront', open: readers, figures: true },
  {
    name: 'service',
    path: '/m57/services/:id',
    icon: 'storefront',
    open: readers,
    inner: true,
    figures: false,
  },
  { name: 'phases', path: '/m57/phases', icon: 'cycle', open: readers, figures: true },
  { name: 'keys', path: '/m57/cles', icon: 'vpn_key', open: finance, figures: false },
  { name: 'units', path: '/m57/unites', icon: 'counter_1', open: readers, figures: false },
  { name: 'allocation', path: '/m57/repartition', icon: 'calculate', open: readers, figures: true },
  { name: 'consolidation', path: '/m57/consolidation', icon: 'join', open: readers, figures: false },
  { name: 'comparison', path: '/m57/comparaison', icon: 'compare_arrows', open: readers, figures: false },
];

export const pageOf = (name: PageName) => PAGES.find((page) => page.name === name)!;
