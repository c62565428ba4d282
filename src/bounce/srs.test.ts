// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { need, run } from '../../test/support/program/real-clients.ts';
import { createSrs, type Mailbox } from './srs.ts';

const dayMs = 86_400_000;
const secret = 'tops3cr3t';
const mac = (text: string): string => createHmac('sha1', secret).update(text).digest('base64');
const srs = createSrs({ mac, hashLength: 4, validDays: 21 });
/** The instant of PostSRSd's own tests. */
const day = Math.floor(Date.parse('2020-01-01T00:01:00Z') / dayMs);

const vectors: readonly (readonly [string, Mailbox, string])[] = [
  ['a sender', { localPart: 'test', domain: 'otherdomain.com' }, 'SRS0=vmyz=2W=otherdomain.com=test'],
  [
    'a sender that is SRS0',
    { localPart: 'SRS0=opaque+string', domain: 'otherdomain.com' },
    'SRS1=chaI=otherdomain.com==opaque+string',
  ],
  [
    'a sender that is SRS1',
    { localPart: 'SRS1=X=thirddomain.com==opaque+string', domain: 'otherdomain.com' },
    'SRS1=JIBX=thirddomain.com==opaque+string',
  ],
];

suite('the vectors that PostSRSd publishes, all but their hashes', () => {
  for (const [name, sender, expected] of vectors)
    test(name, () => {
      assert.equal(withoutStamp(srs.forward(sender, day)), withoutHash(expected));
      assert.equal(srs.reverse(expected, day), undefined);
    });

  test('backwards: the sender, or the SRS0 address at the first forwarder', () => {
    const [first, second, third] = vectors.map(([, sender]) =>
      srs.reverse(srs.forward(sender, day - 1), day),
    );
    assert.deepEqual(first, { localPart: 'test', domain: 'otherdomain.com', day: day - 1 });
    assert.deepEqual(second, { localPart: 'SRS0=opaque+string', domain: 'otherdomain.com', day: day - 1 });
    assert.deepEqual(third, { localPart: 'SRS0=opaque+string', domain: 'thirddomain.com', day: day - 1 });
  });
});

test('a hash is good for one way to divide what it is over, and for one form', () => {
  const [, hash, stamp] = srs.forward({ localPart: 'm.victim', domain: 'evil.co' }, day).split('=');
  for (const other of [
    `SRS0=${hash}=${stamp}=evil.com=.victim`,
    `SRS0=${hash}=${stamp}=evil=.com.victim`,
    `SRS1=${hash}=${stamp}evil.co=m.victim`,
    `SRS1=${hash}=${stamp}=evil.co=m.victim`,
  ])
    assert.equal(srs.reverse(other, day), undefined, other);
  const wrapped = srs.forward({ localPart: 'SRS0=x', domain: 'aa.example' }, day).split('=')[1];
  assert.equal(srs.reverse(`SRS0=${wrapped}=AA=.example=x`, day), undefined);
});

test('an SRS1 of no forwarder is a sender like any other', () => {
  const sender = { localPart: 'SRS1=a=b|c=d', domain: 'shop.example' };
  assert.deepEqual(srs.reverse(srs.forward(sender, day), day), { ...sender, day });
});

test("Debian's srs writes what we write, all but the hash", async (t) => {
  if (!need(t, 'srs')) return;
  const today = Math.floor(Date.now() / dayMs);
  const ours = createSrs({ mac, hashLength: 8, validDays: 10 });
  const senders = [
    'orders@shop.example',
    'Mixed.Case+tag@Shop.Example',
    'a=b=c@x.y.example',
    'SRS0=HHHH=TT=first.example=joe@forwarder.example',
    'SRS0+HHHH=TT=first.example=joe@forwarder.example',
    'SRS1=HHHH=forwarder.example==HHHH=TT=first.example=joe@second.example',
  ];
  const call = (...args: readonly string[]) =>
    run('env', ['LC_ALL=C', 'srs', `--secret=${secret}`, '--hashlength=8', ...args]);
  const theirs = (await call('--alias=ours.example', ...senders)).said.trim().split('\n');
  const mine = senders.map((sender) => `${ours.forward(split(sender), today)}@ours.example`);
  assert.deepEqual(mine.map(withoutStamp), theirs.map(withoutHash));
  const back = (await call('--reverse', ...theirs)).said.trim().split('\n');
  assert.deepEqual(
    mine.map((written) => join(ours.reverse(split(written).localPart, today))),
    back,
  );
  assert.equal(back[0], 'orders@shop.example');
});

test('what was written is read, in any case of its letters, as long as it is valid', () => {
  const localPart = fc.stringMatching(/^[a-zA-Z0-9!#$%&'*+/=?^_`{|}~.-]{1,40}$/);
  const domain = fc.stringMatching(/^[a-zA-Z0-9-]{1,20}\.[a-z]{2,6}$/);
  const property = fc.property(localPart, domain, fc.nat(30), fc.nat(3000), (local, host, age, base) => {
    fc.pre(!/^SRS[01][-+=]/i.test(local));
    const today = 20_000 + base;
    const written = srs.forward({ localPart: local, domain: host }, today - age);
    const expected = { localPart: local, domain: host, day: today - age };
    assert.deepEqual(srs.reverse(written, today), age <= 21 ? expected : undefined);
    const shouted = srs.reverse(written.toUpperCase(), today);
    assert.equal(shouted?.localPart, age <= 21 ? local.toUpperCase() : undefined);
  });
  fc.assert(property);
});

test('a change of any octet is noticed', () => {
  const written = srs.forward({ localPart: 'test', domain: 'otherdomain.com' }, day);
  for (let at = 0; at < written.length; at += 1)
    for (const other of ['a', 'Z', '=', '9', '']) {
      const changed = written.slice(0, at) + other + written.slice(at + 1);
      if (changed.toLowerCase() === written.toLowerCase()) continue;
      assert.equal(srs.reverse(changed, day), undefined, changed);
    }
});

test('a day ahead is a clock that goes wrong, two days ahead are a forgery', () => {
  const sender = { localPart: 'test', domain: 'otherdomain.com' };
  assert.ok(srs.reverse(srs.forward(sender, day + 1), day));
  assert.equal(srs.reverse(srs.forward(sender, day + 2), day), undefined);
});

for (const odd of [
  '',
  'SRS0',
  'SRS0=',
  'SRS0====',
  'SRS1====',
  'SRS0=a=b=c',
  'SRS0=vmyz=2W=otherdomain.com=',
  'SRS1=x',
])
  test(`"${odd}" is nobody's return path`, () => assert.equal(srs.reverse(odd, day), undefined));

function withoutHash(written: string): string {
  return written.replace(/^(SRS[01]=)[^=]+/, '$1');
}

/** Ours has a time in an SRS1. */
function withoutStamp(written: string): string {
  return withoutHash(written).replace(/^(SRS1==)[A-Z2-7]{2}=/, '$1');
}

function split(address: string): Mailbox {
  const at = address.lastIndexOf('@');
  return { localPart: address.slice(0, at), domain: address.slice(at + 1) };
}

function join(mailbox: Mailbox | undefined): string | undefined {
  return mailbox && `${mailbox.localPart}@${mailbox.domain}`;
}
