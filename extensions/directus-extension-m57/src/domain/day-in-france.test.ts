import { expect, it } from 'vitest';
import { dayInFrance } from './day-in-france';

it.each([
  ['2026-01-31T22:59:59.999Z', '2026-01-31'],
  ['2026-01-31T23:00:00.000Z', '2026-02-01'],
  ['2026-07-14T21:59:59.999Z', '2026-07-14'],
  ['2026-07-14T22:00:00.000Z', '2026-07-15'],
  ['2025-12-31T23:30:00.000Z', '2026-01-01'],
])('at %s it is %s in France', (moment, day) => {
  expect(dayInFrance(new Date(moment))).toBe(day);
});
