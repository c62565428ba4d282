/**
 * Nobody is sent mail through the service who has not agreed, except one short question. Whoever comes without a key gets one, and the
 * alias with it, at once; both are unconfirmed where the owner of the target has to be asked.
 */
import type { FieldFault } from './fault.ts';
import type { CreatedKey, KeyAliasRequest, KeyRequest, KeyService } from './key-service.ts';
import { parseTarget } from './mailbox.ts';
import type { KeyId } from './ports.ts';
import type { AliasRequest, CreatedAlias } from './service.ts';

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
  /** Whether its name was made by us: the question holds no word that the asker chose. */
  readonly isNameOurs: boolean;
  readonly asker: Asker;
}

/** An alias with the key that was made with it. */
interface CreatedWithKey extends CreatedAlias {
  readonly key: string;
}

/** Makes keys for targets, and has their owners asked. */
export interface Confirmations {
  /** Makes an alias for whoever has no key, and a key with it. */
  createAlias(
    request: AliasRequest,
    asker: Asker,
  ): Promise<CreatedWithKey | { readonly faults: readonly FieldFault[] }>;
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
  const create = async (request: KeyRequest): ReturnType<KeyService['create']> => {
    const parsed = parseTarget(request.target, []);
    if (
      'mailbox' in parsed &&
      (await takesNoMail?.(parsed.mailbox.slice(parsed.mailbox.lastIndexOf('@') + 1)))
    )
      return { faults: [{ field: 'target', code: 'takesNoMail', params: {} }] };
    return keys.create(request, mustAgree(request.target) ? 'unconfirmed' : 'active');
  };
  const askAbout = (
    { id, text, view }: CreatedKey,
    about: Pick<Question, 'address' | 'isNameOurs' | 'asker'>,
  ): void => {
    if (view.state === 'unconfirmed') ask({ target: view.target, key: text, keyId: id, ...about });
  };
  return {
    async createKey(request, asker) {
      const created = await create(request);
      if (!('faults' in created)) askAbout(created, { address: undefined, isNameOurs: false, asker });
      return created;
    },
    async createAlias({ target, ...request }, asker) {
      const created = await create({ target });
      if ('faults' in created) return created;
      const made = await firstAlias(keys, created.text, request);
      if ('faults' in made) return made;
      const { address } = made.view;
      askAbout(created, { address, isNameOurs: request.name === undefined, asker });
      return { ...made, key: created.text };
    },
  };
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
