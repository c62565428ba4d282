// SPDX-License-Identifier: MIT
/** A store that is measured while it works. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { AliasRecord } from '../alias/alias.ts';
import type { Store } from '../alias/ports.ts';
import { addCollectedCounter } from './collected-counter.ts';
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
  'confirm',
  'destroy',
  'find_end',
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

type Measured = <T>(operation: Operation, work: Promise<T>) => Promise<T>;

/** What is counted besides operations. */
interface AliasCounts {
  created: number;
  destroyed: number;
  swept: number;
  /** Sweeps that removed nothing because the clock of this machine is not trusted. */
  held: number;
}

/**
 * The same store, with its metrics registered. A read that is answered at once, as LMDB's are, is not timed: it is
 * part of every refusal, and reading the clock twice would cost as much as the read.
 */
export function measureStore(store: Store, registry: Registry): Store {
  const counts = countAliases(registry);
  addClockSkew(store, registry);
  const { measured, failed } = createMeasure(registry);
  const found = (key: string): AliasRecord | undefined | Promise<AliasRecord | undefined> => {
    try {
      const record = store.find(key);
      return record instanceof Promise ? measured('find', record) : record;
    } catch (error) {
      failed('find');
      throw error;
    }
  };
  return {
    now: () => store.now(),
    clockState: () => store.clockState(),
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
    confirm: (...given) => measured('confirm', store.confirm(...given)),
    async destroy(...given) {
      const isDestroyed = await measured('destroy', store.destroy(...given));
      if (isDestroyed) counts.destroyed += 1;
      return isDestroyed;
    },
    findEnd: (...given) => measured('find_end', store.findEnd(...given)),
    async sweep(now) {
      if (!store.clockState().isTrusted) counts.held += 1;
      const swept = await measured('sweep', store.sweep(now));
      counts.swept += swept;
      return swept;
    },
    returnPaths: measureReturnPaths(store.returnPaths, measured),
    keys: measureKeys(store.keys, measured),
    // Few, and none that anybody waits for.
    blocks: store.blocks,
    check: () => measured('check', store.check()),
    close: () => store.close(),
  };
}

function measureReturnPaths(returnPaths: Store['returnPaths'], measured: Measured): Store['returnPaths'] {
  return {
    keep: (...given) => measured('keep_return_path', returnPaths.keep(...given)),
    find: (...given) => measured('find_return_path', returnPaths.find(...given)),
  };
}

function measureKeys(keys: Store['keys'], measured: Measured): Store['keys'] {
  return {
    create: (...given) => measured('create_key', keys.create(...given)),
    find: (...given) => measured('find_key', keys.find(...given)),
    change: (...given) => measured('change_key', keys.change(...given)),
    destroy: (...given) => measured('destroy_key', keys.destroy(...given)),
    addRow: (...given) => measured('add_key_row', keys.addRow(...given)),
    rows: (...given) => measured('key_rows', keys.rows(...given)),
    removeRows: (...given) => measured('remove_key_rows', keys.removeRows(...given)),
    list: (...given) => keys.list(...given),
  };
}

function countAliases(registry: Registry): AliasCounts {
  const counts: AliasCounts = { created: 0, destroyed: 0, swept: 0, held: 0 };
  const add = (what: 'created' | 'destroyed' | 'swept', help: string): void =>
    addCollectedCounter(registry, { name: `mayfly_aliases_${what}_total`, help }, () => counts[what]);
  add('created', 'Aliases that were made.');
  add('destroyed', 'Aliases that their owners destroyed.');
  add('swept', 'Aliases that had expired and were removed but for a tombstone.');
  addCollectedCounter(
    registry,
    {
      name: 'mayfly_store_sweeps_held_total',
      help: 'Sweeps that removed nothing because the clock of this machine is not trusted.',
    },
    () => counts.held,
  );
  return counts;
}

function addClockSkew(store: Pick<Store, 'clockState'>, registry: Registry): void {
  new Gauge({
    name: 'mayfly_store_clock_skew_seconds',
    help: 'By how much the clock of this machine is ahead of the time that the store judges by.',
    aggregator: 'first',
    registers: [registry],
    collect() {
      this.set(store.clockState().skewMs / 1000);
    },
  });
}

/** Durations and failures of operations. What is measured is measured beside the work, so that nobody waits longer for it. */
function createMeasure(registry: Registry): {
  readonly measured: Measured;
  readonly failed: (operation: Operation) => void;
} {
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
    registers: [registry],
  });
  for (const operation of operations) failures.inc({ operation }, 0);
  const failed = (operation: Operation): void => failures.inc({ operation });
  const measured: Measured = (operation, work) => {
    const startedAt = performance.now();
    const done = (): void => durations.observe(operation, performance.now() - startedAt);
    work.then(done, () => {
      failed(operation);
      done();
    });
    return work;
  };
  return { measured, failed };
}
