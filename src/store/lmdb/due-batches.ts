// SPDX-License-Identifier: MIT
import { encodeUint } from '../record.ts';
import type { Table } from './environment.ts';

/** Octets of the instant that an entry of a table of what is due begins with; the key of the row that is due follows. */
export const instantOctets = 6;

export interface DueBatchOptions {
  /** What is due at this instant (ms since the epoch) or before. */
  readonly now: number;
  /** Reads the rows of these keys from the disk into memory, off the event loop. */
  readonly warm: (keys: Uint8Array[]) => Promise<void>;
  /** A clock in ms that never goes back. */
  readonly elapsed?: () => number;
}

/** How many instants pages are looked for at, spread over the time in which `batchesAhead` batches may be due. */
const placesAhead = 16;
const batchesAhead = 4;
/** Maximum number of entries and maximum duration, ms, of a transaction: it holds up the event loop and other writers. */
const batchSize = 100;
const batchMs = 4;

/**
 * The entries of `table` that are due, in the order of time, until none is left. Each batch is to be gone through in one
 * transaction, which removes the entries that it is given; it may be given fewer when time is short, and the others come again.
 *
 * A transaction runs on the event loop, where each page that is not in memory is a wait for the disk: some 0.1 ms at best, 15 ms
 * with the read-ahead of some disks, half a second on a busy one. Looking at the clock ends a batch after such a wait, but not
 * the wait. So the rows are read by another thread first, and so are the pages of `table` that come next: the next batch is on
 * them, and a page that is nearly empty is joined with its neighbour.
 */
export async function* dueBatches(
  table: Table,
  { now, warm, elapsed = () => performance.now() }: DueBatchOptions,
): AsyncGenerator<Iterable<Uint8Array>, void, undefined> {
  const end = encodeUint(now + 1, instantOctets);
  for (;;) {
    const entries = [...table.getKeys({ end, limit: batchSize })];
    const [first, last] = [entries[0], entries.at(-1)];
    if (first === undefined || last === undefined) return;
    // One after the other, since each that is under way takes one of LMDB's places for readers.
    await warm(entries.map((entry) => entry.subarray(instantOctets)));
    await table.prefetch(placesAfter(instantOf(first), instantOf(last)));
    yield untilLate(entries, elapsed);
  }
}

/** Where the entries after these are, if they are as close together. */
function placesAfter(first: number, last: number): Uint8Array[] {
  const step = ((last - first) * batchesAhead) / placesAhead;
  return Array.from({ length: placesAhead }, (_, place) =>
    encodeUint(Math.ceil(last + step * (place + 1)), instantOctets),
  );
}

function instantOf(entry: Uint8Array): number {
  return Buffer.from(entry.buffer, entry.byteOffset, instantOctets).readUIntBE(0, instantOctets);
}

function* untilLate(entries: readonly Uint8Array[], elapsed: () => number): Generator<Uint8Array> {
  const endAt = elapsed() + batchMs;
  for (const entry of entries) {
    yield entry;
    if (elapsed() >= endAt) return;
  }
}
