// SPDX-License-Identifier: MIT
/**
 * Nobody is sent mail through the service who has not agreed, except one short question. Whoever comes without a key gets one, and the
 * alias with it, at once; both are unconfirmed where the owner of the target has to be asked.
 */
import type { FieldFault } from './fault.ts';
import type { CreatedKey, KeyAliasRequest, KeyRequest, KeyService } from './key-service.ts';
import { parseTarget } from './mailbox.ts';
import type { KeyId } from './ports.ts';
import type { AliasRequest, AliasUpdate, AliasView, CreatedAlias, OwnedAlias } from './service.ts';

/** Who asks for an alias or a key. */
export interface Asker {
  /** Address of the client. */
  readonly client: string;
  /** What the client reads, as an RFC 5646 tag. */
  readonly language: string;
}

/** A question that is to be asked: whether mail may go to a target. */
export interface Question {
  readonly target: string;
  /** The text of the key that the answer is about, and its id. */
  readonly key: string;
  readonly keyId: KeyId;
  /** The alias that was made with it, if one was. */
  readonly address: string | undefined;
  /** Whether the alias was there before, and is to be passed on to this target from now on. */
  readonly isMove: boolean;
  /** Whether its name was made by us: the question holds no word that the asker chose. */
  readonly isNameOurs: boolean;
  readonly asker: Asker;
}

/** An alias with the key that was made with it. */
interface CreatedWithKey extends CreatedAlias {
  readonly key: string;
}

interface ChangedAlias {
  readonly view: AliasView;
  readonly isAsked: boolean;
}

/** Makes keys for targets, and has their owners asked. */
export interface Confirmations {
  /** Makes an alias for whoever has no key, and a key with it. */
  createAlias(
    request: AliasRequest,
    asker: Asker,
  ): Promise<CreatedWithKey | { readonly faults: readonly FieldFault[] }>;
  /**
   * Changes an alias, all but its target at once, and that too where its owner need not agree; `isAsked` when they do. `acts` are those
   * of `OwnedAlias`. Nothing when it died meanwhile, or is not as it was seen.
   */
  changeAlias(
    alias: Pick<OwnedAlias, 'view' | 'faultsOf'> & { readonly acts: Pick<OwnedAlias, 'change'> },
    update: AliasUpdate,
    asker: Asker,
  ): Promise<ChangedAlias | { readonly faults: readonly FieldFault[] } | undefined>;
  createKey(
    request: KeyRequest,
    asker: Asker,
  ): Promise<CreatedKey | { readonly faults: readonly FieldFault[] }>;
}

/** What confirmations are made of. */
export interface ConfirmationDeps {
  readonly keys: KeyService;
  /** Whether the owner of a target has to agree. */
  readonly mustAgree: (target: string) => boolean;
  /** Whether it is certain that no mail can be delivered to a domain. Without it none is asked about. Never rejects. */
  readonly takesNoMail?: ((domain: string) => Promise<boolean>) | undefined;
  /** Sends the question in the background, or does not: nothing tells the asker. Must not throw. */
  readonly ask: (question: Question) => void;
}

/** Confirmations over the service of keys. Rejects with `StoreError` when the store cannot answer. */
export function createConfirmations({ keys, mustAgree, takesNoMail, ask }: ConfirmationDeps): Confirmations {
  const deadEnd = async (target: string) => {
    const parsed = parseTarget(target, []);
    if (!('mailbox' in parsed)) return undefined;
    const domain = parsed.mailbox.slice(parsed.mailbox.lastIndexOf('@') + 1);
    return (await takesNoMail?.(domain)) === true ? deadEndFaults : undefined;
  };
  const create = async (request: KeyRequest): ReturnType<KeyService['create']> =>
    (await deadEnd(request.target)) ??
    keys.create(request, mustAgree(request.target) ? 'unconfirmed' : 'active');
  const askAbout = (
    { id, text, view }: CreatedKey,
    about: Pick<Question, 'address' | 'isMove' | 'isNameOurs' | 'asker'>,
  ): void => {
    if (view.state === 'unconfirmed') ask({ target: view.target, key: text, keyId: id, ...about });
  };
  return {
    async createKey(request, asker) {
      const created = await create(request);
      if (!('faults' in created)) askAbout(created, { ...noAlias, asker });
      return created;
    },
    async changeAlias(alias, { target, ...update }, asker) {
      const change = async (all: AliasUpdate) => {
        const changed = await alias.acts.change(all);
        return changed !== undefined && 'view' in changed ? { ...changed, isAsked: false } : changed;
      };
      if (target === undefined) return change(update);
      const faults = alias.faultsOf({ ...update, target });
      if (faults.length > 0) return { faults };
      const dead = await deadEnd(target);
      if (dead !== undefined) return dead;
      if (!mustAgree(target) || isSameTarget(target, alias.view)) return change({ ...update, target });
      const changed = await change(update);
      if (changed === undefined || 'faults' in changed) return changed;
      // A key that nobody is given: while it is unconfirmed, the question waits for its answer.
      const created = await keys.create({ target }, 'unconfirmed');
      if ('faults' in created) return created;
      askAbout(created, { address: alias.view.address, isMove: true, isNameOurs: false, asker });
      return { ...changed, isAsked: true };
    },
    async createAlias({ target, ...request }, asker) {
      const created = await create({ target });
      if ('faults' in created) return created;
      const made = await firstAlias(keys, created.text, request);
      if ('faults' in made) return made;
      const { address } = made.view;
      askAbout(created, { address, isMove: false, isNameOurs: request.name === undefined, asker });
      return { ...made, key: created.text };
    },
  };
}

const deadEndFaults = { faults: [{ field: 'target', code: 'takesNoMail', params: {} }] } as const;
const noAlias = { address: undefined, isMove: false, isNameOurs: false } as const;

function isSameTarget(text: string, view: AliasView): boolean {
  const parsed = parseTarget(text, []);
  return 'mailbox' in parsed && parsed.mailbox === view.target;
}

/** The alias that a new key was made for; a key that cannot make it goes again. */
async function firstAlias(
  keys: KeyService,
  text: string,
  request: KeyAliasRequest,
): Promise<CreatedAlias | { readonly faults: readonly FieldFault[] }> {
  const key = await keys.open(text);
  const made = (await key?.createAlias(request)) ?? { refused: 'gone' };
  if ('view' in made) return made;
  await key?.revoke('keep');
  if ('faults' in made) return made;
  throw new Error(`a new key makes no alias: ${made.refused}`);
}
