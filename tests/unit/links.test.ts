import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../../scripts/node22.mjs';

const documents = globSync('{README,CHANGELOG}.md', { cwd: root }).concat(
  globSync('docs/**/*.md', { cwd: root }),
);

it.each(documents)('%s points only to files that exist', (document) => {
  const text = readFileSync(path.join(root, document), 'utf8');
  const targets = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, target]) => target!);
  const folder = path.dirname(path.join(root, document));
  expect(targets.filter((target) => !existsSync(path.join(folder, target)))).toEqual([]);
});
