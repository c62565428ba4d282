// SPDX-License-Identifier: MIT
import { createHistory, type Happening, type RememberedEnding } from './history.ts';
import type { MessageEnding } from './message-ending.ts';
import type { AliasKey } from './ports.ts';

/**
 * What can happen to an alias. `spent`, `settled`, `refunded` and `doubted` are the life of a use; `refused`: mail data
 * of a recipient that was accepted was refused by ourselves, without costing a use. `bounced`: a message that had been
 * settled was reported as undeliverable after all.
 */
export type AliasEvent = (typeof aliasEvents)[number];

/** All of them. */
export const aliasEvents = [
  'spent',
  'settled',
  'refunded',
  'doubted',
  'refused',
  'bounced',
  'changed',
  'destroyed',
] as const;

/** Hears what happens to an alias. Must not throw. */
export type Follower = (event: AliasEvent) => void;

/** How many may follow one alias, and how many all of them together; and who passes on what happens here. */
interface EventOptions {
  readonly perAlias?: number;
  readonly inAll?: number;
  /** Tells other processes of the same service. Must not throw. */
  readonly tell?: ((key: AliasKey, event: AliasEvent) => void) | undefined;
}

/** Tells who follows an alias what happens to it, and remembers the last outcomes. */
export interface AliasEvents {
  /** Something happened in this process. */
  publish(key: AliasKey, event: AliasEvent): void;
  /** A message to the alias ended, in this process. */
  ended(key: AliasKey, ending: MessageEnding): void;
  /** Another process tells what happened there: as `publish`, but not passed on. */
  hear(key: AliasKey, event: AliasEvent): void;
  /** Gives what ends it; nothing when there are too many followers. */
  follow(key: AliasKey, follower: Follower): (() => void) | undefined;
  /** The last outcomes of an alias, newest first. */
  recent(key: AliasKey): readonly Happening[];
}

/** `now` gives ms since the epoch. Publishing what nobody follows costs a look-up. */
export function createAliasEvents(
  now: () => number,
  { perAlias = 8, inAll = 1000, tell }: EventOptions = {},
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
  const hear = (key: AliasKey, event: AliasEvent): void => {
    const ending = endingOf[event];
    if (ending !== undefined) history.add(key, { at: now(), ending });
    if (event === 'destroyed') history.forget(key);
    const ofAlias = followers.get(key);
    if (ofAlias !== undefined) for (const follower of [...ofAlias]) follower(event);
  };
  const publish = (key: AliasKey, event: AliasEvent): void => {
    hear(key, event);
    tell?.(key, event);
  };
  return {
    publish,
    ended(key, ending) {
      const event = eventOf[ending];
      if (event !== undefined) publish(key, event);
    },
    hear,
    follow(key, follower) {
      const ofAlias = followers.get(key) ?? new Set();
      if (count >= inAll || ofAlias.size >= perAlias) return undefined;
      followers.set(key, ofAlias.add(follower));
      count += 1;
      return () => leave(key, follower);
    },
    recent: history.of,
  };
}

/** What followers hear of an ending: names that REST clients know. */
const eventOf: Readonly<Partial<Record<MessageEnding, AliasEvent>>> = {
  delivered: 'settled',
  refusedByNextHop: 'refunded',
  refusedByUs: 'refused',
  inDoubt: 'doubted',
  bounced: 'bounced',
} satisfies Record<RememberedEnding, AliasEvent>;

const endingOf: Readonly<Partial<Record<AliasEvent, RememberedEnding>>> = {
  settled: 'delivered',
  refunded: 'refusedByNextHop',
  refused: 'refusedByUs',
  doubted: 'inDoubt',
  bounced: 'bounced',
};
