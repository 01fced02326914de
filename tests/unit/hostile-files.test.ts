import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../scripts/node22.mjs';
import { HOSTILE } from '../support/hostile-files';

const script = path.join(root, 'tests', 'support', 'read-hostile.ts');

interface Outcome {
  issues: { code: string; line: number | null; column: number | null; message: string }[] | null;
  milliseconds: number;
  growth: number;
}

describe('a file that nobody sends in good faith is refused, and takes little', () => {
  it.each(Object.keys(HOSTILE))('%s', (name) => {
    const args = ['--expose-gc', '--import', 'tsx', script, name];
    const outcome: Outcome = JSON.parse(
      execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8', timeout: 55_000 }),
    );
    console.log(`${name}: ${outcome.milliseconds} ms, ${Math.round(outcome.growth / 2 ** 20)} MB`);
    expect(outcome.growth).toBeLessThan(200 * 2 ** 20);
    expect(outcome.issues).not.toBeNull();
    for (const { code, line, column, message } of outcome.issues!) {
      expect(HOSTILE[name]!.codes).toContain(code);
      expect(message).not.toBe(code);
      // What is wrong with a whole archive, or with no file of accounts at all, has no place in it.
      if (!/^(GZIP|FORMAT)_/.test(code)) expect([line! >= 1, column! >= 1]).toEqual([true, true]);
    }
  });
});
