import type { IsOwnerAlive } from '../instance.ts';

/** Which nodes live, as far as their last heartbeats tell. */
export interface Owners {
  /** Tells Redis that we live, and learns who else does. Rejects with a StoreError. */
  beat(): Promise<void>;
  /** Judges owners, after asking anew where one is missing. */
  judge(owners: readonly string[]): Promise<ReadonlyMap<string, boolean>>;
  stop(): void;
}

export interface OwnersOptions {
  readonly self: string;
  /** Sends one heartbeat, and gives the owners whose last one is not too long ago. */
  readonly send: () => Promise<readonly string[]>;
  /** Judges instead of the heartbeats, for tests. */
  readonly isOwnerAlive?: IsOwnerAlive | undefined;
}

/** A node without a heartbeat for so long is taken for dead, ms. */
export const lifeMs = 15_000;
const beatEveryMs = 5_000;
/** Those who are missing are not asked for more often, ms. */
const freshForMs = 500;

/** Starts to send heartbeats. One that fails is not told to anyone: the next call to the store will fail as well. */
export function createOwners({ self, send, isOwnerAlive }: OwnersOptions): Owners {
  let living = new Set<string>();
  let learntAt = Number.NEGATIVE_INFINITY;
  const beat = async (): Promise<void> => {
    living = new Set(await send());
    learntAt = performance.now();
  };
  const timer = setInterval(() => beat().catch(() => undefined), beatEveryMs);
  timer.unref();
  return {
    beat,
    async judge(owners) {
      if (isOwnerAlive !== undefined) return new Map(owners.map((owner) => [owner, isOwnerAlive(owner)]));
      const isMissing = owners.some((owner) => owner !== self && !living.has(owner));
      if (isMissing && performance.now() - learntAt > freshForMs) await beat();
      return new Map(owners.map((owner) => [owner, owner === self || living.has(owner)]));
    },
    stop: () => clearInterval(timer),
  };
}
