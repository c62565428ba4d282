// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseDomain } from './domain.ts';
import { normaliseAlias, normaliseMailbox, parseTarget } from './mailbox.ts';

const ours = ['alias.example', 'xn--bcher-kva.example'];

const accepted: readonly [string, string][] = [
  ['ann@home.test', 'ann@home.test'],
  ['Ann.O-Neil+x_y@Home.TEST', 'Ann.O-Neil+x_y@home.test'],
  ["#$&'*+-/=?^_`{|}~@home.test", "#$&'*+-/=?^_`{|}~@home.test"],
  ['ann@müller.example', 'ann@xn--mller-kva.example'],
  ['ann@日本.test', 'ann@xn--wgv71a.test'],
  ['ann@xn--mller-kva.example', 'ann@xn--mller-kva.example'],
  ['ann@myalias.example', 'ann@myalias.example'],
  ['ann@1.2.example', 'ann@1.2.example'],
  [`${'a'.repeat(150)}@home.test`, `${'a'.repeat(150)}@home.test`],
  ['an..n@home.test', 'an..n@home.test'],
  ['ann.@home.test', 'ann.@home.test'],
  ['.ann@home.test', '.ann@home.test'],
  ['ann@Home.test.', 'ann@home.test'],
];

const refused: readonly [string, string][] = [
  ['nothing', ''],
  ['no at sign', 'ann.home.test'],
  ['no local part', '@home.test'],
  ['no domain', 'ann@'],
  ['two at signs', 'ann@home@home.test'],
  ['one label', 'ann@localhost'],
  ['two trailing dots of the domain', 'ann@home.test..'],
  ['empty label', 'ann@home..test'],
  ['label of 64', `ann@${'a'.repeat(64)}.test`],
  ['hyphen first', 'ann@-home.test'],
  ['hyphen last', 'ann@home-.test'],
  ['underscore in the domain', 'ann@ho_me.test'],
  ['domain too long', `ann@${'abcdefg.'.repeat(32)}test`],
  ['mailbox too long', `${'a'.repeat(64)}@${'abcdefg.'.repeat(24)}test`],
  ['quoted string', '"ann"@home.test'],
  ['quoted at sign', '"ann@home"@home.test'],
  ['address literal', 'ann@[192.0.2.1]'],
  ['address', 'ann@192.0.2.1'],
  ['number as address', 'ann@home.0x7f'],
  ['full-width address', 'ann@１２７.０.０.１'],
  ['comment', 'ann(x)@home.test'],
  ['source route', '@a.test,@b.test:ann@home.test'],
  ['percent hack', 'ann%elsewhere.test@home.test'],
  ['bang path', 'elsewhere.test!ann@home.test'],
  ['angle brackets', '<ann@home.test>'],
  ['display name', 'Ann <ann@home.test>'],
  ['two mailboxes', 'ann@home.test,bob@home.test'],
  ['dots alone', '..@home.test'],
  ['space', 'an n@home.test'],
  ['space at the end', 'ann@home.test '],
  ['new line', 'ann@home.test\r\nRCPT TO:<bob@home.test>'],
  ['line end alone', 'ann@home.test\n'],
  ['NUL', 'ann\0@home.test'],
  ['UTF-8 local part', 'änn@home.test'],
  ['percent-encoding beside IDN', 'ann@m%2Eüller.test'],
  ['path beside IDN', 'ann@müller.test/alias'],
  ['port beside IDN', 'ann@müller.test:25'],
  ['soft hyphen', 'ann@mü\u00adller.test'],
  ['our own domain', 'ann@alias.example'],
  ['our own domain in capitals', 'ann@ALIAS.Example'],
  ['below our own domain', 'ann@deep.alias.example'],
  ['our own domain in Unicode', 'ann@bücher.example'],
  ['our own domain in full width', 'ann@ａｌｉａｓ.example'],
];

describe('target', () => {
  for (const [text, mailbox] of accepted)
    it(`takes ${text}`, () => assert.deepEqual(parseTarget(text, ours), { mailbox }));

  for (const [name, text] of refused)
    it(`refuses: ${name}`, () => assert.ok('fault' in parseTarget(text, ours), JSON.stringify(text)));

  it('never repeats what was refused', () => {
    const answer = parseTarget('canary"canary@home.test', ours);
    assert.ok('fault' in answer && !JSON.stringify(answer.fault).includes('canary'));
  });

  it('is printable ASCII with one @, and its own normal form, whatever is accepted', () => {
    const label = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.tuple(fc.constantFrom('ann', 'a.b', 'a..b.'), label, label).map(([l, d, e]) => `${l}@${d}.${e}`),
    );
    fc.assert(
      fc.property(text, (any) => {
        const parsed = parseTarget(any, ours);
        if ('fault' in parsed) return;
        assert.match(parsed.mailbox, /^[!-?A-~]{1,250}@[a-z0-9.-]{3,253}$/);
        assert.deepEqual(parseTarget(parsed.mailbox, ours), parsed);
      }),
      { numRuns: 500 },
    );
  });
});

describe('alias address', () => {
  const forms: readonly [string, string, string][] = [
    ['shop', 'alias.example', 'shop@alias.example'],
    ['SHOP', 'Alias.EXAMPLE', 'shop@alias.example'],
    ['shop+tag', 'alias.example', 'shop@alias.example'],
    ['shop+tag+more', 'alias.example.', 'shop@alias.example'],
    ['shop', 'Bücher.example', 'shop@xn--bcher-kva.example'],
    ['+tag', 'alias.example', '@alias.example'],
  ];
  for (const [localPart, domain, address] of forms)
    it(`${localPart}@${domain} is ${address}`, () =>
      assert.equal(normaliseAlias(localPart, domain), address));

  it('never fails, whatever a client sends', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (localPart, domain) => {
        normaliseAlias(localPart, domain);
      }),
    );
  });
});

describe('domain', () => {
  it('needs as many labels as are asked for', () => {
    assert.equal(parseDomain('postfix'), undefined);
    assert.equal(parseDomain('Postfix', 1), 'postfix');
  });
});

describe('spellings of a mailbox', () => {
  const people: readonly (readonly string[])[] = [
    ['ann@home.test', 'ANN@home.test', 'ann+tag@home.test', 'Ann+a+b@home.test'],
    ['an.n@home.test', 'an.n+tag@home.test'],
    [
      'annlee@gmail.com',
      'a.n.n.lee@gmail.com',
      '.Ann..Lee.@gmail.com',
      'annlee+x.y@gmail.com',
      'ann.lee@googlemail.com',
    ],
    ['annlee@mail.gmail.com', 'AnnLee@mail.gmail.com'],
    ['ann.lee@notgmail.com'],
  ];

  it('are one where they lead to one person, and else are not', () => {
    const forms = people.map((spellings) => new Set(spellings.map(normaliseMailbox)));
    assert.deepEqual(
      forms.map(({ size }) => size),
      people.map(() => 1),
    );
    assert.equal(new Set(forms.flatMap((form) => [...form])).size, people.length);
  });
});
