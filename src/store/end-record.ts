// SPDX-License-Identifier: MIT
/**
 * The stored form of the end of an alias. It stands among the rows that expire, where return paths are, so that backups, moves,
 * sweeps and versions that know nothing of it treat it as one of those. Its name is the key of the alias and one octet more,
 * which no return path has.
 *
 * | field                          | octets    |
 * |--------------------------------|-----------|
 * | version: 1                     | 1         |
 * | cause, as in `endCauses`       | 1         |
 * | endedAt, used                  | 6 each    |
 * | whether uses were limited; how | 1; 0 or 6 |
 * | tokenHash                      | the rest  |
 */
import { type AliasEnd, endCauses } from '../alias/end.ts';
import type { AliasKey } from '../alias/ports.ts';
import { encodeUint } from './record.ts';

/** The name of the row. Keys are whole in base64url, so what is added to the text is added to the octets. */
export function endNameOf(key: AliasKey): string {
  return key + suffix;
}

/** The key of an alias whose end has this name; nothing for the name of a return path. */
export function keyOfEnd(name: string): AliasKey | undefined {
  return name.length === nameLength && name.endsWith(suffix) ? name.slice(0, -suffix.length) : undefined;
}

/** The same of its octets. */
export function isEnd(name: Uint8Array): boolean {
  return keyOfEnd(Buffer.from(name).toString('base64url')) !== undefined;
}

/** One octet, `e`. */
const suffix = 'ZQ';
/** Keys have 18 octets. */
const nameLength = 24 + suffix.length;

/** Encodes an end. */
export function encodeEnd({ cause, endedAt, used, maxUses, tokenHash }: AliasEnd): Buffer {
  return Buffer.concat([
    Buffer.of(version, endCauses.indexOf(cause)),
    encodeUint(endedAt),
    encodeUint(used),
    maxUses === null ? Buffer.of(0) : Buffer.concat([Buffer.of(1), encodeUint(maxUses)]),
    tokenHash,
  ]);
}

/** Decodes what `encodeEnd` gave; nothing for what a later version wrote. */
export function decodeEnd(octets: Uint8Array): AliasEnd | undefined {
  const buffer = Buffer.from(octets);
  const cause = endCauses[buffer[1] ?? endCauses.length];
  if (buffer[0] !== version || cause === undefined || buffer.length < shortest) return undefined;
  const isLimited = buffer[shortest - 1] === 1;
  return {
    cause,
    endedAt: buffer.readUIntBE(2, 6),
    used: buffer.readUIntBE(8, 6),
    maxUses: isLimited ? buffer.readUIntBE(shortest, 6) : null,
    tokenHash: buffer.subarray(isLimited ? shortest + 6 : shortest),
  };
}

const version = 1;
/** Octets of all but the limit and the hash. */
const shortest = 15;
