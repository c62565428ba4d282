// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { beforeEach, describe, it } from 'node:test';
import type { AliasRecord } from './alias.ts';
import { createAliases } from './aliases.ts';
import type { AliasDeps } from './deps.ts';
import { type AliasEnd, type Destruction, destroyedEnd, endToldMs } from './end.ts';
import type { AliasKey, AliasStore, Reservation, Vault } from './ports.ts';
import type { AliasRequest, AliasService } from './service.ts';
import { doubtUses, settleUse, spendUse } from './use.ts';

const dayMs = 86_400_000;
const home = 'ann@home.test';

/** Keeps records as the port says, in a map that tests may reach into; `alias/` may not know the real ones. */
class MapStore implements AliasStore {
  readonly records = new Map<AliasKey, AliasRecord | 'tombstone'>();
  readonly ends = new Map<AliasKey, AliasEnd>();
  async create(key: AliasKey, record: AliasRecord) {
    if (this.records.has(key)) return false;
    this.records.set(key, record);
    return true;
  }
  async isTaken(key: AliasKey) {
    return this.records.has(key);
  }
  find(key: AliasKey) {
    const record = this.records.get(key);
    return record === 'tombstone' ? undefined : record;
  }
  update(key: AliasKey, apply: (record: AliasRecord) => AliasRecord) {
    const record = this.find(key);
    if (record !== undefined) this.records.set(key, apply(record));
    return this.find(key);
  }
  async change(key: AliasKey, change: Partial<AliasRecord>) {
    return this.update(key, (record) => ({ ...record, ...change }));
  }
  async confirm(key: AliasKey) {
    return this.update(key, (record) => ({ ...record, state: 'active' })) !== undefined;
  }
  async destroy(key: AliasKey, how?: Destruction) {
    const record = this.find(key);
    if (record === undefined) return false;
    this.records.set(key, 'tombstone');
    if (how !== undefined) this.ends.set(key, destroyedEnd(record, how));
    return true;
  }
  async findEnd(key: AliasKey, now: number) {
    const end = this.ends.get(key);
    return end !== undefined && now < end.endedAt + endToldMs ? end : undefined;
  }
  async spend({ id, uses }: Reservation, now: number) {
    for (const { key, fingerprint } of uses)
      this.update(key, (record) => {
        const spent = spendUse(record, { reservation: id, fingerprint, instance: 'o' }, now);
        return 'alias' in spent ? spent.alias : record;
      });
    return { verdict: 'spent' } as const;
  }
  async settle({ id, uses }: Reservation, now: number) {
    for (const { key } of uses) this.update(key, (record) => settleUse(record, id, now));
  }
  async refund() {}
  async doubt({ id, uses }: Reservation) {
    for (const { key } of uses)
      this.update(key, (record) => doubtUses(record, (use) => use.reservation === id));
  }
  async sweep() {
    return 0;
  }
  async check() {}
  async close() {}
}

/** Seals by writing down: what the service does with a vault shows, what a vault does is not at stake here. */
const vault: Vault = {
  keyOf: (address) => `key:${address}`,
  otherKeysOf: () => [],
  mailboxKeysOf: (mailbox) => [`mailbox:${mailbox}`],
  seal: (address, content, tokenHash) =>
    Buffer.from(JSON.stringify({ address, content, token: hex(tokenHash) })),
  open(address, { sealed, tokenHash }) {
    const { address: sealedFor, content, token } = JSON.parse(Buffer.from(sealed).toString());
    assert.deepEqual([sealedFor, token], [address, hex(tokenHash)]);
    return content;
  },
  newToken() {
    const token = randomBytes(16).toString('base64url');
    return { token, hash: Buffer.from(token) };
  },
  matches: (token, hash) => token === Buffer.from(hash).toString(),
  linkOf: (address) => `link:${address}`,
  isLinkOf: (address, link) => link === `link:${address}`,
  digest: () => '',
  fingerprint: () => '',
};

let now: number;
let store: MapStore;
let aliases: AliasService;

beforeEach(() => {
  now = Date.UTC(2026, 0, 1);
  store = new MapStore();
  aliases = serviceWith({});
});

function serviceWith(changed: Partial<AliasDeps>): AliasService {
  return createAliases({
    store,
    vault,
    domains: ['alias.example', 'other.example'],
    caps: { maxUses: 100, maxDays: 60 },
    now: () => now,
    randomBytes,
    ...changed,
  });
}

async function make(request: Partial<AliasRequest> = {}) {
  const created = await aliases.create({ target: home, maxUses: 3, ...request });
  assert.ok('view' in created, JSON.stringify(created));
  const [localPart = '', domain = ''] = created.view.address.split('@');
  const key = vault.keyOf(created.view.address);
  return { ...created, address: created.view.address, token: created.manageToken, localPart, domain, key };
}

/** What the owner's token opens. */
async function open(address: string, token: string) {
  const alias = await aliases.open(address, { kind: 'token', token });
  return alias?.role === 'owner' ? alias : undefined;
}

async function show(address: string, token: string) {
  return (await open(address, token))?.view;
}

async function faultsOf(request: Partial<AliasRequest>) {
  const answer = await aliases.create({ target: home, maxUses: 3, ...request });
  return 'faults' in answer ? answer.faults : [];
}

async function deliver(key: AliasKey, id: string) {
  const reservation = { id, uses: [{ key, fingerprint: id }] };
  await store.spend(reservation, now);
  await store.settle(reservation, now);
}

describe('creating an alias', () => {
  it('gives its view and a token, and seals the target to the address', async () => {
    const { view, manageToken } = await make({ note: 'shop' });
    assert.match(view.address, /^[0-9a-z]{16}@alias\.example$/);
    assert.deepEqual(view, {
      address: view.address,
      target: home,
      state: 'active',
      maxUses: 3,
      usesLeft: 3,
      delivered: 0,
      validFrom: null,
      validUntil: now + 60 * dayMs,
      validForMs: null,
      startsAt: 'creation',
      idleForMs: null,
      createdAt: now,
      lastDeliveryAt: null,
      note: 'shop',
      isPinned: false,
    });
    assert.deepEqual(await show(view.address, manageToken), view);
  });

  it('makes a name of words, or takes the chosen name and domain', async () => {
    assert.match((await make({ style: 'words' })).address, /^([a-z]+-){3}\d{4}@alias/);
    assert.equal((await make({ name: 'Shop', domain: 'OTHER.example' })).address, 'shop@other.example');
  });

  it('names every faulty field at once', async () => {
    const faults = await faultsOf({
      target: 'x',
      maxUses: 0,
      name: 'abuse',
      domain: 'home.test',
      note: 'a\nb',
    });
    assert.deepEqual(
      faults.map((fault) => fault.field),
      ['target', 'maxUses', 'name', 'domain', 'note'],
    );
  });

  it('refuses targets at its own domains and notes that are too long', async () => {
    assert.equal((await faultsOf({ target: 'x@other.example' }))[0]?.field, 'target');
    assert.equal((await faultsOf({ note: 'x'.repeat(201) }))[0]?.field, 'note');
    assert.deepEqual(await faultsOf({ note: 'é'.repeat(200) }), []);
    assert.deepEqual(await faultsOf({ note: '🪰'.repeat(200) }), []);
    assert.equal((await faultsOf({ note: '🪰'.repeat(201) }))[0]?.field, 'note');
  });

  it('never issues an address twice, and does not tell whether the first is dead', async () => {
    const { address, token } = await make({ name: 'shop' });
    const whileAlive = await faultsOf({ name: 'SHOP' });
    assert.ok(await (await open(address, token))?.destroy());
    assert.deepEqual(whileAlive, [{ field: 'name', code: 'nameTaken', params: {} }]);
    assert.deepEqual(await faultsOf({ name: 'shop' }), whileAlive);
  });

  it('draws again when a random name is taken, and gives up on a source that repeats itself', async () => {
    let draws = 0;
    aliases = serviceWith({ randomBytes: (count) => new Uint8Array(count).fill(draws++ < 2 ? 0 : 1) });
    assert.equal((await make()).localPart, '0'.repeat(16));
    assert.equal((await make()).localPart, '1'.repeat(16));
    await assert.rejects(make());
  });
});

describe('managing an alias', () => {
  it('answers a wrong token, an unknown address and a dead alias the same', async () => {
    const { address, token } = await make({ validForMs: dayMs });
    const other = await make();
    const outsiders: [string, string][] = [
      [address, other.token],
      [address, ''],
      ['nobody@alias.example', token],
      ['', token],
      ['shop', token],
    ];
    for (const [at, by] of outsiders) assert.equal(await open(at, by), undefined);
    const opened = await open(address, token);
    assert.equal(opened?.view.state, 'active');
    now += dayMs;
    assert.equal(await open(address, token), undefined);
    assert.equal(await opened?.look(), undefined);
  });

  it('compares a credential with something whether or not there is an alias', async () => {
    const compared: string[] = [];
    const { address, token } = await make();
    aliases = serviceWith({
      vault: {
        ...vault,
        matches(given, hash) {
          compared.push(`token of ${hash.length} octets`);
          return vault.matches(given, hash);
        },
        isLinkOf(of, link) {
          compared.push('link');
          return vault.isLinkOf(of, link);
        },
      },
    });
    for (const at of [address, 'nobody@alias.example', 'shop', '']) {
      await aliases.open(at, { kind: 'token', token });
      await aliases.open(at, { kind: 'link', link: 'x' });
    }
    const failed = ['token of 22 octets', 'token of 22 octets', 'link', 'link'];
    assert.deepEqual(compared, ['token of 22 octets', 'link', 'link', ...failed, ...failed, ...failed]);
  });

  it('tells its owner for thirty days how an alias ended, and nobody else', async () => {
    const ends = async (address: string, token: string) => {
      const alias = await aliases.open(address, { kind: 'token', token });
      return alias?.role === 'ended' ? alias.end : alias?.role;
    };
    const [byToken, byLink, byTime, other] = [
      await make(),
      await make(),
      await make({ validForMs: dayMs }),
      await make(),
    ];
    await deliver(byToken.key, 'm');
    await (await open(byToken.address, byToken.token))?.destroy();
    const link = await aliases.open(byLink.address, { kind: 'link', link: `link:${byLink.address}` });
    assert.ok(link?.role === 'reader' && (await link.destroy()));
    const destroyedAt = now;
    now += 2 * dayMs;
    const figures = { maxUses: 3, used: 0 };
    assert.deepEqual(await ends(byToken.address, byToken.token), {
      address: byToken.address,
      cause: 'destroyedByOwner',
      endedAt: destroyedAt,
      ...figures,
      used: 1,
    });
    const linked = { address: byLink.address, cause: 'destroyedByLink', endedAt: destroyedAt, ...figures };
    assert.deepEqual(await ends(byLink.address, byLink.token), linked);
    assert.deepEqual(await aliases.open(byLink.address, { kind: 'link', link: `link:${byLink.address}` }), {
      role: 'ended',
      end: linked,
    });
    // No sweep has found it yet.
    assert.deepEqual(await ends(byTime.address, byTime.token), {
      address: byTime.address,
      cause: 'expired',
      endedAt: destroyedAt + dayMs,
      ...figures,
    });
    assert.equal(await ends(byToken.address, other.token), undefined);
    assert.equal(await ends('nobody@alias.example', byToken.token), undefined);
    assert.equal(await aliases.open(byToken.address, { kind: 'link', link: 'x' }), undefined);
    now = destroyedAt + endToldMs;
    assert.equal(await ends(byToken.address, byToken.token), undefined);
  });

  it('opens to the link of a message no more than to see and to stop', async () => {
    const { address, token } = await make({ note: 'shop' });
    assert.equal(await aliases.open(address, { kind: 'link', link: token }), undefined);
    assert.equal(await aliases.open(address, { kind: 'token', token: `link:${address}` }), undefined);
    const opened = await aliases.open(address, { kind: 'link', link: `link:${address}` });
    assert.ok(opened?.role === 'reader');
    assert.deepEqual(Object.keys(opened).sort(), ['destroy', 'role', 'setState', 'view']);
    assert.ok(!JSON.stringify(opened?.view).match(/shop|home/));
    assert.ok(await opened?.setState('paused'));
    assert.equal((await show(address, token))?.state, 'paused');
    assert.ok(await opened?.destroy());
    assert.equal(await opened?.setState('active'), false);
    assert.equal(await show(address, token), undefined);
  });

  it('finds the alias in whatever way its address is written', async () => {
    const { token } = await make({ name: 'shop' });
    assert.ok(await show('SHOP+tag@Alias.example.', token));
  });

  it('pauses, relabels and extends', async () => {
    const { address, token } = await make();
    const paused = await (await open(address, token))?.change({ state: 'paused', note: 'late', maxUses: 9 });
    assert.ok(paused && 'view' in paused);
    assert.equal(paused.view.state, 'paused');
    assert.equal(paused.view.note, 'late');
    assert.equal(paused.view.usesLeft, 9);
    assert.equal(paused.view.target, home);
    assert.deepEqual(await show(address, token), paused.view);
    now += 50 * dayMs;
    const extended = await (await open(address, token))?.change({ validForMs: 60 * dayMs });
    assert.ok(extended && 'view' in extended);
    assert.equal(extended.view.validUntil, now + 60 * dayMs);
    assert.equal(extended.view.note, 'late');
  });

  it('lifts limits as far as the caps allow, and leaves one', async () => {
    const { address, token } = await make({ idleForMs: dayMs, validForMs: 2 * dayMs });
    const lifted = await (await open(address, token))?.change({
      maxUses: null,
      validForMs: null,
      idleForMs: null,
    });
    assert.ok(lifted && 'view' in lifted);
    const { maxUses, validUntil, validForMs, idleForMs } = lifted.view;
    assert.deepEqual([maxUses, validUntil, validForMs, idleForMs], [100, now + 60 * dayMs, null, null]);
    aliases = serviceWith({ caps: { maxUses: null, maxDays: null } });
    const uncapped = await (await open(address, token))?.change({ validUntil: null });
    assert.ok(uncapped && 'view' in uncapped);
    assert.equal(uncapped.view.validUntil, null);
    const last = await (await open(address, token))?.change({ maxUses: null });
    assert.deepEqual(last, { faults: [{ field: 'maxUses', code: 'limitRequired', params: {} }] });
  });

  it('says what is wrong with an update and changes nothing', async () => {
    const { address, token, view } = await make();
    const answer = await (await open(address, token))?.change({ maxUses: 101, note: 'a\0', state: 'paused' });
    assert.ok(answer && 'faults' in answer);
    assert.deepEqual(
      answer.faults.map((fault) => fault.field),
      ['maxUses', 'note'],
    );
    assert.deepEqual(await show(address, token), view);
  });
});

describe('expanding an address', () => {
  it('knows our domains, their postmaster, and nobody else', async () => {
    assert.deepEqual(aliases.expand('x', 'home.test'), { kind: 'foreign' });
    assert.deepEqual(aliases.expand('x', 'sub.alias.example'), { kind: 'foreign' });
    assert.deepEqual(aliases.expand('postmaster', 'home.test'), { kind: 'foreign' });
    assert.deepEqual(aliases.expand('x', ''), { kind: 'foreign' });
    assert.deepEqual(aliases.expand('nobody', 'alias.example'), { kind: 'gone' });
    for (const [domain, ours] of [
      ['alias.example', 'alias.example'],
      ['OTHER.example', 'other.example'],
      ['', 'alias.example'],
    ] as const)
      assert.deepEqual(aliases.expand('PostMaster', domain), {
        kind: 'postmaster',
        address: `postmaster@${ours}`,
      });
    // RFC 2142 §4.
    assert.deepEqual(aliases.expand('Abuse+x', 'OTHER.example'), {
      kind: 'postmaster',
      address: 'abuse@other.example',
    });
    assert.deepEqual(aliases.expand('abuse', ''), { kind: 'foreign' });
  });

  it('gives target and free uses of a live alias at once where the store answers at once', async () => {
    const { localPart, domain, key, address } = await make();
    assert.deepEqual(aliases.expand(`${localPart.toUpperCase()}+x`, domain), {
      ...{ kind: 'alias', key, address, life: 'alive', usesFree: 3, target: home },
      validUntil: now + 60 * 86_400_000,
    });
  });

  it('awaits a store that needs time', async () => {
    const { localPart, domain } = await make();
    const slow = Object.assign(Object.create(store), { find: async (key: AliasKey) => store.find(key) });
    const expansion = serviceWith({ store: slow }).expand(localPart, domain);
    assert.ok(expansion instanceof Promise);
    assert.equal((await expansion).kind, 'alias');
  });

  it('keeps the target sealed while the alias takes no mail', async () => {
    const { localPart, domain, address, token } = await make({ validFrom: now + dayMs });
    const early = await aliases.expand(localPart, domain);
    assert.ok(early.kind === 'alias' && early.life === 'notYet' && early.target === '');
    now += dayMs;
    await (await open(address, token))?.change({ state: 'paused' });
    const paused = await aliases.expand(localPart, domain);
    assert.ok(paused.kind === 'alias' && paused.life === 'paused' && paused.target === '');
  });

  it('counts uses in doubt among the free ones, those in flight not', async () => {
    const { localPart, domain, key } = await make();
    await deliver(key, 'first');
    await store.spend({ id: 'second', uses: [{ key, fingerprint: 'second' }] }, now);
    const inFlight = await aliases.expand(localPart, domain);
    assert.ok(inFlight.kind === 'alias' && inFlight.usesFree === 1);
    await store.doubt({ id: 'second', uses: [{ key, fingerprint: 'second' }] });
    const inDoubt = await aliases.expand(localPart, domain);
    assert.ok(inDoubt.kind === 'alias' && inDoubt.usesFree === 2);
  });

  it('is alive while every use left is in doubt, for the retry', async () => {
    const { localPart, domain, key } = await make({ maxUses: 1 });
    const lost = { id: 'lost', uses: [{ key, fingerprint: 'lost' }] };
    await store.spend(lost, now);
    await store.doubt(lost);
    const inDoubt = await aliases.expand(localPart, domain);
    assert.ok(inDoubt.kind === 'alias' && inDoubt.life === 'alive' && inDoubt.usesFree === 1);
  });

  it('is gone once used up, expired or destroyed, as if it had never been', async () => {
    const usedUp = await make({ maxUses: 1 });
    await deliver(usedUp.key, 'only');
    const destroyed = await make();
    await (await open(destroyed.address, destroyed.token))?.destroy();
    const expired = await make({ validUntil: now + 1 });
    now += 1;
    for (const { localPart, domain } of [usedUp, destroyed, expired])
      assert.deepEqual(aliases.expand(localPart, domain), { kind: 'gone' });
  });
});

function hex(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex');
}
