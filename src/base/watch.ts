// SPDX-License-Identifier: MIT
/** Long work under the eyes of somebody who may break it off. */
export interface Watch {
  /** Aborted when the work is to be broken off; the work then rejects with its reason. */
  readonly signal: AbortSignal;
  /** A step of the work, such as `saving`, has done this many entries; `total` is missing where it is unknown. */
  progress(step: string, done: number, total?: number): void;
}

/** Of work that nobody watches. */
export const unwatched: Watch = { signal: new AbortController().signal, progress() {} };

/** The pieces as they come, each reported. Throws between two of them when the work is to be broken off. */
export async function* watched<Item>(
  pieces: AsyncIterable<readonly Item[]>,
  {
    watch,
    step,
    total,
  }: { readonly watch: Watch; readonly step: string; readonly total?: number | undefined },
): AsyncGenerator<readonly Item[]> {
  let done = 0;
  watch.progress(step, done, total);
  for await (const piece of pieces) {
    watch.signal.throwIfAborted();
    yield piece;
    done += piece.length;
    watch.progress(step, done, total);
  }
}
