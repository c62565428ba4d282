// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { createVault } from '../crypto/vault.ts';
import { createMemoryStore } from '../store/memory.ts';
import { createReturnPaths, type ReturnPaths, validDays } from './return-paths.ts';

const dayMs = 86_400_000;
const start = Date.parse('2026-11-23T12:00:00Z');
const alias = 'k3j9x8m2q7w5e4rt@alias.example';
const other = 'amber-otter-violet-0427@other.example';

/** Return paths over a store in memory, with a clock that a test may move. */
function fixture(mode: 'srs' | 'keep' = 'srs') {
  const clock = { now: start };
  const store = createMemoryStore({ clock: () => clock.now });
  const kept: string[] = [];
  const vault = createVault(new Uint8Array(32).fill(7));
  const paths = createReturnPaths({
    store: {
      ...store.returnPaths,
      keep(key, sealed, expiresAt) {
        kept.push(Buffer.from(sealed).toString('latin1'));
        return store.returnPaths.keep(key, sealed, expiresAt);
      },
    },
    vault,
    domains: ['alias.example', 'other.example'],
    now: () => clock.now,
    randomBytes,
    mode,
  });
  return { paths, clock, kept, store: store.returnPaths, vault };
}

const senderOf = (text: string, localPart = text.slice(0, text.lastIndexOf('@'))) => ({
  text,
  localPart,
  domain: text.slice(text.lastIndexOf('@') + 1),
});

const isGenuine = (paths: ReturnPaths, path: string) =>
  paths.isGenuine(path.slice(0, path.lastIndexOf('@')), path.slice(path.lastIndexOf('@') + 1));

const resolve = async (paths: ReturnPaths, path: string) => {
  const at = path.lastIndexOf('@');
  const returned = await paths.resolve(path.slice(0, at), path.slice(at + 1));
  return returned !== undefined && 'question' in returned ? assert.fail('a question') : returned;
};

test('a path that fits says sender, alias and day by itself, and nothing is stored', async () => {
  const { paths, kept } = fixture();
  const path = paths.issue(senderOf('Orders@shop.example'), alias, true);
  assert.match(path.text, /^SRS0=[\w-]{8}=[A-Z2-7]{2}=shop\.example=Orders=k3j9x8m2q7w5e4rt@alias\.example$/);
  assert.equal(path.keep(), undefined);
  assert.deepEqual(kept, []);
  const expected = {
    domain: 'alias.example',
    sender: 'Orders@shop.example',
    alias,
    sentOn: Date.parse('2026-11-23'),
    isVouched: true,
  };
  assert.deepEqual(await resolve(paths, path.text), expected);
  assert.deepEqual((await resolve(paths, path.text.toUpperCase()))?.alias, alias);
});

test('a path says whether its sender was vouched for, in both forms, and the one is not to be had from the other', async () => {
  const { paths } = fixture();
  for (const sender of [senderOf('orders@shop.example'), senderOf(`${'x'.repeat(60)}@shop.example`)])
    for (const isVouched of [true, false]) {
      const path = paths.issue(sender, alias, isVouched);
      await path.keep();
      assert.equal((await resolve(paths, path.text))?.isVouched, isVouched);
      assert.equal(await isGenuine(paths, path.text), true);
      assert.ok(paths.isLoop(senderOf(path.text), alias));
    }
});

test('the null sender stays null, and with `keep` everyone stays what they are', () => {
  assert.equal(fixture().paths.issue(senderOf(''), alias, true).text, '');
  const kept = fixture('keep').paths.issue(senderOf('a@shop.example'), alias, true);
  assert.equal(kept.text, 'a@shop.example');
  assert.equal(kept.keep(), undefined);
});

test('with `keep`, paths that were made before are still understood', async () => {
  const { text } = fixture().paths.issue(senderOf('a@shop.example'), alias, true);
  assert.equal((await resolve(fixture('keep').paths, text))?.sender, 'a@shop.example');
});

const odd = [
  ['of 64 octets', senderOf(`${'b'.repeat(64)}@shop.example`)],
  ['with a long domain', senderOf(`a@${'long.'.repeat(40)}example`)],
  [
    'of a mail service, 72 octets before the @',
    senderOf(`bounces+2309175-${'1e1a'.repeat(14)}@em.shop.example`),
  ],
  [
    'of 120 octets that another forwarder wrote',
    senderOf(`SRS1=HHHH=forwarder.example==${'h'.repeat(91)}@relay.example`),
  ],
  ['with dots at odd places, quoted by the parser', senderOf('".a..b."@shop.example', '.a..b.')],
  ['at a domain that DNS does not know', senderOf('a@-host_')],
  ['with quotes', senderOf('"two words"@shop.example', 'two words')],
  ['at an address literal', senderOf('a@[192.0.2.1]')],
  ['beyond ASCII', senderOf('jürgen@bücher.example')],
  ['at a name without dots', senderOf('root@localhost')],
  ['that an SRS forwarder rewrote', senderOf('SRS0=HHHH=TT=first.example=somebody.else@forwarder.example')],
] as const;

for (const [name, sender] of odd)
  test(`a sender ${name} gets a short path, whose row tells nothing without it`, async () => {
    const { paths, kept } = fixture();
    const path = paths.issue(sender, alias, true);
    assert.match(path.text, /^bounce=[0-9a-f]{56}@alias\.example$/);
    assert.equal(await resolve(paths, path.text), undefined);
    await path.keep();
    const returned = await resolve(paths, path.text.toUpperCase());
    assert.deepEqual([returned?.sender, returned?.alias], [sender.text, alias]);
    assert.doesNotMatch(kept.join(), /shop|alias|forwarder|localhost|bounce/);
  });

test('a report for an SRS0 sender goes to the SRS0 address at its forwarder', async () => {
  const { paths } = fixture();
  const sender = senderOf('SRS0=HH=TT=a.test=b@c.test');
  const path = paths.issue(sender, 'abc@alias.example', true);
  assert.match(path.text, /^SRS1=[\w-]{8}=[A-Z2-7]{2}=c\.test==HH=TT=a\.test=b=abc@alias\.example$/);
  assert.deepEqual(await resolve(paths, path.text), {
    domain: 'alias.example',
    sender: sender.text,
    alias: 'abc@alias.example',
    sentOn: Date.parse('2026-11-23'),
    isVouched: true,
  });
});

test('a row goes when its message was not delivered', async () => {
  const { paths } = fixture();
  const path = paths.issue(senderOf('"q"@shop.example', 'q'), alias, true);
  await path.keep();
  path.forget();
  assert.equal(await resolve(paths, path.text), undefined);
  assert.equal(isGenuine(paths, path.text), true, 'its token does not depend on it');
});

test('what we made is genuine without a row, what is forged is not', async () => {
  const { paths, clock } = fixture();
  for (const sender of [senderOf('orders@shop.example'), senderOf('"q"@shop.example', 'q')]) {
    const { text } = paths.issue(sender, alias, true);
    assert.equal(isGenuine(paths, text), true);
    assert.equal(isGenuine(paths, text.toUpperCase()), true);
    for (let at = 'bounce='.length; at < text.indexOf('@'); at += 1) {
      const changed = text.slice(0, at) + (text[at] === '0' ? '1' : '0') + text.slice(at + 1);
      // The last digits say which alias a token is for, and are looked at only when a loop is.
      if (at < 47 || text.startsWith('SRS')) assert.equal(isGenuine(paths, changed), false, changed);
    }
    assert.equal(isGenuine(paths, text.replace('@alias.', '@other.')), false);
  }
  const whole = paths.issue(senderOf('orders@shop.example'), alias, true).text;
  clock.now += 11 * dayMs;
  assert.equal(isGenuine(paths, whole), false, 'expired');
});

test('a path of a version before is genuine while it has a row', async () => {
  const { paths, store, vault } = fixture();
  const path = `bounce=${'0'.repeat(32)}@alias.example`;
  assert.equal(await isGenuine(paths, path), false);
  const sealed = vault.sealReturnPath(path, JSON.stringify([20_000, 'a@shop.example', alias, other]));
  await store.keep(vault.keyOf(path), sealed, start + dayMs);
  assert.equal(await isGenuine(paths, path), true);
  assert.equal((await resolve(paths, path))?.alias, alias);
});

test('a sender that is, or wraps, a path of ours for the same alias is a loop', () => {
  const { paths } = fixture();
  const forwarder = fixture().paths;
  for (const sender of [senderOf('orders@shop.example'), senderOf('"q"@shop.example', 'q')]) {
    const { text } = paths.issue(sender, alias, true);
    const srs0 = senderOf(
      `SRS0=HHHH=TT=${text.slice(text.indexOf('@') + 1)}=${text.slice(0, text.indexOf('@'))}@f.example`,
    );
    const wrapped = [senderOf(text), senderOf(text.toUpperCase()), srs0];
    if (text.startsWith('SRS0'))
      wrapped.push(
        senderOf(`SRS1=HHHH=alias.example=${text.slice(4, text.indexOf('@'))}@f.example`),
        senderOf(`SRS1=HHHH=AA=alias.example=${text.slice(4, text.indexOf('@'))}@f.example`),
      );
    for (const each of wrapped) {
      assert.equal(paths.isLoop(each, alias), true, each.text);
      assert.equal(paths.isLoop(each, other), false, 'one alias may be the target of another');
      assert.equal(
        forwarder.isLoop(senderOf(each.text.replace(/alias\.example/gi, 'x.example')), alias),
        false,
      );
    }
  }
  for (const text of [
    '',
    'a@shop.example',
    `bounce=${'0'.repeat(56)}@alias.example`,
    'SRS0=a=b=alias.example=c@f.example',
  ])
    assert.equal(paths.isLoop(senderOf(text), alias), false, text);
});

test('all forms expire', async () => {
  const { paths, clock } = fixture();
  const whole = paths.issue(senderOf('orders@shop.example'), alias, true).text;
  const short = paths.issue(senderOf('"q"@shop.example', 'q'), alias, true);
  await short.keep();
  const forwarded = paths.issue(senderOf('SRS0=HH=TT=a.test=b@c.test'), 'abc@alias.example', true).text;
  clock.now += validDays * dayMs;
  assert.ok(await resolve(paths, whole));
  assert.ok(await resolve(paths, forwarded));
  assert.ok(await resolve(paths, short.text));
  clock.now += dayMs;
  assert.equal(await resolve(paths, whole), undefined);
  assert.equal(await resolve(paths, forwarded), undefined);
  assert.equal(await resolve(paths, short.text), undefined);
});

test('nothing forged is understood: another alias, another sender, another domain of ours, another secret', async () => {
  const { paths } = fixture();
  const path = paths.issue(senderOf('orders@shop.example'), alias, true).text;
  const forged = [
    path.replace('k3j9', 'k3j8'),
    path.replace('orders', 'victim'),
    path.replace('shop.example', 'shop.example.org'),
    path.replace('@alias.example', '@other.example'),
    path.replace('@alias.example', '@alias.example.org'),
    path.replace(/=k3j9x8m2q7w5e4rt/, ''),
    path.replace(/^SRS0=.{8}=/, 'SRS0==='),
    path.replace(/^SRS0=.{8}=/, 'SRS0=x='),
    `bounce=${'0'.repeat(32)}@alias.example`,
    'bounce=@alias.example',
    'SRS0=@alias.example',
  ];
  for (const text of forged) assert.equal(await resolve(paths, text), undefined, text);
});

test('what could be a return path is no alias, and the other way round', () => {
  const { paths } = fixture();
  for (const local of ['SRS0=x', 'srs1=x', 'Bounce=x'])
    assert.equal(paths.isReturnPath(local, 'ALIAS.example'), true);
  for (const local of ['srs0', 'srs0+x', 'srs0-x', 'bounce', 'bounces=x', 'x'])
    assert.equal(paths.isReturnPath(local, 'alias.example'), false);
  assert.equal(paths.isReturnPath('SRS0=x', 'elsewhere.example'), false);
});

test('after a rotation paths of both forms that were made under the older secret are still understood', async () => {
  const store = createMemoryStore({ clock: () => start }).returnPaths;
  const common = { store, domains: ['alias.example'], now: () => start, randomBytes, mode: 'srs' as const };
  const older = createVault(new Uint8Array(32).fill(7));
  const newest = createVault(new Uint8Array(32).fill(8));
  const before = createReturnPaths({ ...common, vault: older });
  const after = createReturnPaths({ ...common, vault: newest, otherVaults: [older] });
  for (const sender of [senderOf('orders@shop.example'), senderOf(`${'long'.repeat(15)}@shop.example`)])
    for (const [made, reader] of [
      [before, after],
      [after, after],
    ] as const) {
      const path = made.issue(sender, alias, true);
      await path.keep();
      assert.equal((await resolve(reader, path.text))?.sender, sender.text);
    }
  const path = after.issue(senderOf('orders@shop.example'), alias, true);
  assert.equal(await resolve(before, path.text), undefined);
});
