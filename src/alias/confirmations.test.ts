// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { now as start } from '../../test/support/alias.ts';
import { questionsOf } from '../../test/support/http-app.ts';
import { createKeyVault } from '../crypto/key-vault.ts';
import { createVault } from '../crypto/vault.ts';
import { createMemoryStore } from '../store/memory.ts';
import { unconfirmedForMs } from './alias.ts';
import { createAliases } from './aliases.ts';
import { createConfirmations, type Question } from './confirmations.ts';
import { createAliasEvents } from './events.ts';
import type { KeyAliasRequest, KeyService } from './key-service.ts';
import { createKeys } from './keys.ts';
import { type Store, StoreError } from './ports.ts';

const target = 'ada@target.example';
const asker = { client: '192.0.2.1', language: 'en' };
const dayMs = 86_400_000;

/** Aliases, keys and questions over a memory store whose clock the test sets; `under` are those under other secrets. */
function world({ wrap = (store) => store }: { readonly wrap?: (store: Store) => Store } = {}) {
  const clock = { now: start };
  const now = () => clock.now;
  const store = wrap(createMemoryStore({ clock: now }));
  const secret = randomBytes(32);
  const under = (...newer: readonly Uint8Array[]) => servicesOver(store, now, [...newer, secret]);
  return { clock, store, under, ...under() };
}

function servicesOver(store: Store, now: () => number, given: readonly Uint8Array[]) {
  const secrets = given as [Uint8Array, ...Uint8Array[]];
  const [vault, keyVault] = [createVault(...secrets), createKeyVault(...secrets)];
  const domains = ['alias.example'] as const;
  const deps = {
    ...{ store, vault, keys: store.keys, keyVault, domains, now, randomBytes },
    caps: { maxUses: 100, maxDays: 60 },
    events: createAliasEvents(now),
  };
  const keys = createKeys(deps);
  const asked: Question[] = [];
  const confirmations = createConfirmations({ keys, mustAgree: () => true, ask: (one) => asked.push(one) });
  const aliases = createAliases(deps);
  const questions = questionsOf({
    store,
    vaults: [createVault(secrets[0]), ...secrets.slice(1).map((one) => createVault(one))],
    keys,
    aliases,
    now,
  });
  const make = async (request: KeyAliasRequest = {}) => {
    const made = await confirmations.createAlias({ target, maxUses: 2, ...request }, asker);
    return 'faults' in made ? assert.fail(JSON.stringify(made.faults)) : made;
  };
  const keep = (key: string) => questions.keep({ target, key, address: undefined });
  const questionAbout = async (key: string) => {
    const token = await keep(key);
    return async () => (await questions.open(token)) ?? assert.fail('no question');
  };
  const expand = async (address: string) => {
    const meaning = await aliases.expand(address.split('@')[0] ?? '', 'alias.example');
    return meaning.kind === 'alias' ? meaning.life : meaning.kind;
  };
  return { keys, aliases, asked, confirmations, questions, make, keep, questionAbout, expand };
}

async function keysOf(keys: KeyService): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { id } of keys.list()) ids.push(id);
  return ids;
}

test('a question tells of the alias, and whether its name is a word of the asker', async () => {
  const { asked, make, confirmations } = world();
  const [ours, chosen] = [await make(), await make({ name: 'chosen' })];
  await confirmations.createKey({ target, label: 'phone' }, asker);
  assert.deepEqual(
    asked.map(({ address, isNameOurs }) => [address, isNameOurs]),
    [
      [ours.view.address, true],
      [chosen.view.address, false],
      [undefined, false],
    ],
  );
});

test('a change of the note that was begun before a new target agreed leaves the alias there, and counts', async () => {
  const { asked, make, confirmations, keys, questions, questionAbout, aliases } = world();
  const { view, manageToken, key } = await make();
  assert.equal(await (await (await questionAbout(key))()).agree(), 'agreed');
  const open = async () => {
    const alias = await aliases.open(view.address, { kind: 'token', token: manageToken });
    return alias?.role === 'owner' ? alias : assert.fail('not open');
  };
  const [early, seen] = [await open(), await open()];
  const moved = 'bob@target.example';
  await confirmations.changeAlias({ ...early, acts: early }, { target: moved }, asker);
  const { key: about = '' } = asked.at(-1) ?? {};
  const move = await questions.keep({ target: moved, key: about, address: undefined, moves: view.address });
  assert.equal(await (await questions.open(move))?.agree(), 'agreed');

  const changed = await early.change({ note: 'late' });
  assert.ok(changed !== undefined && 'view' in changed);
  assert.deepEqual([changed.view.target, changed.view.note], [moved, 'late']);
  const { view: now } = await open();
  assert.deepEqual([now.target, now.note], [moved, 'late']);
  assert.equal(await seen.asSeen.change({ note: 'later' }), undefined, 'If-Match still holds');
  assert.equal(await keys.stateOf(about), 'active');
});

test('whether a new target takes mail is asked once, so that no later answer leaves a change half done', async () => {
  const { make, keys, questionAbout, aliases, asked } = world();
  const { view, manageToken, key } = await make();
  await (await (await questionAbout(key))()).agree();
  const alias = await aliases.open(view.address, { kind: 'token', token: manageToken });
  assert.ok(alias?.role === 'owner');
  const answers = [false, true];
  const takesNoMail = async () => answers.shift() ?? assert.fail('asked once too often');
  const ask = (question: Question) => void asked.push(question);
  const confirmations = createConfirmations({ keys, mustAgree: () => true, takesNoMail, ask });
  const update = { note: 'moving', target: 'bob@target.example' };
  assert.partialDeepStrictEqual(await confirmations.changeAlias({ ...alias, acts: alias }, update, asker), {
    isAsked: true,
    view: { note: 'moving' },
  });
  assert.partialDeepStrictEqual(asked.at(-1), { target: 'bob@target.example', isMove: true });
});

test('an alias that cannot be made leaves no key and no question', async () => {
  const { asked, make, confirmations, keys } = world();
  await make({ name: 'taken' });
  const again = await confirmations.createAlias({ target, maxUses: 2, name: 'taken' }, asker);
  assert.ok('faults' in again);
  assert.deepEqual(
    again.faults.map(({ code }) => code),
    ['nameTaken'],
  );
  assert.equal(asked.length, 1);
  assert.equal((await keysOf(keys)).length, 1);
});

test('where the store fails between the key and its alias nobody is asked, and the key ends unconfirmed', async () => {
  let isFailing = true;
  const { asked, make, keys, clock } = world({
    wrap: (store) => ({
      ...store,
      create: (...given) => (isFailing ? Promise.reject(new StoreError('away')) : store.create(...given)),
    }),
  });
  await assert.rejects(make(), StoreError);
  assert.deepEqual(asked, []);
  isFailing = false;
  await make();
  assert.equal((await keysOf(keys)).length, 2);
  clock.now += unconfirmedForMs;
  assert.deepEqual(await keysOf(keys), []);
});

test('an answer within the day is in time, and one after it is late for key and alias; never is taken for a month', async () => {
  const { clock, make, questionAbout, questions, keys, expand } = world();
  const [early, late] = [await make(), await make()];
  const [aboutEarly, aboutLate] = [await questionAbout(early.key), await questionAbout(late.key)];
  clock.now += unconfirmedForMs - 1;
  const question = await aboutEarly();
  assert.deepEqual(
    [question.state, await question.agree(), await question.agree()],
    ['asked', 'agreed', 'agreed'],
  );
  assert.equal(await expand(early.view.address), 'alive');
  const inTime = await aboutLate();
  clock.now += 1;
  assert.equal(await inTime.agree(), 'late');
  assert.deepEqual([(await aboutLate()).state, await (await aboutLate()).agree()], ['late', 'late']);
  assert.equal(await expand(late.view.address), 'gone');
  assert.equal(await keys.stateOf(late.key), undefined);
  clock.now += 29 * dayMs - 1;
  await (await aboutLate()).refuse();
  assert.equal((await aboutLate()).state, 'never');
  clock.now += 1;
  for (const token of ['', 'x', '0'.repeat(32), '0'.repeat(64)])
    assert.equal(await questions.open(token), undefined);
  await assert.rejects(aboutLate(), /no question/);
});

test('what was agreed to goes on after never; what was not is refused by every question', async () => {
  const { make, questionAbout, expand } = world();
  const [one, two] = [await make(), await make()];
  const [first, second] = [await questionAbout(one.key), await questionAbout(two.key)];
  assert.equal(await (await first()).agree(), 'agreed');
  await (await first()).refuse();
  assert.deepEqual([(await first()).state, await (await second()).agree()], ['agreed', 'never']);
  assert.deepEqual(
    [await expand(one.view.address), await expand(two.view.address)],
    ['alive', 'unconfirmed'],
  );
});

test('an alias that is destroyed before the answer stays so, and the name of another who took it is not confirmed with it', async () => {
  const { make, aliases, questionAbout, expand, keys } = world();
  const mine = await make({ name: 'wanted' });
  const alias = await aliases.open(mine.view.address, { kind: 'key', text: mine.key });
  assert.ok(alias?.role === 'owner' && (await alias.destroy()));
  const theirs = await make({ name: 'wanted' });
  assert.equal(await (await (await questionAbout(mine.key))()).agree(), 'agreed');
  assert.equal(await expand(theirs.view.address), 'unconfirmed');
  assert.equal(await keys.stateOf(theirs.key), 'unconfirmed');
});

test('a key that is revoked in flight is not confirmed, and neither are its aliases', async () => {
  const { make, questionAbout, keys, expand } = world();
  const made = await make();
  const question = await (await questionAbout(made.key))();
  assert.equal(await (await keys.open(made.key))?.revoke('keep'), true);
  assert.equal(await question.agree(), 'late');
  assert.equal(await expand(made.view.address), 'unconfirmed');
});

test('what broke off in the middle of a confirmation is completed by the next one', async () => {
  let failures = 1;
  const { make, questionAbout, keys, expand } = world({
    wrap: (store) => ({
      ...store,
      confirm: (...given) =>
        failures-- > 0 ? Promise.reject(new StoreError('away')) : store.confirm(...given),
    }),
  });
  const made = await make();
  const about = await questionAbout(made.key);
  await assert.rejects((await about()).agree(), StoreError);
  assert.equal(await keys.stateOf(made.key), 'active');
  assert.equal(await expand(made.view.address), 'unconfirmed');
  assert.equal(await (await about()).agree(), 'agreed');
  assert.equal(await expand(made.view.address), 'alive');
});

test('aliases that are made while their key is confirmed are confirmed too', async () => {
  const { make, questionAbout, keys, expand } = world();
  const made = await make();
  const key = (await keys.open(made.key)) ?? assert.fail('no key');
  const question = await (await questionAbout(made.key))();
  const [, ...others] = await Promise.all([
    question.agree(),
    ...Array.from({ length: 8 }, () => key.createAlias({ maxUses: 1 })),
  ]);
  for (const other of others) {
    if (!('view' in other)) return assert.fail(JSON.stringify(other));
    assert.equal(await expand(other.view.address), 'alive');
  }
});

test('a question that finds nobody ends key and alias, but nothing that was agreed to', async () => {
  const { make, asked, keys, questionAbout, expand } = world();
  const [gone, kept] = [await make(), await make()];
  const [first, second] = asked;
  assert.ok(first && second);
  await keys.lapse(first.keyId, first.address);
  assert.deepEqual([await keys.stateOf(gone.key), await expand(gone.view.address)], [undefined, 'gone']);
  await (await (await questionAbout(kept.key))()).agree();
  await keys.lapse(second.keyId, second.address);
  assert.deepEqual([await keys.stateOf(kept.key), await expand(kept.view.address)], ['active', 'alive']);
});

test('what ends in clear ends at full hours, so that it tells of no alias; the day of the answer is exact', async () => {
  const { clock, make, questionAbout, keys, store, expand } = world();
  clock.now += 1_234_567;
  const kept: number[] = [];
  const { keep } = store.returnPaths;
  Object.assign(store.returnPaths, {
    keep: (...given: Parameters<typeof keep>) => {
      kept.push(given[2]);
      return keep(...given);
    },
  });
  const made = await make();
  const about = await questionAbout(made.key);
  for await (const { expiresAt } of keys.list()) kept.push(expiresAt);
  assert.deepEqual([kept.length, kept.filter((at) => at % 3_600_000 !== 0)], [2, []]);
  const inTime = await about();
  clock.now += unconfirmedForMs;
  assert.equal(await keys.stateOf(made.key), 'unconfirmed');
  assert.deepEqual([await inTime.agree(), (await about()).state], ['late', 'late']);
  assert.deepEqual([await expand(made.view.address), await keys.stateOf(made.key)], ['gone', 'unconfirmed']);
});

test('a question that was asked under a secret before is answered under the next one', async () => {
  const { make, keep, under } = world();
  const made = await make();
  const token = await keep(made.key);
  const after = under(randomBytes(32));
  const question = (await after.questions.open(token)) ?? assert.fail('no question');
  assert.deepEqual([question.state, await question.agree()], ['asked', 'agreed']);
  assert.equal(await after.expand(made.view.address), 'alive');
});
