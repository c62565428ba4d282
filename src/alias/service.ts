// SPDX-License-Identifier: MIT
import type { AliasState, Life } from './alias.ts';
import type { Credential } from './credential.ts';
import type { AliasEnd } from './end.ts';
import type { Follower } from './events.ts';
import type { FieldFault } from './fault.ts';
import type { Happening } from './history.ts';
import type { AliasKey } from './ports.ts';

/** What a person asks for. Instants are ms since the epoch, durations ms; absent fields take the operator's caps. */
export interface AliasRequest {
  readonly target: string;
  readonly maxUses?: number;
  readonly validFrom?: number;
  readonly validUntil?: number;
  readonly validForMs?: number;
  /** When `validForMs` begins. */
  readonly startsAt?: 'creation' | 'first-use';
  readonly idleForMs?: number;
  /** Chosen local part; otherwise a name is made in the given style. */
  readonly name?: string;
  readonly style?: 'random' | 'words';
  readonly domain?: string;
  readonly note?: string;
}

/**
 * What the owner may change. `validForMs` counts from now, as an owner who extends means it. `null` lifts a limit as far as
 * the operator's caps allow; lifting the end of time by either of its names lifts both.
 */
export interface AliasUpdate {
  readonly state?: 'active' | 'paused';
  readonly maxUses?: number | null;
  readonly validUntil?: number | null;
  readonly validForMs?: number | null;
  readonly idleForMs?: number | null;
  readonly note?: string;
  readonly isPinned?: boolean;
  /** Its owner has agreed, or need not: `Confirmations.changeAlias` sees to that. */
  readonly target?: string;
}

/** A live alias as its owner sees it. `validUntil` is the instant at which time will end it, whatever the rule. */
export interface AliasView {
  readonly address: string;
  readonly target: string;
  readonly state: AliasState;
  readonly maxUses: number | null;
  readonly usesLeft: number | null;
  readonly delivered: number;
  readonly validFrom: number | null;
  readonly validUntil: number | null;
  /** The rules behind `validUntil`, as they were asked for; `null` where there is none. */
  readonly validForMs: number | null;
  readonly startsAt: 'creation' | 'first-use';
  readonly idleForMs: number | null;
  readonly createdAt: number;
  /** When the last message was delivered; `null` before the first. */
  readonly lastDeliveryAt: number | null;
  readonly note: string;
  /** Whether the owner wants to see it first in lists. */
  readonly isPinned: boolean;
}

/**
 * An alias that the link in a forwarded message has opened: its reader may see how the alias stands, pause and resume it,
 * or destroy it, and nothing else.
 */
export interface LinkedAlias extends StoppableAlias {
  readonly role: 'reader';
}

/** What every credential allows. Each act gives `false` when the alias died meanwhile. */
interface StoppableAlias {
  /** As it stood when it was opened. */
  readonly view: Omit<AliasView, 'target' | 'note' | 'isPinned'>;
  setState(state: 'active' | 'paused'): Promise<boolean>;
  destroy(): Promise<boolean>;
}

/** An alias that its owner has opened. */
export interface OwnedAlias extends StoppableAlias {
  readonly role: 'owner';
  /** As it stood when it was opened. */
  readonly view: AliasView;
  /** As it stands now; nothing when it has died. */
  look(): Promise<AliasView | undefined>;
  /** The same acts, done only while the alias is as `view` has it: else nothing is done, and they give what they give of one that died. */
  readonly asSeen: Pick<OwnedAlias, 'change' | 'destroy'>;
  /** What is wrong with an update. */
  faultsOf(update: AliasUpdate): readonly FieldFault[];
  /** Nothing when it died meanwhile. */
  change(
    update: AliasUpdate,
  ): Promise<{ readonly view: AliasView } | { readonly faults: readonly FieldFault[] } | undefined>;
  /** Tells a follower what happens from now on. Gives what ends it; nothing when too many follow already. */
  follow(follower: Follower): (() => void) | undefined;
  /** How the last messages ended, newest first, as far as this process remembers. */
  recent(): readonly Happening[];
}

/** An alias that was opened, with the acts that its credential allows. */
export type OpenAlias = OwnedAlias | LinkedAlias;

/** An alias that is no more, as everyone who could open it may still see it for some days. */
export interface EndedAlias {
  readonly role: 'ended';
  readonly end: { readonly address: string } & Omit<AliasEnd, 'tokenHash'>;
}

/** A new alias; its manage token is shown this once. */
export interface CreatedAlias {
  readonly view: AliasView;
  readonly manageToken: string;
}

/** What an address at one of our domains means to the relay. `foreign`: not our domain. `gone`: unknown or dead. */
export type Expansion =
  | { readonly kind: 'foreign' }
  | { readonly kind: 'postmaster'; readonly address: string }
  | { readonly kind: 'gone' }
  | {
      readonly kind: 'alias';
      readonly key: AliasKey;
      readonly address: string;
      readonly life: Life;
      readonly usesFree: number | null;
      readonly target: string;
      /** The instant at which time will end it, ms; `null` when only its uses limit it. */
      readonly validUntil: number | null;
    };

/** A recipient that is one of our aliases. */
export type AliasExpansion = Extract<Expansion, { kind: 'alias' }>;

/** Everything that is done with aliases, apart from spending their uses. */
export interface AliasService {
  create(request: AliasRequest): Promise<CreatedAlias | { readonly faults: readonly FieldFault[] }>;
  /** What is wrong with a request, as far as that can be told without the store. */
  faultsOf(request: AliasRequest): readonly FieldFault[];
  /**
   * Opens an alias with what authorises it; what can be done with it is what that credential may. Of one that died lately it is
   * how it ended. Nothing, after the same time, for an unknown alias, one that died long ago, and a credential that is not its own.
   */
  open(address: string, credential: Credential): Promise<OpenAlias | EndedAlias | undefined>;
  /**
   * Passes the mail of an alias on to a target whose owner has agreed; `false` when there is no such alias any more.
   */
  retarget(address: string, target: string): Promise<boolean>;
  /**
   * What a RCPT TO address (quotes resolved) means now. Synchronous where the store is. The target is unsealed only
   * when the alias is alive. `usesFree` counts in-doubt uses too, since a retry may take them over; `null` is unlimited.
   */
  expand(localPart: string, domain: string): Expansion | Promise<Expansion>;
}
