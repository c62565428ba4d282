// SPDX-License-Identifier: MIT
import type { AliasRecord } from './alias.ts';
import type { KeyDeps } from './deps.ts';
import type { Opened } from './key-lookup.ts';
import { findLiving } from './lookup.ts';
import type { AliasKey, KeyPage } from './ports.ts';

/** What is sealed of an alias in the list of its key. */
export interface RowContent {
  readonly address: string;
  /** ms since the epoch */
  readonly at: number;
  /** Digests of the `Idempotency-Key` and of the request that came with it. */
  readonly repeat?: string;
  readonly request?: string;
}

/** The same with its place in the list. */
export interface Row extends RowContent {
  readonly number: number;
}

/** An alias that a key has made, as it is now. */
export interface Living {
  readonly address: string;
  readonly key: AliasKey;
  readonly record: AliasRecord;
  readonly manageToken: string;
}

/** Rows of a key, the newest first. */
export async function rowsOf(
  { keys, keyVault }: KeyDeps,
  { id, text }: Pick<Opened, 'id' | 'text'>,
  page: KeyPage,
): Promise<readonly Row[]> {
  const rows = await keys.rows(id, page);
  return rows.map(({ number, sealed }) => ({
    number,
    ...(JSON.parse(keyVault.open(text, sealed)) as RowContent),
  }));
}

/**
 * The living alias of an address, if this key has made it. A row alone is no proof: the alias may have been refused after the row was
 * written, because somebody else had the name.
 */
export async function livingOf(deps: KeyDeps, text: string, address: string): Promise<Living | undefined> {
  const { key, record } = await findLiving(deps, address, deps.now());
  if (record === undefined) return undefined;
  const manageToken = tokenOf(deps, text, { address, record });
  return manageToken === undefined ? undefined : { address, key, record, manageToken };
}

/** The manage token that the key derives for an alias; nothing when that is not the alias's own. */
export function tokenOf(
  { keyVault, vault }: Pick<KeyDeps, 'keyVault' | 'vault'>,
  text: string,
  { address, record }: { readonly address: string; readonly record: Pick<AliasRecord, 'tokenHash'> },
): string | undefined {
  const tokens = keyVault.tokensOf(text, address).map(({ token }) => token);
  return tokens.filter((token) => vault.matches(token, record.tokenHash))[0];
}
