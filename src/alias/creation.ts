import type { AliasRecord } from './alias.ts';
import { noAttributes } from './attributes.ts';
import type { AliasDeps } from './deps.ts';
import type { FieldFault } from './fault.ts';
import { normaliseDomain, parseTarget } from './mailbox.ts';
import { parseChosenName, randomName, wordsName } from './name.ts';
import { noteFaults } from './note.ts';
import { newPolicy } from './policy.ts';
import type { Sealed } from './ports.ts';
import type { AliasRequest, AliasService, CreatedAlias } from './service.ts';
import { viewOf } from './view.ts';

/** Makes aliases: see `AliasService.create`. */
export async function createAlias(
  deps: AliasDeps,
  request: AliasRequest,
): ReturnType<AliasService['create']> {
  const createdAt = deps.now();
  const target = parseTarget(request.target, deps.domains);
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

  const content: Sealed = { target: target.mailbox, note: request.note ?? '' };
  const alias = { ...limits.policy, ...unused, createdAt };
  const domain = normaliseDomain(request.domain ?? deps.domains[0]);
  if (name !== undefined && 'name' in name) {
    const created = await add(deps, `${name.name}@${domain}`, { alias, content });
    return created ?? { faults: [{ field: 'name', code: 'nameTaken', params: {} }] };
  }
  const makeName = request.style === 'words' ? wordsName : randomName;
  for (let attempt = 0; attempt < 8; attempt++) {
    const created = await add(deps, `${makeName(deps.randomBytes)}@${domain}`, { alias, content });
    if (created !== undefined) return created;
  }
  throw new Error('eight random names in a row were taken: the source of randomness repeats itself');
}

const unused = {
  state: 'active',
  firstDeliveryAt: null,
  lastDeliveryAt: null,
  delivered: 0,
  pending: [],
} as const;

/** Stores a new alias; nothing when its address is taken. */
async function add(
  { store, vault }: AliasDeps,
  address: string,
  {
    alias,
    content,
  }: { readonly alias: Omit<AliasRecord, 'tokenHash' | 'attributes' | 'sealed'>; readonly content: Sealed },
): Promise<CreatedAlias | undefined> {
  const { token, hash } = vault.newToken();
  const record = {
    ...alias,
    attributes: noAttributes,
    tokenHash: hash,
    sealed: vault.seal(address, content, hash),
  };
  for (const key of vault.otherKeysOf(address)) if (await store.isTaken(key)) return undefined;
  if (!(await store.create(vault.keyOf(address), record))) return undefined;
  return { view: viewOf(address, record, content), manageToken: token };
}

function domainFaults(domains: readonly string[], domain: string | undefined): FieldFault[] {
  if (domain === undefined || domains.includes(normaliseDomain(domain))) return [];
  return [{ field: 'domain', code: 'domainUnknown', params: { domains } }];
}
