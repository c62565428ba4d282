// SPDX-License-Identifier: MIT
import { StoreError } from '../alias/ports.ts';
import type { EntryCounts } from '../base/entry-counts.ts';
import type { StoreLocation } from '../base/store-location.ts';
import { unwatched, type Watch, watched } from '../base/watch.ts';
import { newInstance } from '../store/instance.ts';
import { changeManifest, parseManifest } from '../store/manifest.ts';
import { openRawStore } from '../store/open.ts';
import { type Entry, expiryOf, isEmpty, type RawStore } from '../store/raw-store.ts';
import { createCounter } from './backup.ts';
import { beginFilling, beginLeaving, type Filling, type Leaving } from './leases.ts';

/**
 * Moves all that a store holds to an empty one, and compares entry by entry. Neither may be in use, and no service starts on
 * either meanwhile: a use spent during the copy would be lost. Afterwards the first is marked as moved, since serving
 * both would spend uses twice. Rejects with a StoreError; the first store then stays as it is, and the move can be repeated.
 */
export async function migrate(
  from: StoreLocation,
  to: StoreLocation,
  watch = unwatched,
): Promise<EntryCounts> {
  const source = await openRawStore(from, 'existing');
  try {
    await refuseNothing(source);
    const target = await openRawStore(to);
    try {
      if (await wasBrokenOffAtTheEnd(source, target)) return await finish(target);
      return await move(source, target, watch);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** A store that is named wrongly would be marked as moved, and so be made. */
async function refuseNothing(source: RawStore): Promise<void> {
  if ((await source.manifest.read()) === undefined && (await isEmpty(source)))
    throw new StoreError(`${source.manifest.name} holds nothing of Mayfly: is its name right?`);
}

async function move(source: RawStore, target: RawStore, watch: Watch): Promise<EntryCounts> {
  const id = newInstance();
  const leaving = await beginLeaving(source, id);
  let filling: Filling | undefined;
  let counts: EntryCounts;
  try {
    const here = parseManifest(source.manifest.name, await source.manifest.read());
    const there = parseManifest(target.manifest.name, await target.manifest.read());
    if (there.move === id) throw new StoreError(`${source.manifest.name} cannot be moved to itself`);
    filling = await beginFilling(target, here, id);
    const begun = filling;
    const check = async (): Promise<void> => {
      await leaving.check();
      await begun.check();
    };
    counts = await copy({ source, target, watch, check });
    await leaving.end();
  } catch (error) {
    if (watch.signal.aborted) await filling?.giveUp();
    await giveUp(leaving);
    throw error;
  }
  await filling.end();
  return counts;
}

interface Copying {
  readonly source: RawStore;
  readonly target: RawStore;
  readonly watch: Watch;
  /** Rejects when one of the two is ours no more. */
  readonly check: () => Promise<void>;
}

async function copy({ source, target, watch, check }: Copying): Promise<EntryCounts> {
  const total = await source.count();
  for await (const piece of watched(source.entries(), { watch, step: 'copying', total })) {
    await target.add(piece);
    await check();
  }
  const counter = createCounter();
  for await (const piece of counter.over(watched(source.entries(), { watch, step: 'comparing', total }))) {
    const moved = await target.get(piece);
    const isMoved = (entry: Entry, at: number): boolean =>
      Buffer.compare(entry.record, moved[at] ?? Buffer.of(0)) === 0 || expiryOf(entry) <= Date.now();
    if (!piece.every(isMoved))
      throw new StoreError(`${target.manifest.name} does not hold what was written to it; begin again`);
    await check();
  }
  return counter.counts();
}

/** The error that made us give up is what counts; a lease that cannot be given back ends by itself. */
async function giveUp(leaving: Leaving): Promise<void> {
  await leaving.giveUp().catch(() => undefined);
}

/** A move of which nothing but the last mark is missing. */
async function wasBrokenOffAtTheEnd(source: RawStore, target: RawStore): Promise<boolean> {
  const here = parseManifest(source.manifest.name, await source.manifest.read());
  const there = parseManifest(target.manifest.name, await target.manifest.read());
  return here.state === 'moved' && there.state === 'incomplete' && here.move === there.move;
}

async function finish(target: RawStore): Promise<EntryCounts> {
  const counter = createCounter();
  for await (const piece of counter.over(target.entries())) void piece;
  await changeManifest(target.manifest, ({ format, secrets, id }) => ({
    format,
    secrets,
    state: 'whole',
    id,
  }));
  return counter.counts();
}
