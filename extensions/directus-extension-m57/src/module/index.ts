import { defineModule } from '@directus/extensions-sdk';
import '../app/m57.css';
import AllocationPage from './AllocationPage.vue';
import CitizenPage from './CitizenPage.vue';
import CitizensPage from './CitizensPage.vue';
import ComparisonPage from './ComparisonPage.vue';
import ConsolidationPage from './ConsolidationPage.vue';
import DeskPage from './DeskPage.vue';
import DuplicatesPage from './DuplicatesPage.vue';
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
import RulesPage from './RulesPage.vue';
import ServicePage from './ServicePage.vue';
import ServicesPage from './ServicesPage.vue';
import UnitsPage from './UnitsPage.vue';
import UsagePage from './UsagePage.vue';

export default defineModule({
  id: 'm57',
  name: 'M57 – Comptes et services',
  icon: 'account_balance',
  routes: [
    { path: '', component: HomePage },
    { path: 'installation', component: InstallationPage },
    { path: 'imports', component: ImportsPage },
    { path: 'nomenclature', component: NomenclaturePage },
    { path: 'affectation', component: RulesPage },
    { path: 'services', component: ServicesPage },
    { path: 'services/:id', component: ServicePage },
    { path: 'phases', component: PhasesPage },
    { path: 'cles', component: KeysPage },
    { path: 'unites', component: UnitsPage },
    { path: 'repartition', component: AllocationPage },
    { path: 'consolidation', component: ConsolidationPage },
    { path: 'comparaison', component: ComparisonPage },
    { path: 'administres', component: CitizensPage },
    { path: 'administres/:id', component: CitizenPage },
    { path: 'doublons', component: DuplicatesPage },
    { path: 'imports-administres', component: PeoplePage },
    { path: 'demandes', component: RequestsPage },
    { path: 'guichet', component: DeskPage },
    { path: 'usagers', component: UsagePage },
    { path: 'mon-service', component: OwnServicePage },
    { path: 'protection', component: PrivacyPage },
  ],
});
