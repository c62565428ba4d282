// SPDX-License-Identifier: MIT
import { setImmediate } from 'node:timers/promises';

let last: Promise<unknown> = Promise.resolve();

/**
 * Resolves in a turn of the event loop that is given to nobody else who waits here; there is one loop, so there is one queue. Work that
 * takes long is done in parts with this before each: however many requests ask for it at once, mail waits for one part at a time.
 */
export function ownTurn(): Promise<unknown> {
  last = last.then(() => setImmediate());
  return last;
}
