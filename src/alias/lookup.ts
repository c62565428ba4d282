// SPDX-License-Identifier: MIT
import { type AliasRecord, isDead } from './alias.ts';
import type { AliasEnd } from './end.ts';
import { normaliseAlias } from './mailbox.ts';
import type { AliasKey, AliasStore, Vault } from './ports.ts';

/** An alias as it is stored, and where. */
export interface Stored {
  readonly key: AliasKey;
  readonly record: AliasRecord;
}

/** What a text stands for; no record where there is no living alias. */
export interface Found {
  readonly address: string;
  readonly key: AliasKey;
  readonly record: AliasRecord | undefined;
  /** What is there of one that has died, until a sweep finds it. */
  readonly dead?: AliasRecord | undefined;
}

interface LookupDeps {
  readonly store: AliasStore;
  readonly vault: Vault;
}

/** What is stored under an address in normal form: under the newest secret, else under one of the others. */
export function lookUp(deps: LookupDeps, address: string): Stored | undefined | Promise<Stored | undefined> {
  const key = deps.vault.keyOf(address);
  const record = deps.store.find(key);
  if (record instanceof Promise)
    return record.then((found) => (found && { key, record: found }) ?? lookFurther(deps, address));
  return record === undefined ? lookFurther(deps, address) : { key, record };
}

/** The address of an alias in normal form, however it is written. */
export function addressOf(text: string): string {
  const at = text.lastIndexOf('@');
  return normaliseAlias(text.slice(0, Math.max(at, 0)), text.slice(at + 1));
}

/** The living alias of an address, however it is written. */
export async function findLiving(deps: LookupDeps, text: string, now: number): Promise<Found> {
  const address = addressOf(text);
  const { key, record } = (await lookUp(deps, address)) ?? {};
  const isAlive = record !== undefined && !isDead(record, now);
  const place = { address, key: key ?? deps.vault.keyOf(address) };
  return isAlive ? { ...place, record } : { ...place, record: undefined, dead: record };
}

/** How an alias ended of which only the tombstone is left, under whichever secret it was. */
export async function findEnd(
  { store, vault }: LookupDeps,
  address: string,
  now: number,
): Promise<AliasEnd | undefined> {
  for (const key of [vault.keyOf(address), ...vault.otherKeysOf(address)]) {
    const end = await store.findEnd(key, now);
    if (end !== undefined) return end;
  }
  return undefined;
}

function lookFurther(deps: LookupDeps, address: string): Stored | undefined | Promise<Stored | undefined> {
  const keys = deps.vault.otherKeysOf(address);
  return keys.length === 0 ? undefined : firstOf(deps.store, keys);
}

async function firstOf(store: AliasStore, keys: readonly AliasKey[]): Promise<Stored | undefined> {
  for (const key of keys) {
    const record = await store.find(key);
    if (record !== undefined) return { key, record };
  }
  return undefined;
}
