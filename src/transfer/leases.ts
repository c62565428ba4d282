// SPDX-License-Identifier: MIT
import { StoreError } from '../alias/ports.ts';
import { changeManifest, type Manifest, parseManifest, storeFormat } from '../store/manifest.ts';
import { isEmpty, type RawStore } from '../store/raw-store.ts';

/** A store that is ours to fill: no service starts on it before `end`. */
export interface Filling {
  /** Rejects when another process has taken the store over. */
  check(): Promise<void>;
  /** The store is whole. */
  end(): Promise<void>;
  /** The store is as empty as it was before. What keeps it from that is left: an incomplete store, which can be filled again. */
  giveUp(): Promise<void>;
}

/** A store that is ours to move away: no service starts on it while the lease holds. */
export interface Leaving {
  /** Renews the lease now and then. Rejects when it was lost. */
  check(): Promise<void>;
  /** The store is served elsewhere from now on, and here never again. */
  end(): Promise<void>;
  /** The store stays where it is. */
  giveUp(): Promise<void>;
}

/** A lease that is not renewed for this time is over, ms. */
const leaseMs = 30_000;
const renewEveryMs = 5_000;

/**
 * Marks a store incomplete, and empties it if it was so already, from an attempt that was broken off. Rejects with a
 * StoreError when the store is in use or not empty.
 */
export async function beginFilling(
  store: RawStore,
  { secrets, id }: Pick<Manifest, 'secrets' | 'id'>,
  move: string,
): Promise<Filling> {
  const { manifest } = store;
  await refuseUsed(store);
  const before = parseManifest(manifest.name, await manifest.read());
  const isRepeated = before.state === 'incomplete';
  if (!isRepeated && (before.state !== 'whole' || !(await isEmpty(store))))
    throw new StoreError(`${manifest.name} is not empty: name one that is`);
  const incomplete: Manifest = { format: storeFormat, secrets, state: 'incomplete', move, id };
  await changeManifest(manifest, () => incomplete);
  try {
    // A service that was faster is here by now; one that is slower reads the mark.
    await refuseUsed(store);
  } catch (error) {
    await changeManifest(manifest, () => before);
    throw error;
  }
  if (isRepeated) await store.clear();
  const refuseUnlessOurs = (now: Manifest): void => {
    if (now.state !== 'incomplete' || now.move !== move)
      throw new StoreError(`${manifest.name} was taken over by another process meanwhile`);
  };
  return {
    check: async () => refuseUnlessOurs(parseManifest(manifest.name, await manifest.read())),
    async end() {
      await changeManifest(manifest, (now) => {
        refuseUnlessOurs(now);
        return {
          format: storeFormat,
          secrets,
          state: 'whole',
          ...(id === undefined ? { isFilled: true } : { id }),
        };
      });
    },
    async giveUp() {
      try {
        refuseUnlessOurs(parseManifest(manifest.name, await manifest.read()));
        await store.clear();
        await changeManifest(manifest, (now) => {
          refuseUnlessOurs(now);
          return before;
        });
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
      }
    },
  };
}

/** Takes a lease on a store that shall be moved away. Rejects with a StoreError when the store is in use. */
export async function beginLeaving(store: RawStore, move: string): Promise<Leaving> {
  const { manifest } = store;
  let renewedAt = Date.now();
  const leased = (now: Manifest): Manifest => {
    renewedAt = Date.now();
    return { ...now, state: 'moving', move, at: renewedAt + leaseMs };
  };
  const stayed = ({ move: _move, at: _at, ...manifest }: Manifest): Manifest => ({
    ...manifest,
    state: 'whole',
  });
  const ifOurs = (change: (now: Manifest) => Manifest) =>
    changeManifest(manifest, (now) => {
      if (now.state !== 'moving' || now.move !== move || Date.now() >= (now.at ?? 0))
        throw new StoreError(`${manifest.name} was taken into use while it was moved; begin again`);
      return change(now);
    });
  await refuseUsed(store);
  await changeManifest(manifest, (now) => {
    if (now.state === 'moving' && Date.now() < (now.at ?? 0))
      throw new StoreError(
        `${manifest.name} is being moved already, or was half a minute ago: wait, and repeat`,
      );
    if (now.state === 'incomplete' || now.state === 'moved')
      throw new StoreError(
        `${manifest.name} ${now.state === 'moved' ? 'was moved already' : 'is incomplete'}`,
      );
    return leased(now);
  });
  try {
    await refuseUsed(store);
  } catch (error) {
    await ifOurs(stayed);
    throw error;
  }
  return {
    async check() {
      if (Date.now() - renewedAt >= renewEveryMs) await ifOurs(leased);
    },
    async end() {
      await ifOurs((now) => ({ ...now, state: 'moved', at: Date.now() }));
    },
    async giveUp() {
      await ifOurs(stayed);
    },
  };
}

async function refuseUsed(store: RawStore): Promise<void> {
  const users = await store.users();
  if (users > 0)
    throw new StoreError(
      `${store.manifest.name} is in use by ${users === 1 ? 'another process' : `${users} other processes`}: stop the service first`,
    );
}
