// SPDX-License-Identifier: MIT
/** Keys in Redis: a hash for each, with a TTL of the server, so that one that expires takes its rows along. */
import type {
  KeyChange,
  KeyEntry,
  KeyId,
  KeyRecord,
  KeyRow,
  KeyStore,
  StoreError,
} from '../../alias/ports.ts';
import { decodeKey, encodeKey, numberOfState } from '../key-record.ts';
import { encodeUint } from '../record.ts';
import type { ScriptCall } from './calls.ts';
import type { RedisReply } from './client.ts';
import type { KeyNames } from './keys.ts';

/** What keeping keys in Redis needs. */
export interface RedisKeysOptions {
  readonly names: KeyNames;
  readonly clock: () => number;
  readonly run: (call: ScriptCall) => Promise<RedisReply>;
  /** Rejects when there is nothing under this id because the store is not there. */
  readonly confirm: (id: KeyId) => Promise<void>;
  /** The names of all keys. */
  readonly scan: () => AsyncIterable<readonly string[]>;
  readonly explain: (error: unknown) => StoreError;
}

/** The keys of a store in Redis. */
export function createRedisKeys(options: RedisKeysOptions): KeyStore {
  const { names, clock, run, confirm, scan } = options;
  const call = (operation: ScriptCall['operation'], id: KeyId, args: ScriptCall['args'] = []) =>
    run({ operation, keys: [names.keyOf(id)], args, isDurable: !reads.includes(operation) });
  const ttlOf = (expiresAt: number): string => `${Math.max(1, Math.ceil(expiresAt - clock()))}`;
  const recordOf = async (id: KeyId, octets: RedisReply): Promise<KeyRecord | undefined> => {
    if (Buffer.isBuffer(octets)) return decoded(octets, options);
    await confirm(id);
    return undefined;
  };
  return {
    async create(id, record) {
      await confirm(id);
      return (await call('createKey', id, [encodeKey(record), ttlOf(record.expiresAt)])) === 1;
    },
    async find(id, now) {
      const record = await recordOf(id, await call('keyField', id, ['key']));
      return record !== undefined && now < record.expiresAt ? record : undefined;
    },
    change: async (id, change) => recordOf(id, await call('changeKey', id, argumentsOf(change, ttlOf))),
    async destroy(id) {
      const reply = await call('destroyKey', id);
      if (Array.isArray(reply)) return rowsOf(reply);
      await confirm(id);
      return undefined;
    },
    async addRow(id, made, sealed) {
      const verdict = String(await call('addKeyRow', id, [`${made}`, Buffer.from(sealed)]));
      if (verdict === 'added' || verdict === 'moved') return verdict;
      await confirm(id);
      return 'gone';
    },
    async rows(id, { before, limit }) {
      return rowsOf(await call('keyRows', id, [before === undefined ? '' : `${before}`, `${limit}`]));
    },
    async removeRows(id, numbers) {
      if (numbers.length > 0) await call('removeKeyRows', id, numbers.map(String));
    },
    async *list(now) {
      for await (const found of scan())
        for (const name of found) {
          const id = name.slice(name.lastIndexOf(':') + 1);
          const octets = await call('keyField', id, ['key']);
          if (!Buffer.isBuffer(octets)) continue;
          const { sealed: _, ...entry } = decoded(octets, options);
          if (now < entry.expiresAt) yield { id, ...entry } satisfies KeyEntry;
        }
    },
  };
}

const reads: readonly ScriptCall['operation'][] = ['keyField', 'keyRows'];

function decoded(octets: Buffer, { explain }: RedisKeysOptions): KeyRecord {
  try {
    return decodeKey(octets);
  } catch (error) {
    throw explain(error);
  }
}

/** Numbers are held to what a record takes. */
function argumentsOf(
  { state, expiresAt, sealed }: KeyChange,
  ttlOf: (expiresAt: number) => string,
): (string | Buffer)[] {
  if (expiresAt !== undefined) encodeUint(expiresAt);
  return [
    ...(state === undefined ? [] : ['state', `${numberOfState(state)}`]),
    ...(expiresAt === undefined ? [] : ['expiresAt', `${expiresAt}`, 'ttl', ttlOf(expiresAt)]),
    ...(sealed === undefined ? [] : ['sealed', Buffer.from(sealed)]),
  ];
}

/** Numbers and rows by turns. */
function rowsOf(reply: RedisReply): KeyRow[] {
  const items = Array.isArray(reply) ? reply : [];
  return items.flatMap((sealed, at) =>
    at % 2 === 1 && Buffer.isBuffer(sealed) ? [{ number: Number(items[at - 1]), sealed }] : [],
  );
}
