// SPDX-License-Identifier: MIT
import type { FieldFault } from './fault.ts';
import type { KeyEntry, KeyId, KeyState } from './ports.ts';
import type { AliasRequest, AliasView, CreatedAlias } from './service.ts';

/** How many aliases of a key one answer lists at most. */
export const maxListed = 100;

/** What a key fills in where a request for an alias says nothing. */
export type KeyPreset = Pick<
  AliasRequest,
  'maxUses' | 'validForMs' | 'startsAt' | 'idleForMs' | 'style' | 'domain' | 'note'
>;

/** What a person asks for who wants a key. */
export interface KeyRequest extends KeyPreset {
  readonly target: string;
  /** A name for people, up to 200 characters. */
  readonly label?: string;
}

/** What the holder may change; `null` takes a field out of the preset. */
export type KeyUpdate = {
  readonly [Field in keyof KeyPreset]?: KeyPreset[Field] | null;
} & { readonly label?: string };

/** A key as its holder sees it. */
export interface KeyView {
  readonly state: KeyState;
  readonly label: string;
  readonly target: string;
  readonly preset: KeyPreset;
}

/** An alias to be made with a key, which has the target. */
export type KeyAliasRequest = Omit<AliasRequest, 'target'>;

/**
 * Why a key makes no alias. `gone`: it was revoked meanwhile. `tooManyToday`: `waitMs` until it may make one again. `tooMany`: it has
 * as many living ones as it may have. `differs`: the same `Idempotency-Key` came with another request. `over`: the alias that the
 * request made is dead.
 */
export type KeyRefusal =
  | { readonly refused: 'gone' | 'tooMany' | 'differs' | 'over' }
  | { readonly refused: 'tooManyToday'; readonly waitMs: number };

/** A part of the aliases of a key. */
export interface AliasPage {
  readonly limit: number;
  /** What `next` of the page before said. */
  readonly after?: number;
  readonly state?: AliasView['state'];
}

/** A key that its text has opened. */
export interface OpenKey {
  /** As it stood when it was opened. */
  readonly view: KeyView;
  /** Nothing when it was revoked meanwhile. */
  change(
    update: KeyUpdate,
  ): Promise<{ readonly view: KeyView } | { readonly faults: readonly FieldFault[] } | undefined>;
  /** What is wrong with a request, filled in from the preset, as far as that can be told without the store. */
  faultsOf(request: KeyAliasRequest): readonly FieldFault[];
  /** `repeatId`: a request with the same one within a day is answered with the alias that the first one made. */
  createAlias(
    request: KeyAliasRequest,
    repeatId?: string,
  ): Promise<CreatedAlias | { readonly faults: readonly FieldFault[] } | KeyRefusal>;
  /** Living aliases with their manage tokens, the newest first; `next` where there may be more. */
  aliases(page: AliasPage): Promise<{ readonly aliases: readonly CreatedAlias[]; readonly next?: number }>;
  /** Ends the key, and its aliases where `aliases` says so; `false` when it was revoked meanwhile. */
  revoke(aliases: 'keep' | 'destroy'): Promise<boolean>;
}

/** A new key; its text is shown this once. */
export interface CreatedKey {
  readonly id: KeyId;
  readonly text: string;
  readonly view: KeyView;
}

/** Everything that is done with keys. */
export interface KeyService {
  create(
    request: KeyRequest,
    state: KeyState,
  ): Promise<CreatedKey | { readonly faults: readonly FieldFault[] }>;
  /** Nothing for a text that is no key, and for one that was revoked or has expired. Using a key prolongs its life. */
  open(text: string): Promise<OpenKey | undefined>;
  /** How a key stands, which this does not use; nothing for one that is gone. */
  stateOf(text: string): Promise<KeyState | undefined>;
  /**
   * Makes a key and its aliases active, since the owner of its target has agreed. May be repeated, and then completes what broke off. `false`
   * for a key that is gone.
   */
  confirm(text: string, forMs?: number): Promise<boolean>;
  /** Ends a key to which nobody has agreed, since the question whether anybody does has found nobody; and the alias of this address. */
  lapse(id: KeyId, address: string | undefined): Promise<void>;
  /** All keys, as whoever has no text of them may see them. */
  list(): AsyncIterable<KeyEntry>;
  /** Ends a key, of which the text is not needed; its aliases live on. `false` for an unknown one. */
  end(id: KeyId): Promise<boolean>;
}

/** How the text of a key looks, so that nothing else is looked up as one. */
export function isKeyText(text: string): boolean {
  return /^mayfly[a-z0-9]{34,54}$/.test(text);
}
