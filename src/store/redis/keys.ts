// SPDX-License-Identifier: MIT
/**
 * The names of keys in Redis.
 *
 * | key                           | holds                                                                                                                               |
 * |-------------------------------|-------------------------------------------------------------------------------------------------------------------------------------|
 * | `mayfly:{BUCKET}:KEY`         | an alias as `record.ts` encodes it; empty: a tombstone                                                                              |
 * | `mayfly:{BUCKET}`             | sorted set: aliases of the bucket by the instant at which a sweep has to look                                                       |
 * | `mayfly:return:KEY`           | a return path (`return-paths.ts`), with a TTL                                                                                       |
 * | `mayfly:return:{BUCKET}:NAME` | the end of an alias (`end-record.ts`), on the node of its alias; with a TTL                                                         |
 * | `mayfly:key:{BUCKET}:ID`      | hash: a key of somebody who makes aliases, as `key-record.ts` encodes it, under `key`, and its rows under their numbers; with a TTL |
 * | `mayfly:blocks:{0}`           | hash: blocks by name, as `block-record.ts` encodes them, and under the empty name what changes with each change                     |
 * | `mayfly:owners`               | sorted set: the open stores by the instant until which their last heartbeat holds                                                   |
 * | `mayfly:imprint`              | what the store says of itself: `manifest.ts`                                                                                        |
 * | `mayfly:mark:{BUCKET}`        | in a cluster, the id of the store: `presence.ts`                                                                                    |
 *
 * The bucket, one of 1024, is part of the key, so a cluster spreads aliases over its nodes, and an alias and what is due of it
 * are on one node. No alias has a TTL: a key that the server removes by itself could be issued again, and a TTL makes it
 * subject to the `volatile-*` eviction policies. The sweep leaves the tombstone instead. A return path is nothing that is issued
 * again, so the server may forget it by itself.
 */
import type { AliasKey, KeyId } from '../../alias/ports.ts';
import { endNameOf, keyOfEnd } from '../end-record.ts';

/** At least one key, as a script takes them. */
export type Keys = readonly [string, ...string[]];

export interface KeyNames {
  /** The alias, its bucket and its end. */
  threeOf(key: AliasKey): AliasNames;
  /** A return path, or the end of an alias. */
  returnPathOf(name: string): string;
  /** A key of somebody who makes aliases, with its rows. */
  keyOf(id: KeyId): string;
  /** All blocks; in a cluster beside the first bucket, whose mark tells whether they are there. */
  readonly blocks: string;
  readonly buckets: Keys;
  readonly instances: string;
  readonly manifest: string;
  /** The mark of the bucket that an alias is in, and those of all buckets. */
  markOf(key: AliasKey): string;
  readonly marks: readonly string[];
  /** Patterns, as SCAN takes them, of all aliases, of all sorted sets of what is due, of all return paths, and of all keys. */
  readonly aliases: string;
  readonly dues: string;
  readonly returnPaths: string;
  readonly keys: string;
}

/** What a script takes of an alias. */
type AliasNames = readonly [alias: string, bucket: string, end: string];

const bucketCount = 1024;

/** The names that begin with `prefix`. */
export function createKeyNames(prefix: string): KeyNames {
  const bucketName = (bucket: number) => `${prefix}:{${bucket}}`;
  const endOf = (key: AliasKey) => `${prefix}:return:{${bucketOf(key)}}:${endNameOf(key)}`;
  const markName = (bucket: number) => `${prefix}:mark:{${bucket}}`;
  const others = Array.from({ length: bucketCount - 1 }, (_, bucket) => bucketName(bucket + 1));
  return {
    threeOf(key) {
      const bucket = bucketName(bucketOf(key));
      return [`${bucket}:${key}`, bucket, endOf(key)];
    },
    returnPathOf(name) {
      const key = keyOfEnd(name);
      return key === undefined ? `${prefix}:return:${name}` : endOf(key);
    },
    keyOf: (id) => `${prefix}:key:{${bucketOf(id)}}:${id}`,
    blocks: `${prefix}:blocks:{0}`,
    buckets: [bucketName(0), ...others],
    instances: `${prefix}:owners`,
    manifest: `${prefix}:imprint`,
    markOf: (key) => markName(bucketOf(key)),
    marks: Array.from({ length: bucketCount }, (_, bucket) => markName(bucket)),
    aliases: `${prefix}:{*}:*`,
    dues: `${prefix}:{*}`,
    returnPaths: `${prefix}:return:*`,
    keys: `${prefix}:key:*`,
  };
}

/** Keys are hashes, so ten bits of one spread well. */
function bucketOf(key: AliasKey): number {
  return Buffer.from(key.slice(0, 4), 'base64url').readUInt16BE() >> 6;
}

/** A key that is in the first bucket. */
export const keyInFirstBucket: AliasKey = 'AAAA';
