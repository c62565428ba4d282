// SPDX-License-Identifier: MIT
import { Gauge, type Registry } from 'prom-client';
import { type BlockKind, blockKinds } from '../alias/ports.ts';
import { addCollectedCounter } from './collected-counter.ts';

/** How many blocks there are by kind, and how often one has refused somebody. */
export interface BlockTotals {
  readonly there: Readonly<Record<BlockKind, number>>;
  readonly refused: Readonly<Record<BlockKind, number>>;
}

/** Registers the metrics of the operator's blocks. */
export function addBlockMetrics(registry: Registry, totals: () => BlockTotals): void {
  new Gauge({
    name: 'mayfly_blocks',
    help: 'Blocks of the operator that are in force: targets, SMTP clients, HTTP clients; and targets whose owners want never to be asked.',
    labelNames: ['kind'],
    // Every process has all of them.
    aggregator: 'max',
    registers: [registry],
    collect() {
      for (const kind of blockKinds) this.set({ kind }, totals().there[kind]);
    },
  });
  addCollectedCounter(
    registry,
    {
      name: 'mayfly_blocked_total',
      help: 'Recipients, SMTP sessions and transactions, and HTTP requests that a block has refused, and questions that were not asked.',
      labelNames: ['kind'],
    },
    () => blockKinds.map((kind) => [{ kind }, totals().refused[kind]]),
  );
}
