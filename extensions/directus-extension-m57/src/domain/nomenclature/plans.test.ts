import { describe, expect, it } from 'vitest';
import { choosePlan, parseNomenclature } from './plans';

describe('parseNomenclature', () => {
  it.each([
    ['M57', { norm: 'M57', declension: 'M57' }],
    ['M57_D', { norm: 'M57', declension: 'M57_D' }],
    ['M57-M57_A', { norm: 'M57', declension: 'M57_A' }],
    ['M57-M57', { norm: 'M57', declension: 'M57' }],
    ['M57A', { norm: 'M57', declension: 'M57_A' }],
    [' m57 - m57_d ', { norm: 'M57', declension: 'M57_D' }],
    ['M43-M43', { norm: 'M43', declension: 'M43' }],
    ['M14-M14_COM_SUP3500', { norm: 'M14', declension: 'M14_COM_SUP3500' }],
    ['M4', { norm: 'M4', declension: 'M4' }],
    ['', null],
    ['BUDGET', null],
  ])('reads %j', (declared, expected) => {
    expect(parseNomenclature(declared)).toEqual(expected);
  });
});

describe('choosePlan', () => {
  const shipped = ['M57-2018', 'M57-2021', 'M57_A-2024', 'M57_D-2024'];

  it.each([
    ['the plan itself', 'M57-M57', 2018, 'M57-2018', true],
    ['the plan itself', 'M57_D', 2024, 'M57_D-2024', true],
    ['the nearest year', 'M57-M57_A', 2022, 'M57_A-2024', false],
    ['the nearest year', 'M57', 2019, 'M57-2018', false],
    ['the nearest year', 'M57', 2020, 'M57-2021', false],
    ['the developed plan for M57 since 2022', 'M57', 2022, 'M57_D-2024', false],
    ['the developed plan for M57 since 2022', 'M57', 2024, 'M57_D-2024', false],
    ['the one plan of the time before 2022', 'M57_D', 2021, 'M57-2021', false],
    ['the one plan of the time before 2022', 'M57_A', 2018, 'M57-2018', false],
    ['the developed plan for a declension without one', 'M57_P', 2024, 'M57_D-2024', false],
  ])('takes %s (%s %i)', (_, declared, year, id, exact) => {
    expect(choosePlan(shipped, declared, year)).toEqual({ id, exact });
  });

  it('takes the later of two years equally near', () => {
    expect(choosePlan(['M57_D-2023', 'M57_D-2025'], 'M57_D', 2024)?.id).toBe('M57_D-2025');
    expect(choosePlan(['M57_D-2025', 'M57_D-2023'], 'M57_D', 2024)?.id).toBe('M57_D-2025');
  });

  it('never takes one declension for another that only begins like it', () => {
    expect(choosePlan(['M57_A-2024', 'M57-2021'], 'M57', 2015)?.id).toBe('M57-2021');
  });

  it('prefers detail to the right year: M57 2021 has the accounts of M57_D, M57_A 2024 has not', () => {
    expect(choosePlan(['M57_A-2024', 'M57-2021'], 'M57_D', 2024)?.id).toBe('M57-2021');
  });

  it.each(['M14', 'M52', 'M43-M43', 'M4', 'M49', 'M57BIS-1', 'toto'])('has none for %s', (declared) => {
    expect(choosePlan(shipped, declared, 2024)).toBeNull();
  });

  it('has none where there is none', () => {
    expect(choosePlan([], 'M57', 2024)).toBeNull();
  });
});
