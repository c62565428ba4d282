// SPDX-License-Identifier: MIT
import { write, writeSync } from 'node:fs';

/** Lines wait for others until there is this much of them, in characters, or this long, ms: a write costs more than a line. */
const batchLength = 8192;
const batchMs = 100;
/** Maximum number of characters that wait where nobody reads them; lines that come beyond that are dropped. */
const maxWaiting = 4_194_304;

/** Where lines are written. */
export interface LineOutput {
  /** Takes a line with its end. */
  write(line: string): void;
}

/**
 * Writes lines in batches, and what is left at exit. No write holds more than `maxOctets`, unless a line is longer. What cannot
 * be written, as on a full disk, is dropped, and mail goes on.
 */
export function writeInBatches(descriptor: number, maxOctets: number): LineOutput {
  let lines = '';
  let leaving = nothing;
  let timer: NodeJS.Timeout | undefined;
  const flushLater = (): void => {
    timer ??= setTimeout(flush, batchMs).unref();
  };
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (leaving.length > 0) return;
    leaving = Buffer.from(lines);
    lines = '';
    leave();
  };
  const leave = (): void => {
    if (leaving.length > 0) write(descriptor, firstLines(leaving, maxOctets), onWritten);
    else if (lines !== '') flushLater();
  };
  const onWritten = (error: NodeJS.ErrnoException | null, octets: number): void => {
    if (error?.code === 'EAGAIN') {
      setTimeout(leave, batchMs).unref();
      return;
    }
    leaving = error === null ? leaving.subarray(octets) : nothing;
    leave();
  };
  process.once('exit', () => writeLast(descriptor, Buffer.concat([leaving, Buffer.from(lines)]), maxOctets));
  return {
    write(line) {
      if (lines.length > maxWaiting) return;
      lines += line;
      if (lines.length >= batchLength) flush();
      else flushLater();
    },
  };
}

const nothing = Buffer.alloc(0);

/** As many whole lines as fit, but at least one. */
function firstLines(octets: Buffer, max: number): Buffer {
  if (octets.length <= max) return octets;
  const end = octets.lastIndexOf('\n', max - 1);
  return octets.subarray(0, (end === -1 ? octets.indexOf('\n') : end) + 1);
}

function writeLast(descriptor: number, octets: Buffer, maxOctets: number): void {
  try {
    for (let rest = octets; rest.length > 0; )
      rest = rest.subarray(writeSync(descriptor, firstLines(rest, maxOctets)));
  } catch {
    // Nobody is left to tell.
  }
}
