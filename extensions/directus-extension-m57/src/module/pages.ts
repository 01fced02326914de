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
  | 'segments'
  | 'segment'
  | 'group-costs'
  | 'own'
  | 'rewards'
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
  /** Under which heading of the navigation; pages of one group follow each other. */
  group: 'start' | 'accounts' | 'costs' | 'relation';
  /** What must be installed beside the accounts. */
  needs?: 'relation' | 'segments';
}

const readers = (access: Status['access']) => access.finance || access.steering;
const finance = (access: Status['access']) => access.finance;
const relation = (access: Status['access']) => access.relation;
const people = (access: Status['access']) => access.people;
const desk = (access: Status['access']) => access.desk;
const privacy = (access: Status['access']) => access.privacy;
const segments = (access: Status['access']) => access.segments;
const usage = (access: Status['access']) => access.relation || readers(access);

/** The pages in the order of the work. Paths are French: people share them. */
export const PAGES: Page[] = [
  {
    name: 'home',
    group: 'start',
    path: '/m57',
    icon: 'home',
    open: (access) => Object.values(access).includes(true),
    figures: false,
  },
  {
    name: 'installation',
    group: 'start',
    path: '/m57/installation',
    icon: 'deployed_code',
    open: (access) => access.admin,
    figures: false,
  },
  {
    name: 'imports',
    group: 'accounts',
    path: '/m57/imports',
    icon: 'upload_file',
    open: finance,
    figures: false,
  },
  {
    name: 'nomenclature',
    group: 'accounts',
    path: '/m57/nomenclature',
    icon: 'account_tree',
    open: finance,
    figures: false,
  },
  {
    name: 'rules',
    group: 'accounts',
    path: '/m57/affectation',
    icon: 'alt_route',
    open: finance,
    figures: true,
  },
  {
    name: 'services',
    group: 'costs',
    path: '/m57/services',
    icon: 'storefront',
    open: readers,
    figures: true,
  },
  {
    name: 'service',
    group: 'costs',
    path: '/m57/services/:id',
    icon: 'storefront',
    open: (access) => readers(access) || access.relation || access.head,
    inner: true,
    figures: false,
  },
  { name: 'phases', group: 'costs', path: '/m57/phases', icon: 'cycle', open: readers, figures: true },
  { name: 'keys', group: 'costs', path: '/m57/cles', icon: 'vpn_key', open: finance, figures: false },
  { name: 'units', group: 'costs', path: '/m57/unites', icon: 'counter_1', open: readers, figures: false },
  {
    name: 'allocation',
    group: 'costs',
    path: '/m57/repartition',
    icon: 'calculate',
    open: readers,
    figures: true,
  },
  {
    name: 'consolidation',
    group: 'costs',
    path: '/m57/consolidation',
    icon: 'join',
    open: readers,
    figures: false,
  },
  {
    name: 'comparison',
    group: 'costs',
    path: '/m57/comparaison',
    icon: 'compare_arrows',
    open: readers,
    figures: false,
  },
  {
    name: 'citizens',
    group: 'relation',
    path: '/m57/administres',
    icon: 'groups',
    open: relation,
    figures: false,
    needs: 'relation',
  },
  {
    name: 'citizen',
    group: 'relation',
    path: '/m57/administres/:id',
    icon: 'person',
    open: relation,
    inner: true,
    figures: false,
    needs: 'relation',
  },
  {
    name: 'duplicates',
    group: 'relation',
    path: '/m57/doublons',
    icon: 'join_inner',
    open: people,
    figures: false,
    needs: 'relation',
  },
  {
    name: 'people',
    group: 'relation',
    path: '/m57/imports-administres',
    icon: 'group_add',
    open: people,
    figures: false,
    needs: 'relation',
  },
  {
    name: 'requests',
    group: 'relation',
    path: '/m57/demandes',
    icon: 'assignment',
    open: desk,
    figures: false,
    needs: 'relation',
  },
  {
    name: 'desk',
    group: 'relation',
    path: '/m57/guichet',
    icon: 'support_agent',
    open: desk,
    figures: false,
    needs: 'relation',
  },
  {
    name: 'usage',
    group: 'relation',
    path: '/m57/usagers',
    icon: 'pie_chart',
    open: usage,
    figures: false,
    needs: 'relation',
  },
  {
    name: 'group-costs',
    group: 'relation',
    path: '/m57/couts-par-public',
    icon: 'balance',
    open: (access) => usage(access) || access.segments,
    figures: false,
    needs: 'relation',
  },
  {
    name: 'segments',
    group: 'relation',
    path: '/m57/segments',
    icon: 'group_work',
    open: segments,
    figures: false,
    needs: 'segments',
  },
  {
    name: 'segment',
    group: 'relation',
    path: '/m57/segments/:id',
    icon: 'group_work',
    open: segments,
    inner: true,
    figures: false,
    needs: 'segments',
  },
  {
    name: 'own',
    group: 'relation',
    path: '/m57/mon-service',
    icon: 'home_work',
    // An administrator has every right, and reads every service already.
    open: (access) => access.head && !access.admin,
    figures: false,
    needs: 'relation',
  },
  {
    name: 'rewards',
    group: 'relation',
    path: '/m57/avantages',
    icon: 'card_giftcard',
    open: (access) => access.segments,
    figures: false,
    needs: 'segments',
  },
  {
    name: 'privacy',
    group: 'relation',
    path: '/m57/protection',
    icon: 'shield_person',
    open: privacy,
    figures: false,
    needs: 'relation',
  },
];

export const pageOf = (name: PageName) => PAGES.find((page) => page.name === name)!;
