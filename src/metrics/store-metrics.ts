/** A store that is measured while it works. */
import { Counter, type Registry } from 'prom-client';
import type { AliasRecord } from '../alias/alias.ts';
import type { Store } from '../alias/ports.ts';
import { createDurations } from './durations.ts';

const operations = [
  'create',
  'isTaken',
  'find',
  'spend',
  'settle',
  'refund',
  'doubt',
  'change',
  'destroy',
  'sweep',
  'check',
  'keep_return_path',
  'find_return_path',
  'create_key',
  'find_key',
  'change_key',
  'destroy_key',
  'add_key_row',
  'key_rows',
  'remove_key_rows',
] as const;
type Operation = (typeof operations)[number];

/**
 * The same store, with its metrics registered. A read that is answered at once, as LMDB's are, is not timed: it is
 * part of every refusal, and reading the clock twice would cost as much as the read.
 */
export function measureStore(store: Store, registry: Registry): Store {
  const registers = [registry];
  const counts = { created: 0, destroyed: 0, swept: 0 };
  const durations = createDurations<Operation>(registry, {
    name: 'mayfly_store_operation_duration_seconds',
    help: 'How long operations of the store took; reads only where they are not answered at once.',
    labelName: 'operation',
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  });
  const failures = new Counter({
    name: 'mayfly_store_failures_total',
    help: 'Operations of the store that failed.',
    labelNames: ['operation'],
    registers,
  });
  for (const operation of operations) failures.inc({ operation }, 0);
  new Counter({
    name: 'mayfly_aliases_created_total',
    help: 'Aliases that were made.',
    registers,
    collect() {
      this.reset();
      this.inc(counts.created);
    },
  });
  new Counter({
    name: 'mayfly_aliases_destroyed_total',
    help: 'Aliases that their owners destroyed.',
    registers,
    collect() {
      this.reset();
      this.inc(counts.destroyed);
    },
  });
  new Counter({
    name: 'mayfly_aliases_swept_total',
    help: 'Aliases that had expired and were removed but for a tombstone.',
    registers,
    collect() {
      this.reset();
      this.inc(counts.swept);
    },
  });

  /** Measures beside the work, so that nobody waits longer for it. */
  const measured = <T>(operation: Operation, work: Promise<T>): Promise<T> => {
    const startedAt = performance.now();
    const done = (): void => durations.observe(operation, performance.now() - startedAt);
    work.then(done, () => {
      failures.inc({ operation });
      done();
    });
    return work;
  };
  const found = (key: string): AliasRecord | undefined | Promise<AliasRecord | undefined> => {
    try {
      const record = store.find(key);
      return record instanceof Promise ? measured('find', record) : record;
    } catch (error) {
      failures.inc({ operation: 'find' });
      throw error;
    }
  };
  return {
    now: () => store.now(),
    find: found,
    async create(key, record) {
      const isCreated = await measured('create', store.create(key, record));
      if (isCreated) counts.created += 1;
      return isCreated;
    },
    isTaken: (...given) => measured('isTaken', store.isTaken(...given)),
    spend: (...given) => measured('spend', store.spend(...given)),
    settle: (...given) => measured('settle', store.settle(...given)),
    refund: (...given) => measured('refund', store.refund(...given)),
    doubt: (...given) => measured('doubt', store.doubt(...given)),
    change: (...given) => measured('change', store.change(...given)),
    async destroy(key) {
      const isDestroyed = await measured('destroy', store.destroy(key));
      if (isDestroyed) counts.destroyed += 1;
      return isDestroyed;
    },
    async sweep(now) {
      const swept = await measured('sweep', store.sweep(now));
      counts.swept += swept;
      return swept;
    },
    returnPaths: {
      keep: (key, sealed, expiresAt) =>
        measured('keep_return_path', store.returnPaths.keep(key, sealed, expiresAt)),
      find: (key, now) => measured('find_return_path', store.returnPaths.find(key, now)),
    },
    keys: {
      create: (...given) => measured('create_key', store.keys.create(...given)),
      find: (...given) => measured('find_key', store.keys.find(...given)),
      change: (...given) => measured('change_key', store.keys.change(...given)),
      destroy: (...given) => measured('destroy_key', store.keys.destroy(...given)),
      addRow: (...given) => measured('add_key_row', store.keys.addRow(...given)),
      rows: (...given) => measured('key_rows', store.keys.rows(...given)),
      removeRows: (...given) => measured('remove_key_rows', store.keys.removeRows(...given)),
      list: (...given) => store.keys.list(...given),
    },
    check: () => measured('check', store.check()),
    close: () => store.close(),
  };
}
