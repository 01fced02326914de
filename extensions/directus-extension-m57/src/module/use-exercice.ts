import { computed } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { useStatus } from '../app/status';
import { dayInFrance } from '../domain/day-in-france';

/**
 * The year that a screen without a budget document shows: of the address, else the latest with accounts, else this
 * year. The next year can be prepared before its accounts are there.
 */
export function useExercice(more: () => number[]) {
  const route = useRoute();
  const router = useRouter();
  const { documents } = useStatus();

  const asked = computed(() => {
    const year = Number(route.query['exercice']);
    return Number.isInteger(year) && year >= 1990 && year <= 2100 ? year : null;
  });
  const known = computed(() => (documents.value ?? []).map(({ exercice }) => exercice));
  const exercice = computed(
    () => asked.value ?? (Math.max(0, ...known.value) || Number(dayInFrance(new Date()).slice(0, 4))),
  );
  const exercices = computed(() => {
    const years = [...known.value, ...more(), exercice.value];
    return [...new Set([...years, Math.max(...years) + 1])].sort((a, b) => b - a);
  });
  const choose = (year: number) =>
    router.replace({ query: { ...route.query, exercice: String(year), service: undefined } });
  return { exercice, exercices, choose };
}
