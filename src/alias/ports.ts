// SPDX-License-Identifier: MIT
import { SafeError } from '../base/safe-error.ts';
import type { AliasRecord, AliasState, Life, Policy } from './alias.ts';
import type { AliasEnd, Destruction } from './end.ts';

/** Keyed hash of an alias address, base64url; the only form in which a store knows an address. */
export type AliasKey = string;

/** What one message spends: one use of each alias, all or nothing. */
export interface Reservation {
  /** Random, chosen by the caller, so that a call whose answer was lost can be repeated. */
  readonly id: string;
  readonly uses: readonly { readonly key: AliasKey; readonly fingerprint: string }[];
}

/**
 * `spent`, or the first alias that refused and why; `gone` when it is unknown or a tombstone. `isLast`: an alias has no use
 * left now, so that settling may end it; missing where the store does not know.
 */
export type SpendResult =
  | { readonly verdict: 'spent'; readonly isLast?: boolean }
  | { readonly verdict: 'refused'; readonly key: AliasKey; readonly life: Exclude<Life, 'alive'> | 'gone' };

/** Fields that may change later. Absent means unchanged. */
export interface AliasChange
  extends Partial<Pick<Policy, 'maxUses' | 'validUntil' | 'validForMs' | 'idleForMs'>> {
  readonly state?: AliasState;
  /** All of them; `attributes.ts` changes one. */
  readonly attributes?: Uint8Array;
  readonly sealed?: Uint8Array;
}

/**
 * Where aliases live. `create`, `spend`, `change` and `destroy` are durable when they resolve: they survive kill -9 and
 * power loss as far as the medium allows. `settle`, `refund` and `doubt` are visible to every later call when they
 * resolve and durable soon after; power lost in between leaves the use in doubt, which breaks no promise and saves each
 * message a second flush. All reject with `StoreError` when the store cannot answer. Instants in ms.
 */
export interface AliasStore {
  /** Adds an alias; `false` when the key is taken by an alias or a tombstone. */
  create(key: AliasKey, record: AliasRecord): Promise<boolean>;
  /** Whether the key has an alias or a tombstone. */
  isTaken(key: AliasKey): Promise<boolean>;
  /** The record, or nothing for unknown keys and tombstones alike. Uses whose instance is gone show as in doubt. */
  find(key: AliasKey): AliasRecord | undefined | Promise<AliasRecord | undefined>;
  /** Spends one use of every alias, atomically, judging each at `now`; or none of them. */
  spend(reservation: Reservation, now: number): Promise<SpendResult>;
  /**
   * The next hop accepted. An alias whose last use this was becomes a tombstone. `isLast` is what `spend` said: where it
   * did not, the store may take its time, but every later call of this process sees the use settled at once.
   */
  settle(reservation: Reservation, now: number, isLast?: boolean): Promise<void>;
  /** The next hop refused. */
  refund(reservation: Reservation): Promise<void>;
  /** The next hop's answer is unknown. */
  doubt(reservation: Reservation): Promise<void>;
  /**
   * Applies a change and gives the record after it; nothing for an unknown key, and where the alias is no longer as it was `seen`
   * (`isAlike`). The state of an unconfirmed alias stays as it is: only `confirm` changes that.
   */
  change(key: AliasKey, change: AliasChange, seen?: AliasRecord): Promise<AliasRecord | undefined>;
  /**
   * Makes an unconfirmed alias active, if it has this token hash (another one of the same name may have come in its place) and is not
   * over at `now`. Whether there is such an alias and it is not unconfirmed now.
   */
  confirm(key: AliasKey, tokenHash: Uint8Array, now: number): Promise<boolean>;
  /**
   * Leaves a tombstone, and its end where it is said how it came; of an unconfirmed alias nothing. `false` where `change` gives nothing.
   */
  destroy(key: AliasKey, how?: Destruction): Promise<boolean>;
  /** How an alias ended, while that is told (`endToldMs`); nothing for a living one. */
  findEnd(key: AliasKey, now: number): Promise<AliasEnd | undefined>;
  /** Turns aliases that died before `now` into tombstones and removes unconfirmed ones, in small batches; gives how many. */
  sweep(now: number): Promise<number>;
  /** Rejects when the store cannot serve. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Where return paths live that do not say everything themselves. Nothing here is for ever: a row may be forgotten once it
 * has expired. Both calls reject with `StoreError` when the store cannot answer.
 */
export interface ReturnPathStore {
  /**
   * Adds a row or replaces the one of the same key; durable when it resolves. `expiresAt` in ms since the epoch; 0 takes the row away.
   */
  keep(key: AliasKey, sealed: Uint8Array, expiresAt: number): Promise<void>;
  /** The row as it was kept; nothing for an unknown key, and from `expiresAt` on. */
  find(key: AliasKey, now: number): Promise<Uint8Array | undefined>;
}

/** Keyed hash of the text of a key, base64url; the only form in which a store knows a key. */
export type KeyId = string;

/** `unconfirmed`: the owner of the target has not agreed yet. */
export type KeyState = 'active' | 'unconfirmed';

/**
 * A key as stored: what the store acts on in clear, the rest sealed. Nothing in clear tells when the key made an alias, since the
 * instants at which aliases are made are in clear too.
 */
export interface KeyRecord {
  readonly state: KeyState;
  /** From this instant on there is no such key, ms since the epoch. */
  readonly expiresAt: number;
  /** Rows that were ever added: the number of the newest one. */
  readonly made: number;
  /** Rows that are there. */
  readonly kept: number;
  /** Target, label and preset, encrypted under a key that needs the text. */
  readonly sealed: Uint8Array;
}

/** Fields that may change later. Absent means unchanged. */
export type KeyChange = Partial<Pick<KeyRecord, 'state' | 'expiresAt' | 'sealed'>>;

/** One alias of a key: its number, from 1 in the order of making, and what is sealed of it. */
export interface KeyRow {
  readonly number: number;
  readonly sealed: Uint8Array;
}

/** A part of the rows of a key; without `before` from the newest on. */
export interface KeyPage {
  readonly before?: number;
  readonly limit: number;
}

/** A key as whoever has the store may see it. */
export interface KeyEntry extends Omit<KeyRecord, 'sealed'> {
  readonly id: KeyId;
}

/**
 * Where keys live, each with the list of its aliases. Every change is durable when it resolves. All reject with `StoreError` when
 * the store cannot answer.
 */
export interface KeyStore {
  /** Adds a key without rows; `false` when there is one with that id. */
  create(id: KeyId, record: KeyRecord): Promise<boolean>;
  /** Nothing for an unknown key, and from `expiresAt` on. */
  find(id: KeyId, now: number): Promise<KeyRecord | undefined>;
  /** Applies a change and gives the record after it; nothing for an unknown key. */
  change(id: KeyId, change: KeyChange): Promise<KeyRecord | undefined>;
  /** Removes a key with its rows, and gives those that it had at that moment; nothing for an unknown key. */
  destroy(id: KeyId): Promise<readonly KeyRow[] | undefined>;
  /** Adds row number `made + 1`. `moved`: another one was added since the key had made so many; `gone`: there is no such key. */
  addRow(id: KeyId, made: number, sealed: Uint8Array): Promise<'added' | 'moved' | 'gone'>;
  /** Rows with smaller numbers than `before`, the newest first, at most `limit`. */
  rows(id: KeyId, page: KeyPage): Promise<readonly KeyRow[]>;
  /** Removes rows; numbers that have none are passed over. */
  removeRows(id: KeyId, numbers: readonly number[]): Promise<void>;
  /** All keys that have not expired, in any order; on Redis perhaps one twice. */
  list(now: number): AsyncIterable<KeyEntry>;
}

/**
 * Who is blocked: a target, or a client that sends mail, or one that comes by HTTP. `optOut`: a target whose owner wants never to be
 * asked whether mail may go there.
 */
export type BlockKind = (typeof blockKinds)[number];

/** All of them. */
export const blockKinds = ['target', 'smtp', 'http', 'optOut'] as const;

/** Somebody whom the operator wants to have nothing to do with the service, or who wants to have nothing to do with it. */
export interface Block {
  readonly kind: BlockKind;
  /** Of targets `@domain`, or the keyed hash of a mailbox, as of those that opted out; of clients an address or a network in CIDR form. In normal form. */
  readonly text: string;
}

/** A block, and since when there is one, ms since the epoch. */
export interface BlockEntry extends Block {
  readonly addedAt: number;
}

/**
 * Where blocks live. Changes are durable when they resolve, and may be repeated. All reject with `StoreError` when the
 * store cannot answer.
 */
export interface BlockStore {
  /** Adds blocks; those that are there stay as they are. */
  add(blocks: readonly Block[], now: number): Promise<void>;
  remove(blocks: readonly Block[]): Promise<void>;
  /** All of them, in any order. */
  list(): Promise<readonly BlockEntry[]>;
  /** A text that is another one after each change, to be asked often. */
  revision(): Promise<string>;
}

/** All that a store holds. `sweep` also removes return paths and keys that have expired, and does not count them. */
export interface Store extends AliasStore {
  /** The present by the clock that this store judges by, ms since the epoch; on Redis that of the server. */
  now(): number;
  /** What is known of the clock of this machine. */
  clockState(): ClockState;
  readonly returnPaths: ReturnPathStore;
  readonly keys: KeyStore;
  readonly blocks: BlockStore;
}

/** How the clock of this machine stands to the time that the store judges by. */
export interface ClockState {
  /** By how much it is ahead, ms; negative when behind. */
  readonly skewMs: number;
  /** Whether it is trusted with what cannot be undone: with a clock that is not, no dead alias is removed. */
  readonly isTrusted: boolean;
}

/** Remembers which store is ours, so that one that has vanished is not taken for a new one. */
export interface StoreMemory {
  recall(): Promise<Recollection>;
  /** Remembers a store from now on. Rejects when that cannot be written. */
  remember(storeId: string): Promise<void>;
}

/**
 * What is remembered of the store: its id; that there is none yet, so that one may be made; or nothing, as where an older Mayfly made
 * it, and then there has to be one.
 */
type Recollection =
  | { readonly kind: 'known'; readonly id: string }
  | { readonly kind: 'new' }
  | { readonly kind: 'unknown' };

/** The store cannot answer now; the sender is told to try again. `cause` is for the log. */
export class StoreError extends SafeError {
  override readonly name = 'StoreError';
}

/** What only the owner and the relay may read of an alias. */
export interface Sealed {
  readonly target: string;
  readonly note: string;
  /** Whether the owner wants to see it first in lists; absent where not. */
  readonly isPinned?: boolean;
}

/**
 * Keyed hashing and sealing, derived from the server secrets, of which one is the newest. The address is always given in
 * normal form.
 */
export interface Vault {
  /** Under the newest secret, as all new aliases are. */
  keyOf(address: string): AliasKey;
  /** The keys that the address has under the other secrets; one of them may be that of an alias, or of a tombstone. */
  otherKeysOf(address: string): readonly AliasKey[];
  /** Bound to the manage token with this hash. */
  seal(address: string, content: Sealed, tokenHash: Uint8Array): Uint8Array;
  /**
   * Throws when the record was sealed under none of the secrets, under another address or for another token, or was changed.
   * What was sealed before there was that bond opens for any token.
   */
  open(address: string, record: Pick<AliasRecord, 'sealed' | 'tokenHash'>): Sealed;
  /** Keyed hashes of a mailbox, base64url: under the newest secret, then under the others. */
  mailboxKeysOf(mailbox: string): readonly [string, ...string[]];
  /** A new management token, URL-safe, 128 bits or more, and the hash that is stored. */
  newToken(): { readonly token: string; readonly hash: Uint8Array };
  /** Whether a token has this hash, in constant time. */
  matches(token: string, hash: Uint8Array): boolean;
  /** What the link in a forwarded message carries for this alias: a keyed hash, URL-safe, 144 bits. */
  linkOf(address: string): string;
  /** Whether `link` is the one of this alias, in constant time. */
  isLinkOf(address: string, link: string): boolean;
  /** Keyed hash of the parts of a log subject, somebody who is limited or a passage, base64url; parts cannot run into one another. */
  digest(purpose: 'log' | 'limit' | 'loop', parts: readonly (string | Uint8Array)[]): string;
  /**
   * The same of the parts of a message through an alias, under the secret that the alias is under: a retry is known again
   * (invariant I7) also when there is a newer secret by then.
   */
  fingerprint(
    alias: { readonly address: string; readonly key: AliasKey },
    parts: readonly (string | Uint8Array)[],
  ): string;
}

/** The same for return paths. Paths are given in lower case, domains in normal form. */
export interface ReturnPathVault extends Pick<Vault, 'keyOf'> {
  /** Seals what is kept of a return path, under a key that depends on the path itself. */
  sealReturnPath(path: string, content: string): Uint8Array;
  /** Throws as `open` does. */
  openReturnPath(path: string, sealed: Uint8Array): string;
  /** HMAC-SHA-1, in base64, under a key that authenticates the return paths of one of our domains. */
  returnPathMac(domain: string): (text: string) => string;
}

/**
 * The same for keys. All that is sealed or derived here depends on the text of the key as well as on a server secret, so neither the
 * store nor the secret opens it.
 */
export interface KeyVault {
  /** The text of a new key: `mayfly` and 40 characters of lower-case Crockford base32, 200 bits. */
  newText(): string;
  /** Under the newest secret, as all new keys are, then under the others. */
  idsOf(text: string): readonly [KeyId, ...KeyId[]];
  seal(text: string, content: string): Uint8Array;
  /** Throws when it was sealed under none of the secrets, for another key, or was changed. */
  open(text: string, sealed: Uint8Array): string;
  /** The manage token of an alias made with the key, with its hash; under the newest secret, then under the others. */
  tokensOf(text: string, address: string): readonly [DerivedToken, ...DerivedToken[]];
  /** Keyed hash of a text, such as the body of a request, that is good for this key alone. */
  digest(text: string, message: string): string;
}

/** A manage token that needs no store, since whoever has the key can derive it again. */
interface DerivedToken {
  readonly token: string;
  readonly hash: Uint8Array;
}
