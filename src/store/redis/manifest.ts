// SPDX-License-Identifier: MIT
import { formatPlace, type RedisLocation } from '../../base/store-location.ts';
import type { ManifestPlace } from '../manifest.ts';
import type { RedisCalls } from './calls.ts';
import { createKeyNames } from './keys.ts';

/** The manifest of the store at a location, under a key of its own. */
export function manifestIn(connection: RedisCalls, location: RedisLocation): ManifestPlace {
  const { manifest: key } = createKeyNames(location.prefix);
  return {
    name: `The Redis store ${formatPlace(location)}`,
    read: async () => (await connection.get(key))?.toString(),
    async replace(before = '', after) {
      const call = { operation: 'manifest', keys: [key], args: [before, after], isDurable: true } as const;
      return (await connection.run(call)) === 1;
    },
  };
}
