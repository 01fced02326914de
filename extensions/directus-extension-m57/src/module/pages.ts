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
  | 'comparison'
  | 'citizens'
  | 'citizen'
  | 'duplicates'
  | 'people'
  | 'requests'
  | 'desk'
  | 'usage'
  | 'own'
  | 'privacy';

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
  /** What must be installed beside the accounts. */
  needs?: 'relation';
}

const readers = (access: Status['access']) => access.finance || access.steering;
const finance = (access: Status['access']) => access.finance;
const relation = (access: Status['access']) => access.relation;
const people = (access: Status['access']) => access.people;
const desk = (access: Status['access']) => access.desk;
const privacy = (access: Status['access']) => access.privacy;
const usage = (access: Status['access']) => access.relation || readers(access);

/** The pages in the order of the work. Paths are French: people share them. */
export const PAGES: Page[] = [
  {
    name: 'home',
    path: '/m57',
    icon: 'home',
    open: (access) => Object.values(access).includes(true),
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
    open: (access) => readers(access) || access.relation || access.head,
    inner: true,
    figures: false,
  },
  { name: 'phases', path: '/m57/phases', icon: 'cycle', open: readers, figures: true },
  { name: 'keys', path: '/m57/cles', icon: 'vpn_key', open: finance, figures: false },
  { name: 'units', path: '/m57/unites', icon: 'counter_1', open: readers, figures: false },
  { name: 'allocation', path: '/m57/repartition', icon: 'calculate', open: readers, figures: true },
  { name: 'consolidation', path: '/m57/consolidation', icon: 'join', open: readers, figures: false },
  { name: 'comparison', path: '/m57/comparaison', icon: 'compare_arrows', open: readers, figures: false },
  {
    name: 'citizens',
    path: '/m57/administres',
    icon: 'groups',
    open: relation,
    figures: false,
    needs: 'relation',
  },
  {
    name: 'citizen',
    path: '/m57/administres/:id',
    icon: 'person',
    open: relation,
    inner: true,
    figures: false,
    needs: 'relation',
  },
  {
    name: 'duplicates',
    path: '/m57/doublons',
    icon: 'join_inner',
    open: people,
    figures: false,
    needs: 'relation',
  },
  {
    name: 'people',
    path: '/m57/imports-administres',
    icon: 'group_add',
    open: people,
    figures: false,
    needs: 'relation',
  },
  {
    name: 'requests',
    path: '/m57/demandes',
    icon: 'assignment',
    open: desk,
    figures: false,
    needs: 'relation',
  },
  {
    name: 'desk',
    path: '/m57/guichet',
    icon: 'support_agent',
    open: desk,
    figures: false,
    needs: 'relation',
  },
  { name: 'usage', path: '/m57/usagers', icon: 'pie_chart', open: usage, figures: false, needs: 'relation' },
  {
    name: 'own',
    path: '/m57/mon-service',
    icon: 'home_work',
    // An administrator has every right, and reads every service already.
    open: (access) => access.head && !access.admin,
    figures: false,
    needs: 'relation',
  },
  {
    name: 'privacy',
    path: '/m57/protection',
    icon: 'shield_person',
    open: privacy,
    figures: false,
    needs: 'relation',
  },
];

export const pageOf = (name: PageName) => PAGES.find((page) => page.name === name)!;
