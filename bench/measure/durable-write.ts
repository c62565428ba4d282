// SPDX-License-Identifier: MIT
import { join } from 'node:path';
import { open } from 'lmdb';
import type { Lane, Sample } from '../scenarios/scenario.ts';
import { median } from './statistics.ts';

const writes = 200;
const recordOctets = 256;

/** One durable write of one record to an LMDB environment, nothing else going on: `medianMs` from the call to the flush. */
export function durableWriteLane(folder: string): Lane {
  return { name: 'durable-write', measure: () => measure(folder) };
}

async function measure(folder: string): Promise<Sample> {
  const table = open({ path: join(folder, 'write.mdb'), encoding: 'binary' });
  const durationsMs: number[] = [];
  try {
    for (let number = 0; number < writes; number += 1) {
      const startedAt = performance.now();
      await table.put(`record ${number % 100}`, Buffer.alloc(recordOctets, number));
      await table.flushed;
      durationsMs.push(performance.now() - startedAt);
    }
  } finally {
    await table.close();
  }
  return { medianMs: median(durationsMs) };
}
