import { describe, expect, it } from 'vitest';
import { summarise } from './test-summary';

const file = (status: string, ...tests: [status: string, fullName: string][]) => ({
  name: 'a.test.ts',
  status,
  message: status === 'failed' ? 'Cannot find module' : '',
  assertionResults: tests.map(([each, fullName]) => ({ status: each, fullName })),
});

describe('the closing lines of a test run', () => {
  it('count what passed and failed, alone on the last line', () => {
    const report = {
      testResults: [
        file('failed', ['passed', 'one'], ['failed', 'two']),
        file('passed', ['passed', 'three']),
      ],
    };
    expect(summarise(report)).toEqual({ failed: 1, lines: ['2 passed, 1 failed'] });
  });

  it('name what was skipped', () => {
    const report = { testResults: [file('passed', ['passed', 'one'], ['skipped', 'MariaDB installs'])] };
    expect(summarise(report).lines).toEqual(['Skipped: MariaDB installs', '1 passed, 0 failed, 1 skipped']);
  });

  it('count a file that could not be loaded, and one whose preparation failed, as a failure each', () => {
    const report = { testResults: [file('failed'), file('failed', ['skipped', 'one'])] };
    const { failed, lines } = summarise(report);
    expect(failed).toBe(2);
    expect(lines.at(-1)).toBe('0 passed, 2 failed, 1 skipped');
  });
});
