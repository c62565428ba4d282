import type { ImprintPlace } from '../manifest.ts';
import type { RedisConnection } from './calls.ts';
import { createKeyNames } from './keys.ts';
import { formatPlace, type RedisLocation } from './location.ts';

/** The imprint of the store at a location, under a key of its own. */
export function imprintIn(connection: RedisConnection, location: RedisLocation): ImprintPlace {
  const { imprint: key } = createKeyNames(location.prefix);
  return {
    name: `The Redis store ${formatPlace(location)}`,
    read: async () => (await connection.get(key))?.toString(),
    async replace(before = '', after) {
      const call = { operation: 'imprint', keys: [key], args: [before, after], isDurable: true } as const;
      return (await connection.run(call)) === 1;
    },
  };
}
