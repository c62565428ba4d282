// SPDX-License-Identifier: MIT
import type { IsInstanceAlive } from '../instance.ts';

/** Which nodes live, as far as their last heartbeats tell. */
export interface Instances {
  /** Tells Redis that we live, and learns who else does. Rejects with a StoreError. */
  beat(): Promise<void>;
  /** Judges instances, after asking anew where one is missing. */
  judge(instances: readonly string[]): Promise<ReadonlyMap<string, boolean>>;
  stop(): void;
}

export interface InstancesOptions {
  readonly self: string;
  /** Sends one heartbeat, and gives the instances whose last one is not too long ago. */
  readonly send: () => Promise<readonly string[]>;
  /** Judges instead of the heartbeats, for tests. */
  readonly isInstanceAlive?: IsInstanceAlive | undefined;
}

/** A node without a heartbeat for this time is taken for dead, ms. */
export const lifeMs = 15_000;
const beatEveryMs = 5_000;
/** Between two questions for those that are missing, ms. */
const freshForMs = 500;

/** Starts to send heartbeats. One that fails is not told to anyone: the next call to the store will fail as well. */
export function createInstances({ self, send, isInstanceAlive }: InstancesOptions): Instances {
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
    async judge(instances) {
      if (isInstanceAlive !== undefined)
        return new Map(instances.map((instance) => [instance, isInstanceAlive(instance)]));
      const isMissing = instances.some((instance) => instance !== self && !living.has(instance));
      if (isMissing && performance.now() - learntAt > freshForMs) await beat();
      return new Map(instances.map((instance) => [instance, instance === self || living.has(instance)]));
    },
    stop: () => clearInterval(timer),
  };
}
