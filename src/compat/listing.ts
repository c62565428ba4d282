// SPDX-License-Identifier: MIT
import type { OpenKey } from '../alias/key-service.ts';
import type { AliasView, OwnedAlias } from '../alias/service.ts';
import { ownTurn } from '../base/own-turn.ts';
import type { Refusal } from './answers.ts';
import type { Call } from './call.ts';
import { idsOf } from './ids.ts';

/** Read at a time, so that mail has its turn in between. */
const partSize = 50;

/**
 * All living aliases of a key, the newest first. Clients ask for pages by number, with a total, in any order and with filters; a key
 * has a few hundred at most.
 */
export async function allAliases(key: OpenKey): Promise<AliasView[]> {
  const all: AliasView[] = [];
  for (let after: number | undefined; ; ) {
    await ownTurn();
    const part = await key.aliases({ limit: partSize, ...(after !== undefined && { after }) });
    all.push(...part.aliases.map(({ view }) => view));
    if (part.next === undefined) return all;
    after = part.next;
  }
}

/** The alias that a client knows by an id. Where two have it, neither is touched. */
export async function aliasOf(call: Call, id: string): Promise<OwnedAlias | Refusal> {
  const { deps, words, key, keyText } = call;
  const found = (await allAliases(key)).filter(({ address }) => {
    const { uuid, number } = idsOf(keyText, 'alias', address);
    return id.toLowerCase() === uuid || id === `${number}`;
  });
  const [view, another] = found;
  if (another !== undefined) return { status: 409, reason: words.sameId };
  const alias = view && (await deps.aliases.open(view.address, { kind: 'key', text: keyText }));
  return alias?.role === 'owner' ? alias : noAlias(call);
}

/** The same for an alias that is gone, was never there, or is another key's. */
export function noAlias({ words }: Pick<Call, 'words'>): Refusal {
  return { status: 404, reason: words.noAlias };
}

/** Pauses or resumes; not what the owner of the target has not agreed to yet. */
export async function setActive(
  call: Call,
  alias: OwnedAlias,
  isActive: boolean,
): Promise<AliasView | Refusal> {
  if (alias.view.state === 'unconfirmed') return { status: 403, reason: call.words.unconfirmed };
  const changed = await alias.change({ state: isActive ? 'active' : 'paused' });
  return changed !== undefined && 'view' in changed ? changed.view : noAlias(call);
}

/** Puts an alias at the head of the lists, or back in its place. */
export async function setPinned(
  call: Call,
  alias: OwnedAlias,
  isPinned: boolean,
): Promise<AliasView | Refusal> {
  const changed = await alias.change({ isPinned });
  return changed !== undefined && 'view' in changed ? changed.view : noAlias(call);
}

/** Those that are pinned first; otherwise in the order in which they came. */
export function pinnedFirst(views: readonly AliasView[]): readonly AliasView[] {
  return views.toSorted((one, other) => Number(other.isPinned) - Number(one.isPinned));
}

/** Whether a search finds an alias: part of its address or its label, whatever the case. */
export function isFound({ address, note }: AliasView, search: string): boolean {
  const wanted = search.trim().toLowerCase();
  return address.includes(wanted) || note.toLowerCase().includes(wanted);
}
