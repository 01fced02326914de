import { defineModule } from '@directus/extensions-sdk';
import '../app/m57.css';
import { lazyPage } from './lazy-page';
import { PAGES } from './pages';

export default defineModule({
  id: 'm57',
  name: 'M57 – Comptes et services',
  icon: 'account_balance',
  routes: PAGES.map(({ name, path }) => ({
    path: path.replace(/^\/m57\/?/, ''),
    component: lazyPage(name),
  })),
});
