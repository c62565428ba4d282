// SPDX-License-Identifier: MIT
import type { AliasRecord, AliasState, Policy } from './alias.ts';
import { noAttributes } from './attributes.ts';
import type { AliasDeps } from './deps.ts';
import type { FieldFault } from './fault.ts';
import { normaliseDomain, type ParsedTarget, parseTarget } from './mailbox.ts';
import { parseChosenName, randomName, wordsName } from './name.ts';
import { noteFaults } from './note.ts';
import { newPolicy } from './policy.ts';
import type { Sealed } from './ports.ts';
import type { AliasRequest, AliasService, CreatedAlias } from './service.ts';
import { viewOf } from './view.ts';

/** An alias as it was asked for and found to be possible; where no name was chosen, one has to be made. */
export interface Draft {
  readonly policy: Policy;
  readonly createdAt: number;
  readonly content: Sealed;
  readonly domain: string;
  readonly name: string | undefined;
}

/** Makes aliases: see `AliasService.create`. */
export async function createAlias(
  deps: AliasDeps,
  request: AliasRequest,
): ReturnType<AliasService['create']> {
  const draft = draftOf(deps, request);
  if ('faults' in draft) return draft;
  const { name, domain } = draft;
  const add = async (localPart: string): Promise<CreatedAlias | undefined> =>
    addAlias(deps, `${localPart}@${domain}`, { ...draft, state: 'active', token: deps.vault.newToken() });
  if (name !== undefined)
    return (await add(name)) ?? { faults: [{ field: 'name', code: 'nameTaken', params: {} }] };
  const makeName = request.style === 'words' ? wordsName : randomName;
  for (let attempt = 0; attempt < 8; attempt++) {
    const created = await add(makeName(deps.randomBytes));
    if (created !== undefined) return created;
  }
  throw new Error('eight random names in a row were taken: the source of randomness repeats itself');
}

/** What a request comes to now, or what is wrong with it. */
export function draftOf(
  deps: AliasDeps,
  request: AliasRequest,
): Draft | { readonly faults: readonly FieldFault[] } {
  const createdAt = deps.now();
  const target = targetOf(deps, request.target);
  const limits = newPolicy(request, deps.caps, createdAt);
  const name = request.name === undefined ? undefined : parseChosenName(request.name);
  const faults: FieldFault[] = [
    ...('fault' in target ? [{ field: 'target', ...target.fault }] : []),
    ...('faults' in limits ? limits.faults : []),
    ...(name !== undefined && 'fault' in name ? [{ field: 'name', ...name.fault }] : []),
    ...domainFaults(deps.domains, request.domain),
    ...noteFaults(request.note),
  ];
  if (faults.length > 0 || 'fault' in target || 'faults' in limits) return { faults };
  return {
    policy: limits.policy,
    createdAt,
    content: { target: target.mailbox, note: request.note ?? '' },
    domain: normaliseDomain(request.domain ?? deps.domains[0]),
    name: name !== undefined && 'name' in name ? name.name : undefined,
  };
}

/** Stores a new alias; nothing when its address is taken. */
export async function addAlias(
  { store, vault }: AliasDeps,
  address: string,
  {
    policy,
    createdAt,
    content,
    state,
    token: { token, hash },
  }: Pick<Draft, 'policy' | 'createdAt' | 'content'> & {
    readonly state: AliasState;
    readonly token: { readonly token: string; readonly hash: Uint8Array };
  },
): Promise<CreatedAlias | undefined> {
  const record: AliasRecord = {
    ...policy,
    state,
    createdAt,
    firstDeliveryAt: null,
    lastDeliveryAt: null,
    delivered: 0,
    pending: [],
    attributes: noAttributes,
    tokenHash: hash,
    sealed: vault.seal(address, content, hash),
  };
  for (const key of vault.otherKeysOf(address)) if (await store.isTaken(key)) return undefined;
  if (!(await store.create(vault.keyOf(address), record))) return undefined;
  return { view: viewOf(address, record, content), manageToken: token };
}

/** The mailbox of a target that this service passes mail on to. */
export function targetOf({ domains, targets }: AliasDeps, text: string): ParsedTarget {
  const parsed = parseTarget(text, domains);
  if ('fault' in parsed || targets === undefined || isAmong(parsed.mailbox, targets)) return parsed;
  return { fault: { code: 'targetNotServed', params: {} } };
}

/** What is wrong with a domain that was asked for. */
export function domainFaults(domains: readonly string[], domain: string | undefined): FieldFault[] {
  if (domain === undefined || domains.includes(normaliseDomain(domain))) return [];
  return [{ field: 'domain', code: 'domainUnknown', params: { domains } }];
}

/** Whether a target (`parseTarget`) is among mailboxes and `@domain`s in lower case. Mailboxes are compared without regard to case, as nearly every system does. */
export function isAmong(mailbox: string, targets: readonly string[]): boolean {
  const known = mailbox.toLowerCase();
  return targets.some((target) => target === known || target === known.slice(known.lastIndexOf('@')));
}
