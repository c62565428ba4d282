// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { now as start } from '../../test/support/alias.ts';
import { createKeyVault } from '../crypto/key-vault.ts';
import { createVault } from '../crypto/vault.ts';
import { createMemoryStore, type MemoryImage } from '../store/memory.ts';
import { emptyKeyImage } from '../store/memory-keys.ts';
import { createAliases } from './aliases.ts';
import type { Credential } from './credential.ts';
import { keyLimits } from './key-creation.ts';
import type { KeyRequest, OpenKey } from './key-service.ts';
import { createKeys } from './keys.ts';
import { type Store, StoreError } from './ports.ts';
import type { CreatedAlias, OwnedAlias } from './service.ts';

const dayMs = 86_400_000;
const target = 'ada@target.example';

/** Keys and aliases over one memory store whose clock the test sets. */
function world({
  secrets = [randomBytes(32)],
  wrap = (store) => store,
  targets,
}: {
  secrets?: readonly Uint8Array[];
  wrap?: (store: Store) => Store;
  targets?: readonly string[];
} = {}) {
  const clock = { now: start };
  const image: MemoryImage = new Map();
  const keyImage = emptyKeyImage();
  const memory = createMemoryStore({ image, keyImage, clock: () => clock.now });
  const destroyed: string[] = [];
  const under = (...[first = randomBytes(32), ...others]: readonly Uint8Array[]) => {
    const store = wrap(memory);
    const deps = {
      store,
      vault: createVault(first, ...others),
      domains: ['alias.example', 'other.example'] as const,
      caps: { maxUses: 100, maxDays: 60 },
      targets,
      now: () => clock.now,
      randomBytes,
      keys: store.keys,
      keyVault: createKeyVault(first, ...others),
      events: {
        publish: (_key: string, event: string) => void destroyed.push(event),
        hear: () => {},
        ended: () => {},
        follow: () => undefined,
        recent: () => [],
      },
    };
    return { aliases: createAliases(deps), keys: createKeys(deps), deps };
  };
  return { ...under(...secrets), under, clock, image, keyImage, store: memory, destroyed };
}

type World = ReturnType<typeof world>;

async function keyIn({ keys }: Pick<World, 'keys'>, request: Partial<KeyRequest> = {}) {
  const created = await keys.create({ target, ...request }, 'active');
  if ('faults' in created) return assert.fail(JSON.stringify(created.faults));
  return { text: created.text, key: await opened({ keys }, created.text) };
}

async function opened({ keys }: Pick<World, 'keys'>, text: string): Promise<OpenKey> {
  return (await keys.open(text)) ?? assert.fail('the key is gone');
}

function made(result: Awaited<ReturnType<OpenKey['createAlias']>>): CreatedAlias {
  return 'view' in result ? result : assert.fail(JSON.stringify(result));
}

async function addressesOf(key: OpenKey): Promise<readonly string[]> {
  return (await key.aliases({ limit: 100 })).aliases.map(({ view }) => view.address);
}

async function destroy(
  scene: ReturnType<typeof world>,
  address: string,
  credential: Credential,
): Promise<void> {
  const alias = await scene.aliases.open(address, credential);
  assert.ok(alias?.role === 'owner' && (await alias.destroy()));
}

test('a key fills in what a request leaves out, and an end that is asked for takes the place of its own', async () => {
  const { key } = await keyIn(world(), {
    label: 'phone',
    maxUses: 7,
    validForMs: dayMs,
    startsAt: 'first-use',
    domain: 'other.example',
    style: 'words',
    note: 'by key',
  });
  assert.equal(key.view.label, 'phone');
  const plain = made(await key.createAlias({})).view;
  assert.partialDeepStrictEqual(plain, { target, maxUses: 7, note: 'by key', state: 'active' });
  assert.match(plain.address, /^[a-z]+-[a-z]+-[a-z]+-\d{4}@other\.example$/);
  const other = made(
    await key.createAlias({ validUntil: start + 2 * dayMs, note: 'own', domain: 'alias.example' }),
  ).view;
  assert.partialDeepStrictEqual(other, { maxUses: 7, validUntil: start + 2 * dayMs, note: 'own' });
  assert.ok(other.address.endsWith('@alias.example'));
});

test('mistakes in a key and in what it is asked for are named', async () => {
  const scene = world({ targets: ['ada@target.example', '@house.example'] });
  const { keys } = scene;
  const faultsOf = async (request: KeyRequest) => {
    const created = await keys.create(request, 'active');
    return 'faults' in created ? created.faults.map(({ field, code }) => `${field} ${code}`) : [];
  };
  assert.deepEqual(
    await faultsOf({ target: 'no address', maxUses: 101, label: 'a\nb', domain: 'x.example' }),
    ['target notAnAddress', 'maxUses tooManyUses', 'domain domainUnknown', 'label noteControl'],
  );
  assert.deepEqual(await faultsOf({ target: 'eve@target.example' }), ['target targetNotServed']);
  assert.deepEqual(await faultsOf({ target: 'ADA@target.example' }), []);
  assert.deepEqual(await faultsOf({ target: 'anyone@house.example' }), []);
  assert.deepEqual(await faultsOf({ target: 'eve@sub.house.example' }), ['target targetNotServed']);
  const { key } = await keyIn(scene);
  assert.partialDeepStrictEqual(await key.createAlias({}), { faults: [{ code: 'limitRequired' }] });
  assert.deepEqual(await addressesOf(key), []);
});

test('a preset is changed field by field, and null takes a field out', async () => {
  const scene = world();
  const { key, text } = await keyIn(scene, { label: 'old', maxUses: 7, validForMs: dayMs });
  const changed = await key.change({ label: 'new', maxUses: null, idleForMs: dayMs });
  const view = { state: 'active', label: 'new', target, preset: { validForMs: dayMs, idleForMs: dayMs } };
  assert.deepEqual(changed, { view });
  assert.deepEqual((await opened(scene, text)).view, view);
  assert.partialDeepStrictEqual(await key.change({ maxUses: 0 }), { faults: [{ field: 'maxUses' }] });
});

test('the key manages the aliases made with it, with each of the credentials, and no other alias', async () => {
  const scene = world();
  const { key, text } = await keyIn(scene, { maxUses: 3 });
  const { text: otherText } = await keyIn(scene, { maxUses: 3 });
  const { view, manageToken } = made(await key.createAlias({}));
  const { aliases } = scene;
  assert.equal((await aliases.open(view.address, { kind: 'key', text }))?.role, 'owner');
  assert.equal((await aliases.open(view.address, { kind: 'token', token: manageToken }))?.role, 'owner');
  assert.equal(await aliases.open(view.address, { kind: 'key', text: otherText }), undefined);
  assert.equal(await aliases.open(view.address, { kind: 'token', token: text }), undefined);
  assert.equal(await aliases.open(view.address, { kind: 'key', text: text.slice(0, -1) }), undefined);
  const stranger = await aliases.create({ target, maxUses: 1 });
  assert.ok('view' in stranger);
  assert.equal(await aliases.open(stranger.view.address, { kind: 'key', text }), undefined);
});

test('aliases are listed newest first, in pages, by state, and without those that are dead', async () => {
  const scene = world();
  const { key, text } = await keyIn(scene, { maxUses: 3 });
  const addresses: string[] = [];
  for (let count = 0; count < 9; count++) addresses.unshift(made(await key.createAlias({})).view.address);
  const act = async (at: number, work: (alias: OwnedAlias) => Promise<unknown>) => {
    const alias = await scene.aliases.open(addresses[at] ?? '', { kind: 'key', text });
    await work(alias?.role === 'owner' ? alias : assert.fail());
  };
  await act(1, (alias) => alias.destroy());
  await act(4, (alias) => alias.setState('paused'));
  const living = addresses.filter((_, at) => at !== 1);
  assert.deepEqual(await addressesOf(key), living);
  const pages: string[][] = [];
  for (let after: number | undefined; ; ) {
    const page = await key.aliases({ limit: 3, ...(after !== undefined && { after }) });
    pages.push(page.aliases.map(({ view }) => view.address));
    after = page.next;
    if (after === undefined) break;
  }
  assert.deepEqual(pages.flat(), living);
  assert.deepEqual(
    pages.map(({ length }) => length),
    [3, 3, 2],
  );
  const paused = await key.aliases({ limit: 1, state: 'paused' });
  assert.deepEqual(
    [paused.aliases.map(({ view }) => view.address), paused.next],
    [[addresses[4]], undefined],
  );
});

test('a key that is revoked opens nothing, and its aliases live on or end with it', async () => {
  for (const fate of ['keep', 'destroy'] as const) {
    const scene = world();
    const { key, text } = await keyIn(scene, { maxUses: 3 });
    const { view, manageToken } = made(await key.createAlias({}));
    const stranger = await scene.aliases.create({ target, maxUses: 1 });
    assert.equal(await key.revoke(fate), true);
    assert.equal(await key.revoke(fate), false);
    assert.equal(await scene.keys.open(text), undefined);
    assert.equal(await scene.aliases.open(view.address, { kind: 'key', text }), undefined);
    const own = await scene.aliases.open(view.address, { kind: 'token', token: manageToken });
    assert.equal(own?.role, fate === 'destroy' ? 'ended' : 'owner');
    assert.deepEqual(scene.destroyed, fate === 'destroy' ? ['destroyed'] : []);
    assert.ok('view' in stranger);
    const token = { kind: 'token', token: stranger.manageToken } as const;
    assert.ok(await scene.aliases.open(stranger.view.address, token));
    assert.deepEqual(await key.createAlias({}), { refused: 'gone' });
    assert.equal(await key.change({ label: 'x' }), undefined);
    assert.equal(scene.keyImage.rows.size, 0);
  }
});

test('an alias that is made while its key is revoked with all of its aliases does not stay, wherever that comes in between', async () => {
  for (const step of ['isTaken', 'addRow', 'create'] as const) {
    let act = async (): Promise<unknown> => undefined;
    const before =
      <Given extends readonly unknown[], Result>(
        name: typeof step,
        call: (...given: Given) => Promise<Result>,
      ) =>
      async (...given: Given): Promise<Result> => {
        if (name === step) await act();
        return call(...given);
      };
    const scene = world({
      wrap: (store) => ({
        ...store,
        isTaken: before('isTaken', store.isTaken),
        create: before('create', store.create),
        keys: { ...store.keys, addRow: before('addRow', store.keys.addRow) },
      }),
    });
    const { key, text } = await keyIn(scene, { maxUses: 3 });
    const rival = await opened(scene, text);
    act = () => rival.revoke('destroy');
    assert.deepEqual(await key.createAlias({}), { refused: 'gone' }, step);
    assert.ok(
      [...scene.image.values()].every((record) => record === null),
      step,
    );
  }
});

test('a repeated request with the same Idempotency-Key gives the alias that the first one made', async () => {
  const scene = world();
  const { key } = await keyIn(scene, { maxUses: 3 });
  const first = made(await key.createAlias({ note: 'a', maxUses: 2 }, 'once'));
  assert.deepEqual(made(await key.createAlias({ maxUses: 2, note: 'a' }, 'once')), first);
  assert.deepEqual(await key.createAlias({ note: 'b' }, 'once'), { refused: 'differs' });
  const named = made(await key.createAlias({ name: 'spring-sale' }, 'named'));
  assert.deepEqual(made(await key.createAlias({ name: 'spring-sale' }, 'named')), named);
  assert.partialDeepStrictEqual(await key.createAlias({ name: 'spring-sale' }, 'other'), {
    faults: [{ code: 'nameTaken' }],
  });
  assert.equal((await addressesOf(key)).length, 2);
  const both = await Promise.all([1, 2, 3].map(() => key.createAlias({ note: 'c' }, 'at once')));
  assert.equal(new Set(both.map((one) => made(one).view.address)).size, 1);
  await destroy(scene, first.view.address, { kind: 'token', token: first.manageToken });
  assert.deepEqual(await key.createAlias({ note: 'a', maxUses: 2 }, 'once'), { refused: 'over' });
  scene.clock.now += dayMs;
  assert.notEqual(
    made(await key.createAlias({ note: 'c' }, 'at once')).view.address,
    made(both[0] ?? assert.fail()).view.address,
  );
});

for (const [when, where] of [
  ['before its row', 'addRow'],
  ['between its row and its alias', 'create'],
] as const)
  test(`a request with a chosen name that comes to another process as well, ${when}, makes one alias for both`, async () => {
    let meanwhile: (() => Promise<unknown>) | undefined;
    const first = async (): Promise<void> => {
      const act = meanwhile;
      meanwhile = undefined;
      await act?.();
    };
    const secrets = [randomBytes(32)];
    const scene = world({
      secrets,
      wrap: (store) => ({
        ...store,
        async create(...given) {
          if (where === 'create') await first();
          return store.create(...given);
        },
        keys: {
          ...store.keys,
          async addRow(...given) {
            if (where === 'addRow') await first();
            return store.keys.addRow(...given);
          },
        },
      }),
    });
    const { key, text } = await keyIn(scene, { maxUses: 3 });
    // Another process: in one, the requests of a key wait for one another.
    const sameKey = await opened(scene.under(...secrets), text);
    let other: Awaited<ReturnType<OpenKey['createAlias']>> | undefined;
    meanwhile = async () => {
      other = await sameKey.createAlias({ name: 'wanted' }, 'once');
    };
    const one = made(await key.createAlias({ name: 'wanted' }, 'once'));
    assert.deepEqual(other && made(other), one);
    assert.deepEqual(await addressesOf(key), ['wanted@alias.example']);
    const atOnce = await Promise.all(
      [key, sameKey, key, sameKey].map((each) => each.createAlias({ name: 'later' }, 'at once')),
    );
    assert.equal(new Set(atOnce.map((each) => made(each).manageToken)).size, 1);
  });

test('a store that fails between the row and its alias leaves nothing in the list, and the repetition completes it', async () => {
  let fails = true;
  const scene = world({
    wrap: (store) => ({
      ...store,
      create: (...given) => (fails ? Promise.reject(new StoreError('full')) : store.create(...given)),
    }),
  });
  const { key } = await keyIn(scene, { maxUses: 3 });
  await assert.rejects(key.createAlias({ note: 'a' }, 'once'), StoreError);
  assert.deepEqual(await addressesOf(key), []);
  fails = false;
  const { view } = made(await key.createAlias({ note: 'a' }, 'once'));
  assert.deepEqual(await addressesOf(key), [view.address]);
  assert.equal(scene.image.size, 1);
});

test("a name that somebody else was faster with is neither listed nor ended as the key's own", async () => {
  let rival = async (): Promise<unknown> => undefined;
  const scene = world({
    wrap: (store) => ({
      ...store,
      keys: {
        ...store.keys,
        async addRow(...given) {
          await rival();
          return store.keys.addRow(...given);
        },
      },
    }),
  });
  const { key } = await keyIn(scene, { maxUses: 3 });
  let theirs: Awaited<ReturnType<World['aliases']['create']>> | undefined;
  rival = async () => {
    theirs = await scene.aliases.create({ target: 'eve@target.example', maxUses: 1, name: 'wanted' });
  };
  for (const repeatId of [undefined, 'once'])
    assert.partialDeepStrictEqual(await key.createAlias({ name: 'wanted' }, repeatId), {
      faults: [{ code: 'nameTaken' }],
    });
  assert.deepEqual(await addressesOf(key), []);
  await key.revoke('destroy');
  assert.ok(theirs && 'view' in theirs);
  const token = { kind: 'token', token: theirs.manageToken } as const;
  assert.ok(await scene.aliases.open('wanted@alias.example', token));
});

test('a key makes a hundred aliases within a day, whether or not it destroys them, and from then on one as each is a day old', async () => {
  const scene = world();
  const { key, text } = await keyIn(scene, { maxUses: 3 });
  for (let count = 0; count < keyLimits.perDay; count++) {
    const { view } = made(await key.createAlias({}));
    await destroy(scene, view.address, { kind: 'key', text });
    scene.clock.now += 1000;
  }
  const waitMs = dayMs - keyLimits.perDay * 1000;
  assert.deepEqual(await key.createAlias({}), { refused: 'tooManyToday', waitMs });
  scene.clock.now += waitMs;
  made(await key.createAlias({}));
  assert.deepEqual(await key.createAlias({}), { refused: 'tooManyToday', waitMs: 1000 });
});

test('a key has five hundred living aliases, and the rows of dead ones make room', async () => {
  const scene = world();
  const { key, text } = await keyIn(scene, { maxUses: 3 });
  for (let count = 0; count < keyLimits.alive; count++) {
    if (count % keyLimits.perDay === 0) scene.clock.now += dayMs;
    made(await key.createAlias({}));
  }
  scene.clock.now += dayMs;
  assert.deepEqual(await key.createAlias({}), { refused: 'tooMany' });
  const [first = '', second = ''] = await addressesOf(key);
  for (const address of [first, second]) await destroy(scene, address, { kind: 'key', text });
  made(await key.createAlias({}));
  assert.equal([...scene.keyImage.records.values()][0]?.kept, keyLimits.alive - 1);
});

test('a key that is not used for 400 days is gone, and every use prolongs its life', async () => {
  const scene = world();
  const { text } = await keyIn(scene);
  scene.clock.now += 399 * dayMs;
  await opened(scene, text);
  scene.clock.now += 399 * dayMs;
  await opened(scene, text);
  scene.clock.now += 431 * dayMs;
  assert.equal(await scene.keys.open(text), undefined);
});

test('after a rotation of the secret a key does what it did, and manages what it made before', async () => {
  const [old, fresh] = [randomBytes(32), randomBytes(32)];
  const before = world({ secrets: [old] });
  const { key, text } = await keyIn(before, { maxUses: 3 });
  const { view, manageToken } = made(await key.createAlias({ note: 'a' }, 'once'));
  const after = before.under(fresh, old);
  const rotated = await opened(after, text);
  const later = made(await rotated.createAlias({}));
  assert.deepEqual(await addressesOf(rotated), [later.view.address, view.address]);
  for (const address of [view.address, later.view.address])
    assert.ok(await after.aliases.open(address, { kind: 'key', text }));
  assert.ok(await after.aliases.open(view.address, { kind: 'token', token: manageToken }));
  assert.equal(await rotated.revoke('destroy'), true);
  assert.ok([...before.image.values()].every((record) => record === null));
});
