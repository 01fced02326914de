import { defineInterface } from '@directus/extensions-sdk';
import '../app/m57.css';
import SegmentInterface from './SegmentInterface.vue';

/** Builds the definition of a segment; the purpose comes from the field `purpose` of the same item. */
export default defineInterface({
  id: 'm57-interface-segment',
  name: 'Définition d’un segment M57',
  icon: 'group_work',
  description: 'Définir un segment d’administrés par des conditions en groupes, avec leur nombre en direct.',
  component: SegmentInterface,
  types: ['json'],
  group: 'other',
  options: null,
});
