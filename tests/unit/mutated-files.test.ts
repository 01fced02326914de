import { expect, it } from 'vitest';
import { seededRandom } from '../../extensions/directus-extension-m57/src/domain/demo-town/random';
import { filesToSpoil, readSpoiled, spoil } from '../support/mutations';

const EACH = 400;

it.each(await filesToSpoil())(
  '$name: 400 spoiled ones are read, or refused with words and places',
  async ({ bytes }) => {
    let refused = 0;
    for (let seed = 1; seed <= EACH; seed += 1) {
      const spoiled = spoil(bytes, seededRandom(seed));
      try {
        if ((await readSpoiled(spoiled)) === null) refused += 1;
      } catch (error) {
        throw new Error(`seed ${seed}: ${Buffer.from(spoiled).toString('latin1').slice(0, 2000)}`, {
          cause: error,
        });
      }
    }
    expect(refused).toBeGreaterThan(EACH / 4);
  },
);
