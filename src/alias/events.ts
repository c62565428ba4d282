import { createHistory, type Happening, type Outcome } from './history.ts';
import type { AliasKey } from './ports.ts';

/**
 * What can happen to an alias. `spent`, `settled`, `refunded` and `doubted` are the life of a use; `refused`: mail data
 * of a recipient that was accepted was refused by ourselves, without costing a use.
 */
export type AliasEvent = 'spent' | 'settled' | 'refunded' | 'doubted' | 'refused' | 'changed' | 'destroyed';

/** Hears what happens to an alias. Must not throw. */
export type Follower = (event: AliasEvent) => void;

/** How many may follow one alias, and how many all of them together. */
interface FollowerLimits {
  readonly perAlias: number;
  readonly inAll: number;
}

/** Tells who follows an alias what happens to it in this process, and remembers the last outcomes. */
export interface AliasEvents {
  publish(key: AliasKey, event: AliasEvent): void;
  /** Gives what ends it; nothing when there are too many followers. */
  follow(key: AliasKey, follower: Follower): (() => void) | undefined;
  /** The last outcomes of an alias, newest first. */
  recent(key: AliasKey): readonly Happening[];
}

/** `now` gives ms since the epoch. Publishing what nobody follows costs a look-up. */
export function createAliasEvents(
  now: () => number,
  limits: FollowerLimits = { perAlias: 8, inAll: 1000 },
): AliasEvents {
  const followers = new Map<AliasKey, Set<Follower>>();
  const history = createHistory();
  let count = 0;
  const leave = (key: AliasKey, follower: Follower): void => {
    const ofAlias = followers.get(key);
    if (!ofAlias?.delete(follower)) return;
    count -= 1;
    if (ofAlias.size === 0) followers.delete(key);
  };
  return {
    publish(key, event) {
      const outcome = outcomes[event];
      if (outcome !== undefined) history.add(key, { at: now(), outcome });
      if (event === 'destroyed') history.forget(key);
      for (const follower of [...(followers.get(key) ?? [])]) follower(event);
    },
    follow(key, follower) {
      const ofAlias = followers.get(key) ?? new Set();
      if (count >= limits.inAll || ofAlias.size >= limits.perAlias) return undefined;
      followers.set(key, ofAlias.add(follower));
      count += 1;
      return () => leave(key, follower);
    },
    recent: history.of,
  };
}

/** Events that end a message. */
const outcomes: Partial<Record<AliasEvent, Outcome>> = {
  settled: 'delivered',
  refunded: 'refusedByNextHop',
  refused: 'refusedByUs',
  doubted: 'doubted',
};
