import type { Component } from 'vue';
import SegmentEditor from '../app/segment-builder/SegmentEditor.vue';
import AllocationPage from './AllocationPage.vue';
import CitizenPage from './CitizenPage.vue';
import CitizensPage from './CitizensPage.vue';
import ComparisonPage from './ComparisonPage.vue';
import ConsolidationPage from './ConsolidationPage.vue';
import DeskPage from './DeskPage.vue';
import DuplicatesPage from './DuplicatesPage.vue';
import GroupCostsPage from './GroupCostsPage.vue';
import HomePage from './HomePage.vue';
import ImportsPage from './ImportsPage.vue';
import InstallationPage from './InstallationPage.vue';
import KeysPage from './KeysPage.vue';
import NomenclaturePage from './NomenclaturePage.vue';
import OwnServicePage from './OwnServicePage.vue';
import PeoplePage from './PeoplePage.vue';
import PhasesPage from './PhasesPage.vue';
import PrivacyPage from './PrivacyPage.vue';
import RequestsPage from './RequestsPage.vue';
import RewardsPage from './RewardsPage.vue';
import RulesPage from './RulesPage.vue';
import SegmentPage from './SegmentPage.vue';
import SegmentsPage from './SegmentsPage.vue';
import ServicePage from './ServicePage.vue';
import ServicesPage from './ServicesPage.vue';
import UnitsPage from './UnitsPage.vue';
import UsagePage from './UsagePage.vue';
import type { PageName } from './pages';

/** Every page of the module: a chunk of its own, which only those load who open the module (app/lazy.ts). */
export const PAGE_COMPONENTS: Record<PageName, Component> = {
  home: HomePage,
  installation: InstallationPage,
  imports: ImportsPage,
  nomenclature: NomenclaturePage,
  rules: RulesPage,
  services: ServicesPage,
  service: ServicePage,
  phases: PhasesPage,
  keys: KeysPage,
  units: UnitsPage,
  allocation: AllocationPage,
  consolidation: ConsolidationPage,
  comparison: ComparisonPage,
  citizens: CitizensPage,
  citizen: CitizenPage,
  duplicates: DuplicatesPage,
  people: PeoplePage,
  requests: RequestsPage,
  desk: DeskPage,
  usage: UsagePage,
  segments: SegmentsPage,
  segment: SegmentPage,
  'group-costs': GroupCostsPage,
  own: OwnServicePage,
  rewards: RewardsPage,
  privacy: PrivacyPage,
};

/** What the interface `m57-interface-segment` shows. */
export const SEGMENT_EDITOR: Component = SegmentEditor;
