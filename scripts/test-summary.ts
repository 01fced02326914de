/** What is read of the JSON report of Vitest. */
export interface TestReport {
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { status: string; fullName: string }[];
  }[];
}

/**
 * The last lines of a run: tests that were skipped and files that failed before their first test, by name, then
 * "N passed, N failed" alone on a line. A file that could not be loaded counts as one failure.
 */
export function summarise(report: TestReport): { lines: string[]; failed: number } {
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const named = (status: string) => tests.filter((test) => test.status === status);
  const skipped = [...named('skipped'), ...named('pending'), ...named('todo')];
  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  const failed = named('failed').length + broken.length;
  const count = [`${named('passed').length} passed`, `${failed} failed`];
  if (skipped.length > 0) count.push(`${skipped.length} skipped`);
  return {
    failed,
    lines: [
      ...broken.map(({ name, message }) => `Failed as a whole: ${name}: ${message}`),
      ...skipped.map(({ fullName }) => `Skipped: ${fullName}`),
      count.join(', '),
    ],
  };
}
