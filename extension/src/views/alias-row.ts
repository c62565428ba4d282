// SPDX-License-Identifier: MIT
import { changeAlias, destroyAlias } from '../browser/aliases.ts';
import { leftText, text } from '../browser/text.ts';
import type { Alias } from '../mayfly/alias.ts';
import type { AliasChange } from '../mayfly/client.ts';
import { button, element } from './dom.ts';

/** An alias in the list, with what can be done to it. */
export interface AliasRow {
  readonly element: HTMLElement;
  /** Shows what has changed; a question that is open stays open, and the focus where it is. */
  update(alias: Alias): void;
}

/** What a row needs from the popup. */
export interface RowDeps {
  /** Writes the address into the page. */
  fill(address: string): Promise<void>;
  copy(address: string): Promise<void>;
  /** Shows what an act has changed; nothing when the alias is gone. */
  changed(address: string, alias: Alias | undefined): void;
  onFault(error: unknown): void;
}

/** How much one press extends. */
const moreUses = 3;
const moreMs = 7 * 24 * 60 * 60 * 1000;

/** A row for an alias. */
export function createRow(first: Alias, deps: RowDeps): AliasRow {
  let alias = first;
  const { address } = first;
  const note = element('p', 'note');
  const left = element('p', 'left');
  const act = (label: string, run: () => Promise<void>): HTMLButtonElement =>
    button(label, run, deps.onFault);
  const change = async (what: AliasChange): Promise<void> =>
    deps.changed(address, await changeAlias(address, what));

  const addUses = act(text('moreUses', moreUses), () => change({ maxUses: (alias.maxUses ?? 0) + moreUses }));
  const addTime = act(text('moreTime'), () =>
    change({ validUntil: new Date((alias.validUntil ?? 0) + moreMs).toISOString() }),
  );
  const pause = act('', () => change({ state: alias.state === 'paused' ? 'active' : 'paused' }));
  const destroy = act(text('destroy'), async () => ask());
  const acts = element('div', 'row');
  acts.append(
    act(text('fill'), () => deps.fill(address)),
    act(text('copy'), () => deps.copy(address)),
    ...[addUses, addTime, pause, destroy],
  );
  const ask = askToDestroy(address, deps, { acts, destroy });

  const update = (now: Alias): void => {
    alias = now;
    note.textContent = alias.note;
    left.textContent = leftText(alias, Date.now());
    pause.textContent = text(alias.state === 'paused' ? 'resume' : 'pause');
    pause.hidden = alias.state === 'unconfirmed';
    addUses.hidden = alias.maxUses === null;
    addTime.hidden = alias.validUntil === null;
  };
  update(first);
  const row = element('li', 'alias', element('div', 'address', address), note, left, acts);
  return { element: row, update };
}

/** What asks before an alias is destroyed: the question takes the place of the acts, with the focus on the harmless answer. */
function askToDestroy(
  address: string,
  { changed, onFault }: RowDeps,
  { acts, destroy }: { readonly acts: HTMLElement; readonly destroy: HTMLElement },
): () => void {
  const end = (): void => {
    question.remove();
    acts.hidden = false;
    destroy.focus();
  };
  const run = async (): Promise<void> => {
    await destroyAlias(address);
    changed(address, undefined);
  };
  const keep = button(text('destroyNo'), async () => end(), onFault);
  const words = text('destroyQuestion');
  const yes = button(text('destroyYes'), run, onFault);
  const question = element('div', 'row', element('span', '', words), yes, keep);
  question.role = 'group';
  question.ariaLabel = `${words} ${address}`;
  return () => {
    acts.hidden = true;
    acts.after(question);
    keep.focus();
  };
}
