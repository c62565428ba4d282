// SPDX-License-Identifier: MIT
import type { KeyId, KeyRecord, KeyStore } from '../alias/ports.ts';
import * as keys from './key-record.ts';

/** The keys that the memory of a store holds. Handed to a later store, it is what a crash leaves. */
export interface KeyImage {
  readonly records: Map<KeyId, KeyRecord>;
  readonly rows: Map<KeyId, Map<number, Uint8Array>>;
}

/** No keys. */
export function emptyKeyImage(): KeyImage {
  return { records: new Map(), rows: new Map() };
}

/** Keys in memory; `transact` runs what each call does, or rejects. */
export function createMemoryKeys(
  image: KeyImage,
  transact: <Result>(action: () => Result) => Promise<Result>,
): KeyStore & { sweep(now: number): void } {
  const ledger = ledgerOf(image);
  return {
    create: (id, record) => transact(() => keys.createKeyIn(ledger, id, record)),
    find: (id, now) =>
      transact(() => {
        const record = ledger.get(id);
        return record !== undefined && now < record.expiresAt ? record : undefined;
      }),
    change: (id, change) => transact(() => keys.changeKeyIn(ledger, id, change)),
    destroy: (id) => transact(() => keys.destroyKeyIn(ledger, id)),
    addRow: (id, made, sealed) => transact(() => keys.addRowIn(ledger, id, { made, sealed })),
    rows: (id, page) => transact(() => ledger.rows(id, page)),
    removeRows: (id, numbers) => transact(() => keys.removeRowsIn(ledger, id, numbers)),
    async *list(now) {
      for (const [id, { sealed: _, ...entry }] of await transact(() => [...image.records]))
        if (now < entry.expiresAt) yield { id, ...entry };
    },
    sweep(now) {
      for (const [id, { expiresAt }] of image.records) if (expiresAt <= now) keys.destroyKeyIn(ledger, id);
    },
  };
}

function ledgerOf({ records, rows }: KeyImage): keys.KeyLedger {
  return {
    get: (id) => records.get(id),
    put: (id, record) => void records.set(id, record),
    remove: (id) => {
      records.delete(id);
      rows.delete(id);
    },
    putRow: (id, { number, sealed }) => {
      rows.set(id, (rows.get(id) ?? new Map<number, Uint8Array>()).set(number, sealed));
    },
    removeRow: (id, number) => rows.get(id)?.delete(number) ?? false,
    rows: (id, { before = Number.POSITIVE_INFINITY, limit }) =>
      [...(rows.get(id) ?? [])]
        .filter(([number]) => number < before)
        .sort(([one], [other]) => other - one)
        .slice(0, limit)
        .map(([number, sealed]) => ({ number, sealed })),
  };
}
