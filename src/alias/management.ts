// SPDX-License-Identifier: MIT
import { type AliasRecord, leavesTombstone } from './alias.ts';
import { targetOf } from './creation.ts';
import type { Credential } from './credential.ts';
import type { AliasDeps } from './deps.ts';
import { type Destruction, ownEnd } from './end.ts';
import type { AliasEvents } from './events.ts';
import type { FieldFault } from './fault.ts';
import { findKey } from './key-lookup.ts';
import { tokenOf } from './key-rows.ts';
import { type Found, findEnd, findLiving } from './lookup.ts';
import { noteFaults } from './note.ts';
import { changedPolicy } from './policy.ts';
import type { AliasKey } from './ports.ts';
import type { AliasUpdate, EndedAlias, LinkedAlias, OpenAlias, OwnedAlias } from './service.ts';
import { linkedViewOf, viewOf } from './view.ts';

/** An alias that a credential has opened. */
interface Opened {
  readonly address: string;
  readonly key: AliasKey;
  readonly record: AliasRecord;
}

type Changed = Awaited<ReturnType<OwnedAlias['change']>>;

/** Messages may come in between; each time one of them does. */
const attempts = 64;

/** Opens aliases for whoever has a credential, and acts on them. */
export class Management {
  readonly #deps: AliasDeps;
  readonly #events: AliasEvents;
  /** Compared where there is no alias, so that the answer to a wrong token takes the time of any other. */
  readonly #decoyHash: Uint8Array;

  constructor(deps: AliasDeps, events: AliasEvents) {
    this.#deps = deps;
    this.#events = events;
    this.#decoyHash = deps.vault.newToken().hash;
  }

  /** See `AliasService.open`. */
  async open(text: string, credential: Credential): Promise<OpenAlias | EndedAlias | undefined> {
    const now = this.#deps.now();
    const found = await findLiving(this.#deps, text, now);
    const { address, key, record } = found;
    const isAuthorised = await this.#isAuthorised(address, credential, record?.tokenHash);
    if (record === undefined || !isAuthorised) return this.#ended(found, credential, now);
    const opened = { address, key, record };
    return credential.kind === 'link' ? this.#linked(opened) : this.#owned(opened);
  }

  /** Looked for behind every credential that opens nothing, so that the time tells a stranger nothing either. */
  async #ended(
    { address, dead }: Found,
    credential: Credential,
    now: number,
  ): Promise<EndedAlias | undefined> {
    const kept = await findEnd(this.#deps, address, now);
    const end = dead !== undefined && leavesTombstone(dead) ? ownEnd(dead, now) : kept;
    if (!(await this.#isAuthorised(address, credential, end?.tokenHash)) || end === undefined)
      return undefined;
    const { tokenHash: _, ...shown } = end;
    return { role: 'ended', end: { address, ...shown } };
  }

  /** The credential is always compared with something, whether or not there is an alias. */
  async #isAuthorised(
    address: string,
    credential: Credential,
    tokenHash = this.#decoyHash,
  ): Promise<boolean> {
    const { vault, keys, keyVault, now } = this.#deps;
    switch (credential.kind) {
      case 'token':
        return vault.matches(credential.token, tokenHash);
      case 'link':
        return vault.isLinkOf(address, credential.link);
      case 'key': {
        if (keys === undefined || keyVault === undefined) return false;
        const { text } = credential;
        const key = await findKey({ keys, keyVault, now }, text);
        return (
          tokenOf({ keyVault, vault }, text, { address, record: { tokenHash } }) !== undefined &&
          key !== undefined
        );
      }
    }
  }

  #linked({ address, key, record }: Opened): LinkedAlias {
    const { store } = this.#deps;
    return {
      role: 'reader',
      view: linkedViewOf(address, record),
      destroy: () => this.#destroy(key, 'destroyedByLink'),
      setState: async (state) => {
        if (record.state === 'unconfirmed') return false;
        if ((await store.change(key, { state })) === undefined) return false;
        this.#events.publish(key, 'changed');
        return true;
      },
    };
  }

  #owned(opened: Opened): OwnedAlias {
    const { address, key, record } = opened;
    const { vault } = this.#deps;
    return {
      ...this.#linked(opened),
      role: 'owner',
      destroy: () => this.#destroy(key, 'destroyedByOwner'),
      view: viewOf(address, record, vault.open(address, record)),
      look: async () => {
        const { record: now } = await findLiving(this.#deps, address, this.#deps.now());
        return now && viewOf(address, now, vault.open(address, now));
      },
      faultsOf: (update) => {
        const judged = this.#judge(record, update);
        return 'faults' in judged ? judged.faults : [];
      },
      change: (update) => this.#change(opened, update),
      asSeen: {
        change: (update) => this.#change(opened, update, record),
        destroy: () => this.#destroy(key, 'destroyedByOwner', record),
      },
      follow: (follower) => this.#events.follow(key, follower),
      recent: () => this.#events.recent(key),
    };
  }

  /** Without `seen`, whatever came in between is kept: a message, or another target whose owner has agreed. */
  async #change(opened: Opened, update: AliasUpdate, seen?: AliasRecord): Promise<Changed> {
    const { address } = opened;
    for (let { record } = opened, attempt = 0; attempt < attempts; attempt++) {
      const changed = await this.#changeOnce({ ...opened, record }, update, seen);
      if (changed !== 'moved') return changed;
      const { record: now } = await findLiving(this.#deps, address, this.#deps.now());
      if (now === undefined) return undefined;
      record = now;
    }
    throw new Error(`none of ${attempts} attempts to change an alias came through`);
  }

  async #changeOnce(
    { address, key, record }: Opened,
    update: AliasUpdate,
    seen: AliasRecord | undefined,
  ): Promise<Changed | 'moved'> {
    const { store, vault } = this.#deps;
    const limits = this.#judge(record, update);
    if ('faults' in limits) return limits;

    const content = vault.open(address, record);
    const judged = update.target === undefined ? undefined : targetOf(this.#deps, update.target);
    const target = judged !== undefined && 'mailbox' in judged ? judged.mailbox : content.target;
    const { note = content.note, isPinned = content.isPinned ?? false } = update;
    const rewritten = { target, note, isPinned };
    const isRewritten =
      update.note !== undefined || update.isPinned !== undefined || update.target !== undefined;
    const change = {
      ...limits.change,
      ...(update.state !== undefined && { state: update.state }),
      ...(isRewritten && { sealed: vault.seal(address, rewritten, record.tokenHash) }),
    };
    // Target and note are sealed as one, so what is written must be of what is there.
    const changed = await store.change(key, change, seen ?? (isRewritten ? record : undefined));
    if (changed === undefined) return seen === undefined && isRewritten ? 'moved' : undefined;
    this.#events.publish(key, 'changed');
    return { view: viewOf(address, changed, rewritten) };
  }

  #judge(record: AliasRecord, update: AliasUpdate): ReturnType<typeof changedPolicy> {
    const { caps, now } = this.#deps;
    const limits = changedPolicy(record, update, { caps, now: now() });
    const faults: FieldFault[] = [
      ...('faults' in limits ? limits.faults : []),
      ...noteFaults(update.note),
      ...this.#targetFaults(record, update.target),
      // Only who gets the mail can agree to it.
      ...(update.state !== undefined && record.state === 'unconfirmed'
        ? [{ field: 'state', code: 'unconfirmed' as const, params: {} }]
        : []),
    ];
    return faults.length > 0 ? { faults } : limits;
  }

  #targetFaults(record: AliasRecord, text: string | undefined): FieldFault[] {
    if (text === undefined) return [];
    const target = targetOf(this.#deps, text);
    if ('fault' in target) return [{ field: 'target', ...target.fault }];
    return record.state === 'unconfirmed' ? [{ field: 'target', code: 'unconfirmed', params: {} }] : [];
  }

  async #destroy(key: AliasKey, cause: Destruction['cause'], seen?: AliasRecord): Promise<boolean> {
    if (!(await this.#deps.store.destroy(key, { cause, at: this.#deps.now(), seen }))) return false;
    this.#events.publish(key, 'destroyed');
    return true;
  }
}
