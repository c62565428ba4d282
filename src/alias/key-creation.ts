// SPDX-License-Identifier: MIT
import { addAlias, type Draft, draftOf } from './creation.ts';
import type { KeyDeps } from './deps.ts';
import type { FieldFault } from './fault.ts';
import type { Opened } from './key-lookup.ts';
import { filled, type KeyContent } from './key-preset.ts';
import { livingOf, type Row, type RowContent, rowsOf } from './key-rows.ts';
import type { KeyAliasRequest, KeyRefusal } from './key-service.ts';
import { randomName, wordsName } from './name.ts';
import type { KeyRecord } from './ports.ts';
import type { CreatedAlias } from './service.ts';
import { viewOf } from './view.ts';

/** Aliases that one key may make within a day, and have alive. */
export const keyLimits = { perDay: 100, alive: 500 } as const;

const dayMs = 24 * 60 * 60 * 1000;
/** Others may be making aliases with the same key; each time one of them succeeds. */
const attempts = 64;

type Made = CreatedAlias | { readonly faults: readonly FieldFault[] } | KeyRefusal;

interface Order {
  readonly draft: Draft;
  readonly style: 'random' | 'words' | undefined;
  /** Digests of what makes a repetition known. */
  readonly repeat: Pick<RowContent, 'repeat' | 'request'>;
}

/**
 * Makes an alias with a key: a row in the list of the key first and then the alias, so that no alias is missing in the list. What breaks
 * off between the two leaves a row without an alias, which the same request finds and completes.
 */
export async function createWithKey(
  deps: KeyDeps,
  opened: Opened & { readonly content: KeyContent },
  given: { readonly request: KeyAliasRequest; readonly repeatId: string | undefined },
): Promise<Made> {
  const { text, content } = opened;
  const request = filled(content.preset, given.request);
  const draft = draftOf(deps, { ...request, target: content.target });
  if ('faults' in draft) return draft;
  const digest = (of: string) => deps.keyVault.digest(text, of);
  const repeat =
    given.repeatId === undefined
      ? {}
      : { repeat: digest(`id ${given.repeatId}`), request: digest(`request ${canonical(given.request)}`) };
  const order = { draft, style: request.style, repeat };
  for (let attempt = 0; attempt < attempts; attempt++) {
    const made = await attemptOnce(deps, opened, order);
    if (made !== 'again') return made;
  }
  throw new Error(`none of ${attempts} attempts to make an alias with a key came through`);
}

async function attemptOnce(deps: KeyDeps, opened: Opened, order: Order): Promise<Made | 'again'> {
  const now = deps.now();
  const record = await deps.keys.find(opened.id, now);
  if (record === undefined) return { refused: 'gone' };
  const rows = await rowsOf(deps, opened, { limit: keyLimits.perDay });
  const first = order.repeat.repeat && rows.find((row) => isRepeat(row, order, now));
  if (first) return repeated(deps, opened, { order, first, record });
  const refusal = refusalFor(rows, now) ?? (await refusalOfFull(deps, opened, record));
  if (refusal !== undefined) return refusal;

  const { name, domain } = order.draft;
  const make = order.style === 'words' ? wordsName : randomName;
  const address = `${name ?? make(deps.randomBytes)}@${domain}`;
  const whenTaken = () => (name === undefined ? 'again' : takenBySame(deps, opened, { order, record }));
  if (await isAddressTaken(deps, address)) return whenTaken();
  const content: RowContent = { address, at: now, ...order.repeat };
  const sealed = deps.keyVault.seal(opened.text, JSON.stringify(content));
  const verdict = await deps.keys.addRow(opened.id, record.made, sealed);
  if (verdict === 'moved') return 'again';
  if (verdict === 'gone') return { refused: 'gone' };
  return (await addUnlessRevoked(deps, opened, { order, address, record })) ?? whenTaken();
}

/** The chosen name is taken: perhaps by the same request, which came to another process at the same time. */
async function takenBySame(
  deps: KeyDeps,
  opened: Opened,
  { order, record }: { readonly order: Order; readonly record: KeyRecord },
): Promise<Made> {
  const first = await firstOf(deps, opened, order);
  const made = first && (await repeated(deps, opened, { order, first, record }));
  return made === undefined || ('refused' in made && made.refused === 'over') ? nameTaken : made;
}

/** The row of the request that came first, of those with this Idempotency-Key. */
async function firstOf(deps: KeyDeps, opened: Opened, order: Order): Promise<Row | undefined> {
  if (order.repeat.repeat === undefined) return undefined;
  const now = deps.now();
  const rows = await rowsOf(deps, opened, { limit: keyLimits.perDay });
  return rows.find((row) => isRepeat(row, order, now));
}

const nameTaken: Made = { faults: [{ field: 'name', code: 'nameTaken', params: {} }] };

/** Whoever revokes a key ends the aliases in its list; one that came too late for that ends itself. */
async function addUnlessRevoked(
  deps: KeyDeps,
  { text, id }: Opened,
  { order, address, record }: { readonly order: Order; readonly address: string; readonly record: KeyRecord },
): Promise<CreatedAlias | KeyRefusal | undefined> {
  const [token] = deps.keyVault.tokensOf(text, address);
  const { state } = record;
  const created = await addAlias(deps, address, { ...order.draft, state, token });
  if (created === undefined) return undefined;
  const key = await deps.keys.find(id, deps.now());
  if (key?.state === state) return created;
  if (key !== undefined) return confirmed(deps, text, created);
  await deps.store.destroy(deps.vault.keyOf(address));
  return { refused: 'gone' };
}

/** Whoever confirms a key confirms the aliases in its list; one that came too late for that confirms itself. */
async function confirmed(deps: KeyDeps, text: string, created: CreatedAlias): Promise<CreatedAlias> {
  const { address } = created.view;
  const living = await livingOf(deps, text, address);
  if (living === undefined) return created;
  await deps.store.confirm(living.key, living.record.tokenHash, deps.now());
  const { record = living.record } = (await livingOf(deps, text, address)) ?? {};
  return { ...created, view: viewOf(address, record, deps.vault.open(address, record)) };
}

function isRepeat(row: Row, { repeat }: Order, now: number): boolean {
  return row.repeat === repeat.repeat && now < row.at + dayMs;
}

/** The answer to a request that came before: the alias that it made, or makes now, if the first attempt broke off. */
async function repeated(
  deps: KeyDeps,
  opened: Opened,
  { order, first, record }: { readonly order: Order; readonly first: Row; readonly record: KeyRecord },
): Promise<Made> {
  if (first.request !== order.repeat.request) return { refused: 'differs' };
  const { address } = first;
  const made = (await isAddressTaken(deps, address))
    ? undefined
    : await addUnlessRevoked(deps, opened, { order, address, record });
  if (made !== undefined) return made;
  const living = await livingOf(deps, opened.text, address);
  if (living === undefined) return { refused: 'over' };
  const view = viewOf(address, living.record, deps.vault.open(address, living.record));
  return { view, manageToken: living.manageToken };
}

/** Rows are kept for a day at least, so the hundredth is there if it is younger. */
function refusalFor(rows: readonly Row[], now: number): KeyRefusal | undefined {
  const last = rows[keyLimits.perDay - 1];
  if (last === undefined || now >= last.at + dayMs) return undefined;
  return { refused: 'tooManyToday', waitMs: last.at + dayMs - now };
}

/** A list that is full is looked through: aliases that are dead do not count, and rows of those from before today go. */
async function refusalOfFull(
  deps: KeyDeps,
  opened: Opened,
  record: KeyRecord,
): Promise<KeyRefusal | undefined> {
  if (record.kept < keyLimits.alive) return undefined;
  const rows = await rowsOf(deps, opened, { limit: record.kept });
  const lives = await Promise.all(rows.map(({ address }) => livingOf(deps, opened.text, address)));
  const dead = rows.filter((row, at) => lives[at] === undefined && deps.now() >= row.at + dayMs);
  await deps.keys.removeRows(
    opened.id,
    dead.map(({ number }) => number),
  );
  return lives.filter((life) => life !== undefined).length >= keyLimits.alive
    ? { refused: 'tooMany' }
    : undefined;
}

async function isAddressTaken({ store, vault }: KeyDeps, address: string): Promise<boolean> {
  for (const key of [vault.keyOf(address), ...vault.otherKeysOf(address)])
    if (await store.isTaken(key)) return true;
  return false;
}

/** The same text for the same request, in whatever order its fields came. */
function canonical(request: KeyAliasRequest): string {
  return JSON.stringify(Object.entries(request).sort(([one], [other]) => (one < other ? -1 : 1)));
}
