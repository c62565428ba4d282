import { type AliasRecord, doubtRetentionMs, endsAt, isDead, judge, usesLeft } from './alias.ts';
import { type AliasEvents, createAliasEvents, type Follower } from './events.ts';
import type { Happening } from './history.ts';
import { normaliseAlias, normaliseDomain, normaliseLocalPart, parseTarget } from './mailbox.ts';
import { parseChosenName, type RandomOctets, randomName, wordsName } from './name.ts';
import { type Caps, changedPolicy, newPolicy } from './policy.ts';
import type { AliasKey, AliasStore, Sealed, Vault } from './ports.ts';
import type {
  AliasRequest,
  AliasService,
  AliasUpdate,
  AliasView,
  Expansion,
  FieldFault,
  LinkedAlias,
} from './service.ts';

/** What the service is made of. */
export interface AliasDeps {
  readonly store: AliasStore;
  readonly vault: Vault;
  /** The alias domains in normal form (`parseDomain`); the first is the default of new aliases. */
  readonly domains: readonly [string, ...string[]];
  readonly caps: Caps;
  /** The clock, ms since the epoch. */
  readonly now: () => number;
  readonly randomBytes: RandomOctets;
  /** Shared with the relay; without it, changes of the owner alone are told. */
  readonly events?: AliasEvents;
}

/** The alias service over a store. Rejects with `StoreError` when the store cannot answer. */
export function createAliases(deps: AliasDeps): AliasService {
  return new Aliases(deps);
}

/** An alias as it is stored, and where. */
interface Stored {
  readonly key: AliasKey;
  readonly record: AliasRecord;
}

type Created = Awaited<ReturnType<AliasService['create']>>;
type Changed = Awaited<ReturnType<AliasService['change']>>;

class Aliases implements AliasService {
  readonly #deps: AliasDeps;
  readonly #events: AliasEvents;
  readonly #domains: ReadonlySet<string>;
  /** Compared where there is no alias, so that the answer to a wrong token takes the time of any other. */
  readonly #decoyHash: Uint8Array;

  constructor(deps: AliasDeps) {
    this.#deps = deps;
    this.#events = deps.events ?? createAliasEvents(deps.now);
    this.#domains = new Set(deps.domains);
    this.#decoyHash = deps.vault.newToken().hash;
  }

  async create(request: AliasRequest): Promise<Created> {
    const { caps, now } = this.#deps;
    const createdAt = now();
    const target = parseTarget(request.target, this.#domains);
    const limits = newPolicy(request, caps, createdAt);
    const name = request.name === undefined ? undefined : parseChosenName(request.name);
    const faults = [
      ...('fault' in target ? [{ field: 'target', message: target.fault }] : []),
      ...('faults' in limits ? limits.faults : []),
      ...(name !== undefined && 'fault' in name ? [{ field: 'name', message: name.fault }] : []),
      ...this.#domainFaults(request.domain),
      ...noteFaults(request.note),
    ];
    if (faults.length > 0 || 'fault' in target || 'faults' in limits) return { faults };

    const content: Sealed = { target: target.mailbox, note: request.note ?? '' };
    const alias = { ...limits.policy, ...unused, createdAt };
    const domain = normaliseDomain(request.domain ?? this.#deps.domains[0]);
    if (name !== undefined && 'name' in name) {
      const created = await this.#add(`${name.name}@${domain}`, alias, content);
      return created ?? { faults: [{ field: 'name', message: 'is taken', reason: 'taken' }] };
    }
    const makeName = request.style === 'words' ? wordsName : randomName;
    for (let attempt = 0; attempt < 8; attempt++) {
      const created = await this.#add(`${makeName(this.#deps.randomBytes)}@${domain}`, alias, content);
      if (created !== undefined) return created;
    }
    throw new Error('eight random names in a row were taken: the source of randomness repeats itself');
  }

  async show(address: string, token: string): Promise<AliasView | undefined> {
    const owned = await this.#findOwned(address, token);
    return (
      owned && viewOf(owned.address, owned.record, this.#deps.vault.open(owned.address, owned.record.sealed))
    );
  }

  async change(address: string, token: string, update: AliasUpdate): Promise<Changed> {
    const owned = await this.#findOwned(address, token);
    if (owned === undefined) return undefined;
    const { store, vault, caps, now } = this.#deps;
    const limits = changedPolicy(owned.record, update, { caps, now: now() });
    const faults = [...('faults' in limits ? limits.faults : []), ...noteFaults(update.note)];
    if (faults.length > 0 || 'faults' in limits) return { faults };

    const content = vault.open(owned.address, owned.record.sealed);
    const renoted = update.note === undefined ? content : { ...content, note: update.note };
    const record = await store.change(owned.key, {
      ...limits.change,
      ...(update.state !== undefined && { state: update.state }),
      ...(update.note !== undefined && { sealed: vault.seal(owned.address, renoted) }),
    });
    if (record === undefined) return undefined;
    this.#events.publish(owned.key, 'changed');
    return { view: viewOf(owned.address, record, renoted) };
  }

  async destroy(address: string, token: string): Promise<boolean> {
    const owned = await this.#findOwned(address, token);
    return owned !== undefined && this.#destroy(owned.key);
  }

  async linked(text: string, link: string): Promise<LinkedAlias | undefined> {
    const { address, key, record } = await this.#find(text);
    const { vault, store } = this.#deps;
    if (!vault.isLinkOf(address, link) || record === undefined) return undefined;
    const { target: _, note: __, ...view } = viewOf(address, record, { target: '', note: '' });
    return {
      view,
      destroy: () => this.#destroy(key),
      setState: async (state) => {
        if ((await store.change(key, { state })) === undefined) return false;
        this.#events.publish(key, 'changed');
        return true;
      },
    };
  }

  async follow(
    address: string,
    token: string,
    follower: Follower,
  ): Promise<(() => void) | 'full' | undefined> {
    const owned = await this.#findOwned(address, token);
    return owned && (this.#events.follow(owned.key, follower) ?? 'full');
  }

  async recent(address: string, token: string): Promise<readonly Happening[] | undefined> {
    const owned = await this.#findOwned(address, token);
    return owned && this.#events.recent(owned.key);
  }

  expand(localPart: string, domain: string): Expansion | Promise<Expansion> {
    const ownDomain = this.#ownDomain(domain);
    if (ownDomain === undefined) return { kind: 'foreign' };
    const name = normaliseLocalPart(localPart);
    if (name === 'postmaster')
      return { kind: 'postmaster', address: `postmaster@${ownDomain || this.#deps.domains[0]}` };
    if (ownDomain === '') return { kind: 'foreign' };
    const address = `${name}@${ownDomain}`;
    const found = this.#lookUp(address);
    if (found instanceof Promise) return found.then((stored) => this.#meaning(address, stored));
    return this.#meaning(address, found);
  }

  /** One of our domains in normal form, or none at all, with which Postmaster may stand (RFC 5321 §4.1.1.3). */
  #ownDomain(domain: string): string | undefined {
    if (domain === '' || this.#domains.has(domain)) return domain;
    const normal = normaliseDomain(domain);
    return this.#domains.has(normal) ? normal : undefined;
  }

  /** What is stored under an address: under the newest secret, else under one of the others. */
  #lookUp(address: string): Stored | undefined | Promise<Stored | undefined> {
    const { store, vault } = this.#deps;
    const key = vault.keyOf(address);
    const record = store.find(key);
    if (record instanceof Promise)
      return record.then((found) => (found && { key, record: found }) ?? this.#lookFurther(address));
    return record === undefined ? this.#lookFurther(address) : { key, record };
  }

  #lookFurther(address: string): Stored | undefined | Promise<Stored | undefined> {
    const keys = this.#deps.vault.otherKeysOf(address);
    return keys.length === 0 ? undefined : this.#firstOf(keys);
  }

  async #firstOf(keys: readonly AliasKey[]): Promise<Stored | undefined> {
    for (const key of keys) {
      const record = await this.#deps.store.find(key);
      if (record !== undefined) return { key, record };
    }
    return undefined;
  }

  #meaning(address: string, stored: Stored | undefined): Expansion {
    const now = this.#deps.now();
    if (stored === undefined || isDead(stored.record, now)) return { kind: 'gone' };
    const { key, record } = stored;
    const life = judge(record, now);
    const target = life === 'alive' ? this.#deps.vault.open(address, record.sealed).target : '';
    const isInDoubt = life === 'alive' && usesLeft(record) === 0;
    return {
      kind: 'alias',
      key,
      address,
      life,
      usesFree: usesFree(record, now),
      isInDoubt,
      target,
      validUntil: endsAt(record),
    };
  }

  /** Stores a new alias; nothing when its address is taken. */
  async #add(
    address: string,
    alias: Omit<AliasRecord, 'tokenHash' | 'sealed'>,
    content: Sealed,
  ): Promise<{ readonly view: AliasView; readonly manageToken: string } | undefined> {
    const { store, vault } = this.#deps;
    const { token, hash } = vault.newToken();
    const record = { ...alias, tokenHash: hash, sealed: vault.seal(address, content) };
    for (const key of vault.otherKeysOf(address)) if (await store.isTaken(key)) return undefined;
    if (!(await store.create(vault.keyOf(address), record))) return undefined;
    return { view: viewOf(address, record, content), manageToken: token };
  }

  /** A live alias, if this is its token. */
  async #findOwned(
    text: string,
    token: string,
  ): Promise<{ readonly address: string; readonly key: AliasKey; readonly record: AliasRecord } | undefined> {
    const { address, key, record } = await this.#find(text);
    const isOwner = this.#deps.vault.matches(token, record?.tokenHash ?? this.#decoyHash);
    return record !== undefined && isOwner ? { address, key, record } : undefined;
  }

  /** What is stored under an address; no record where there is no living alias. */
  async #find(
    text: string,
  ): Promise<{ readonly address: string; readonly key: AliasKey; readonly record: AliasRecord | undefined }> {
    const at = text.lastIndexOf('@');
    const address = normaliseAlias(text.slice(0, Math.max(at, 0)), text.slice(at + 1));
    const { key, record } = (await this.#lookUp(address)) ?? {};
    const isAlive = record !== undefined && !isDead(record, this.#deps.now());
    return { address, key: key ?? this.#deps.vault.keyOf(address), record: isAlive ? record : undefined };
  }

  async #destroy(key: AliasKey): Promise<boolean> {
    if (!(await this.#deps.store.destroy(key))) return false;
    this.#events.publish(key, 'destroyed');
    return true;
  }

  #domainFaults(domain: string | undefined): FieldFault[] {
    if (domain === undefined || this.#domains.has(normaliseDomain(domain))) return [];
    return [{ field: 'domain', message: `must be one of ${this.#deps.domains.join(', ')}` }];
  }
}

const unused = {
  state: 'active',
  firstDeliveryAt: null,
  lastDeliveryAt: null,
  delivered: 0,
  pending: [],
} as const;

function viewOf(address: string, record: AliasRecord, content: Sealed): AliasView {
  return {
    address,
    target: content.target,
    state: record.state,
    maxUses: record.maxUses,
    usesLeft: usesLeft(record),
    delivered: record.delivered,
    validFrom: record.validFrom,
    validUntil: endsAt(record),
    createdAt: record.createdAt,
    note: content.note,
  };
}

function usesFree(record: AliasRecord, now: number): number | null {
  const free = usesLeft(record);
  if (free === null) return null;
  return free + record.pending.filter((use) => use.isInDoubt && now < use.spentAt + doubtRetentionMs).length;
}

/** A label of up to 200 characters on one line. */
function noteFaults(note: string | undefined): FieldFault[] {
  if (note === undefined) return [];
  if (note.length > 200) return [{ field: 'note', message: 'must have at most 200 characters' }];
  if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(note))
    return [{ field: 'note', message: 'must not have control characters or line breaks' }];
  return [];
}
