// SPDX-License-Identifier: MIT
import { BoundedMap } from '../base/bounded-map.ts';
import type { MessageEnding } from './message-ending.ts';
import type { AliasKey } from './ports.ts';

/** What an owner is told of: an originator that went away, or an answer that was no report, is nothing to them. */
export type RememberedEnding = (typeof rememberedEndings)[number];

/** All of them. */
export const rememberedEndings = [
  'delivered',
  'refusedByUs',
  'refusedByNextHop',
  'inDoubt',
  'bounced',
] as const satisfies readonly MessageEnding[];

/** When (ms) a message ended, and how. Nothing of what it was or whose. */
export interface Happening {
  readonly at: number;
  readonly ending: RememberedEnding;
}

/** The last happenings of the aliases that were busy last, in memory only. */
export interface History {
  add(key: AliasKey, happening: Happening): void;
  /** Newest first. */
  of(key: AliasKey): readonly Happening[];
  forget(key: AliasKey): void;
}

/** Remembers the last `perAlias` happenings of up to `aliases` aliases; the alias that was quiet for longest makes room. */
export function createHistory(perAlias = 20, aliases = 5000): History {
  const remembered = new BoundedMap<AliasKey, Happening[]>(aliases);
  return {
    add(key, happening) {
      const ofAlias = remembered.get(key) ?? [];
      remembered.renew(key, ofAlias);
      ofAlias.unshift(happening);
      if (ofAlias.length > perAlias) ofAlias.pop();
    },
    of: (key) => [...(remembered.get(key) ?? [])],
    forget: (key) => void remembered.delete(key),
  };
}
