// SPDX-License-Identifier: MIT
/**
 * Keys: whoever holds one makes aliases for its target, lists and manages those, and can end the key with or without them.
 *
 * | state       | entered when                                            | leaves by                                                         |
 * |-------------|---------------------------------------------------------|-------------------------------------------------------------------|
 * | unconfirmed | made, and the owner of the target has yet to agree      | agreement: active; a day without it, rounded up to the hour: gone |
 * | active      | made by the operator, or the owner of the target agreed | revoked, or not used for 400 days: gone                           |
 *
 * Gone leaves nothing: a text is never made twice.
 */
import { draftOf } from './creation.ts';
import type { KeyDeps } from './deps.ts';
import { confirmKey, lapseKey } from './key-confirmation.ts';
import { createWithKey } from './key-creation.ts';
import { findKey, keyEndOf, type Opened } from './key-lookup.ts';
import { changedContent, contentOf, filled, type KeyContent } from './key-preset.ts';
import { livingOf, rowsOf } from './key-rows.ts';
import type { AliasPage, KeyService, KeyView, OpenKey } from './key-service.ts';
import type { KeyRecord, KeyRow } from './ports.ts';
import type { CreatedAlias } from './service.ts';
import { createTurns, type Turns } from './turns.ts';
import { viewOf } from './view.ts';

/** The service of keys over a store. Rejects with `StoreError` when the store cannot answer. */
export function createKeys(deps: KeyDeps): KeyService {
  const turns = createTurns();
  return {
    async create(request, state) {
      const judged = contentOf(deps, request);
      if ('faults' in judged) return judged;
      const text = deps.keyVault.newText();
      const sealed = deps.keyVault.seal(text, JSON.stringify(judged.content));
      const record = { state, expiresAt: keyEndOf(state, deps.now()), made: 0, kept: 0, sealed };
      const [id] = deps.keyVault.idsOf(text);
      if (!(await deps.keys.create(id, record)))
        throw new Error('the text of a new key was there already: the source of randomness repeats itself');
      return { id, text, view: keyViewOf(state, judged.content) };
    },
    open: (text) => open(deps, turns, text),
    stateOf: async (text) => (await findKey(deps, text))?.record.state,
    confirm: (text, forMs) => confirmKey(deps, text, forMs),
    lapse: (id, address) => lapseKey(deps, id, address),
    list: () => deps.keys.list(deps.now()),
    end: async (id) => (await deps.keys.destroy(id)) !== undefined,
  };
}

async function open(deps: KeyDeps, turns: Turns, text: string): Promise<OpenKey | undefined> {
  const found = await findKey(deps, text);
  if (found === undefined) return undefined;
  const { id, record } = found;
  const expiresAt = keyEndOf(record.state, deps.now());
  if (record.state === 'active' && expiresAt > record.expiresAt) await deps.keys.change(id, { expiresAt });
  const content = JSON.parse(deps.keyVault.open(text, record.sealed)) as KeyContent;
  return {
    view: keyViewOf(record.state, content),
    async change(update) {
      const judged = changedContent(deps, content, update);
      if ('faults' in judged) return judged;
      const sealed = deps.keyVault.seal(text, JSON.stringify(judged.content));
      const changed = await deps.keys.change(id, { sealed });
      return changed && { view: keyViewOf(changed.state, judged.content) };
    },
    faultsOf(request) {
      const draft = draftOf(deps, { ...filled(content.preset, request), target: content.target });
      return 'faults' in draft ? draft.faults : [];
    },
    createAlias: (request, repeatId) =>
      turns.take(id, () => createWithKey(deps, { ...found, content }, { request, repeatId })),
    aliases: (page) => pageOf(deps, found, page),
    revoke: (aliases) => revoke(deps, found, aliases),
  };
}

function keyViewOf(state: KeyRecord['state'], { target, label, preset }: KeyContent): KeyView {
  return { state, label, target, preset };
}

async function pageOf(
  deps: KeyDeps,
  found: Opened,
  { limit, after, state }: AliasPage,
): Promise<{ aliases: CreatedAlias[]; next?: number }> {
  const aliases: CreatedAlias[] = [];
  for (let before = after; ; ) {
    const rows = await rowsOf(deps, found, { limit, ...(before !== undefined && { before }) });
    const lives = await Promise.all(rows.map(({ address }) => livingOf(deps, found.text, address)));
    for (const [at, row] of rows.entries()) {
      const life = lives[at];
      if (life === undefined || (state !== undefined && life.record.state !== state)) continue;
      if (aliases.length === limit && before !== undefined) return { aliases, next: before };
      const view = viewOf(life.address, life.record, deps.vault.open(life.address, life.record));
      aliases.push({ view, manageToken: life.manageToken });
      before = row.number;
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < limit) return { aliases };
    before = last.number;
  }
}

/**
 * The aliases first, since without the key nobody would find them again if that broke off; then the key, with what was made meanwhile.
 */
async function revoke(deps: KeyDeps, found: Opened, aliases: 'keep' | 'destroy'): Promise<boolean> {
  const { keys, keyVault } = deps;
  const { id, text, record } = found;
  if (aliases === 'keep') return (await keys.destroy(id)) !== undefined;
  const destroyAll = async (rows: readonly KeyRow[]): Promise<void> => {
    for (const { sealed } of rows) {
      const { address } = JSON.parse(keyVault.open(text, sealed)) as { address: string };
      const living = await livingOf(deps, text, address);
      const how = { cause: 'destroyedByOwner', at: deps.now() } as const;
      if (living !== undefined && (await deps.store.destroy(living.key, how)))
        deps.events?.publish(living.key, 'destroyed');
    }
  };
  await destroyAll(await keys.rows(id, { limit: record.kept + keyRowsMargin }));
  const rest = await keys.destroy(id);
  await destroyAll(rest ?? []);
  return rest !== undefined;
}

/** Rows that may have come since the key was read. */
const keyRowsMargin = 100;
