// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatMailbox, parseForwardPath, parseHost, parseReversePath } from './path.ts';

const label63 = 'a'.repeat(63);
const domain255 = `${label63}.${label63}.${label63}.${'b'.repeat(63)}`;

const sound: readonly [name: string, text: string, localPart: string, domain: string][] = [
  ['a mailbox', '<a@b.example>', 'a', 'b.example'],
  ['a domain of one label', '<a@localhost>', 'a', 'localhost'],
  ['every atext', "<!#$%&'*+-/=?^_`{|}~.x@b>", "!#$%&'*+-/=?^_`{|}~.x", 'b'],
  ['digits and hyphens in a domain', '<a@1-2.3com>', 'a', '1-2.3com'],
  ['underscores in a domain', '<a@x_y.example>', 'a', 'x_y.example'],
  ['case kept', '<Joe.User@B.Example>', 'Joe.User', 'B.Example'],
  ['a quoted local part', '<"a b"@c>', 'a b', 'c'],
  ['quoted brackets and at signs', '<"<a@b>,:;"@c>', '<a@b>,:;', 'c'],
  ['quoted pairs', '<"a\\"b\\\\c\\d"@c>', 'a"b\\cd', 'c'],
  ['an empty quoted string', '<""@c>', '', 'c'],
  ['an IPv4 literal', '<a@[192.0.2.1]>', 'a', '[192.0.2.1]'],
  ['an IPv6 literal', '<a@[IPv6:2001:db8::1]>', 'a', '[IPv6:2001:db8::1]'],
  ['an IPv6 literal with IPv4 in it', '<a@[ipv6:::ffff:192.0.2.1]>', 'a', '[ipv6:::ffff:192.0.2.1]'],
  ['a general literal', '<a@[x-tag:any!thing]>', 'a', '[x-tag:any!thing]'],
  ['non-ASCII letters', '<пошта@приклад.укр>', 'пошта', 'приклад.укр'],
  ['a non-ASCII quoted string', '<"ü ö"@c>', 'ü ö', 'c'],
  ['a local part as long as the line', `<${'a'.repeat(4000)}@b>`, 'a'.repeat(4000), 'b'],
  ['a long local part beyond ASCII', `<${'ü'.repeat(33)}@b>`, 'ü'.repeat(33), 'b'],
  ['hyphens and underscores at the ends of labels', '<a@-b_._c->', 'a', '-b_._c-'],
  ['the longest domain', `<a@${domain255}>`, 'a', domain255],
];

const unsound: readonly [name: string, text: string][] = [
  ['nothing', ''],
  ['no brackets and more behind it', 'a@b,c'],
  ['no closing bracket', '<a@b'],
  ['one bracket too few', '<<a@b>'],
  ['one bracket too many', '<<<a@b>>>'],
  ['two paths in it', '<<a@b> <c@d>>'],
  ['an address before the one in it', '<"c@d" <a@b>>'],
  ['something behind the one in it', '<<a@b>c>'],
  ['no opening bracket', 'a@b>'],
  ['no domain', '<a>'],
  ['an empty domain', '<a@>'],
  ['an empty local part', '<@b>'],
  ['two at signs', '<a@b@c>'],
  ['two trailing dots of the domain', '<a@b..>'],
  ['a domain that is a dot', '<a@.>'],
  ['a final dot after a literal', '<a@[192.0.2.1].>'],
  ['a leading dot of the domain', '<a@.b>'],
  ['two dots in the domain', '<a@b..c>'],
  ['a blank', '<a b@c>'],
  ['a blank in the domain', '<a@b c>'],
  ['a comment', '<a(x)@b>'],
  ['a slash in the domain', '<a@b/c>'],
  ['an open quote', '<"a@b>'],
  ['text after the quote', '<"a"b@c>'],
  ['a lone backslash', '<"a\\'],
  ['a bare quote inside', '<"a"b"@c>'],
  ['a long label', `<a@${'b'.repeat(64)}>`],
  ['a long domain', `<a@${domain255}.c>`],
  ['a bad IPv4 literal', '<a@[192.0.2.256]>'],
  ['a literal with an empty tag', '<a@[::1]>'],
  ['a bad IPv6 literal', '<a@[IPv6:2001:::1]>'],
  ['a zone', '<a@[IPv6:fe80::1%eth0]>'],
  ['an empty literal', '<a@[]>'],
  ['an open literal', '<a@[192.0.2.1>'],
  ['a tag without content', '<a@[tag:]>'],
  ['a literal inside a domain', '<a@b.[192.0.2.1]>'],
  ['a source route without mailbox', '<@a:>'],
  ['a source route without colon', '<@a,@b>'],
  ['a bad source route', '<@a,b:c@d>'],
];

for (const [name, text, localPart, domain] of sound) {
  test(`a path may have ${name}`, () => {
    const expected = { path: { text: text.slice(1, -1), localPart, domain }, end: text.length };
    assert.deepEqual(parseReversePath(text, 0), expected);
    assert.deepEqual(parseForwardPath(text, 0), expected);
  });
}

for (const [name, text] of unsound) {
  test(`a path may not have ${name}`, () => {
    assert.equal(parseReversePath(text, 0), undefined);
    assert.equal(parseForwardPath(text, 0), undefined);
  });
}

test('a source route is accepted and forgotten', () => {
  assert.deepEqual(parseForwardPath('<@a.example,@c:u@b.example>', 0), {
    path: { text: 'u@b.example', localPart: 'u', domain: 'b.example' },
    end: 27,
  });
});

test('the null path is a reverse path only', () => {
  assert.deepEqual(parseReversePath('<>', 0), { path: { text: '', localPart: '', domain: '' }, end: 2 });
  assert.equal(parseForwardPath('<>', 0), undefined);
});

test('postmaster without a domain is a forward path only, in any case', () => {
  const path = { text: 'PostMaster', localPart: 'PostMaster', domain: '' };
  assert.deepEqual(parseForwardPath('<PostMaster>', 0), { path, end: 12 });
  assert.equal(parseReversePath('<Postmaster>', 0), undefined);
  assert.equal(parseForwardPath('<webmaster>', 0), undefined);
});

test('dots at odd places of a local part are quoted, and the final dot of a domain goes', () => {
  for (const [text, passedOn] of [
    ['.a@b.example', '".a"@b.example'],
    ['a.@b.example', '"a."@b.example'],
    ['a..b@c.example', '"a..b"@c.example'],
    ['..@c.example', '".."@c.example'],
    ['a..b@c.example.', '"a..b"@c.example'],
    ['a@b.', 'a@b'],
    ['"a"@b.example.', '"a"@b.example'],
  ]) {
    const parsed = parseReversePath(`<${text}>`, 0);
    assert.equal(parsed?.path.text, passedOn);
    assert.deepEqual(parseReversePath(`<${passedOn}>`, 0)?.path, parsed?.path);
  }
});

test('brackets may be missing, have blanks inside, or hold a name and an address', () => {
  const path = { text: 'a@b.example', localPart: 'a', domain: 'b.example' };
  for (const text of [
    '<  a@b.example >',
    '<<a@b.example>>',
    '<Ann B <a@b.example>>',
    '<"Ann B." <a@b.example>>',
  ])
    for (const behind of ['', ' SIZE=1'])
      assert.deepEqual(parseReversePath(`x${text}${behind}`, 1), { path, end: text.length + 1 }, text);
  assert.deepEqual(parseForwardPath('x a@b.example SIZE=1', 2), { path, end: 13 });
  assert.deepEqual(parseForwardPath('a@b.example', 0), { path, end: 11 });
});

test('a mailbox is written as a path that means it', () => {
  for (const [mailbox, path] of [
    ['ann@home.example', 'ann@home.example'],
    ['a..n@home.example', '"a..n"@home.example'],
    ['ann.@home.example', '"ann."@home.example'],
  ] as const) {
    assert.equal(formatMailbox(mailbox), path);
    const parsed = parseForwardPath(`<${path}>`, 0)?.path;
    assert.equal(`${parsed?.localPart}@${parsed?.domain}`, mailbox);
  }
});

test('a host is a domain without its final dot, or an address literal', () => {
  for (const name of [
    'a',
    'a.example',
    'WIN_HOST',
    '[192.0.2.1]',
    '[IPv6:::1]',
    '192.0.2.1',
    '_a',
    'b_',
    '-c',
  ])
    assert.equal(parseHost(name), name);
  assert.equal(parseHost('mail.shop.example.'), 'mail.shop.example');
  for (const name of ['', '.', 'a..', 'a b', '<a>', 'ü.example', '[x]', 'a,b', '2001:db8::1', "bob's-pc"])
    assert.equal(parseHost(name), undefined, name);
});

test('any local part survives quoting, and what comes out is safe to send on', () => {
  const anyText = fc.string({ unit: fc.constantFrom(...'ab"\\ <>@.,:()[]é'), maxLength: 20 });
  fc.assert(
    fc.property(anyText, (localPart) => {
      const quoted = `"${localPart.replace(/["\\]/g, '\\$&')}"`;
      const parsed = parseForwardPath(`<${quoted}@b.example>`, 0);
      assert.equal(parsed?.path.localPart, localPart);
      assert.equal(parsed?.path.text, `${quoted}@b.example`);
    }),
  );
});

test('whatever stands in a command, a path holds no line end, and ends where it says', () => {
  const anyText = fc.string({ unit: fc.constantFrom(...'a1"\\ <>@.-[]:,\r\n\0é'), maxLength: 30 });
  fc.assert(
    fc.property(anyText, (text) => {
      const parsed = parseReversePath(`<${text}`, 0);
      if (parsed === undefined) return;
      assert.doesNotMatch(parsed.path.text, /[\r\n\0]/);
      assert.equal(`<${text}`[parsed.end - 1], '>');
    }),
    { numRuns: 3000 },
  );
});

/** Mostly paths, of the pieces at which readers differ. */
const nearlyPath = fc
  .array(
    fc.constantFrom(
      ...'a.@"\\<>_-[ é',
      '..',
      '@b',
      '"a',
      '"@',
      '>',
      '@c.',
      '@x:',
      '\r\n',
      '\0',
      'x'.repeat(70),
    ),
    {
      minLength: 3,
      maxLength: 12,
    },
  )
  .map((pieces) => `<${pieces.join('')}>`);

test('what is accepted, formatted and parsed again is the same path; nothing but a strict path goes out', () => {
  let accepted = 0;
  fc.assert(
    fc.property(nearlyPath, (text) => {
      const parsed = parseReversePath(text, 0);
      if (parsed === undefined || parsed.path.text === '') return;
      accepted += 1;
      const again = `<${parsed.path.text}>`;
      assert.deepEqual(parseReversePath(again, 0), { path: parsed.path, end: again.length });
      assert.match(parsed.path.text, strictPath);
    }),
    { numRuns: 20_000 },
  );
  assert.ok(accepted > 100, `only ${accepted} were paths`);
});

/** RFC 5321 §4.1.2 with §3.3 of RFC 6531, hyphens and underscores anywhere in a label, lengths aside. */
const atom = String.raw`[^\0-\x20"(),.:;<>@[\\\]\x7f]+`;
const quoted = String.raw`"(?:[^\0-\x1f"\\\x7f]|\\[\x20-\x7e])*"`;
const label = String.raw`(?:[\w-]|[^\0-\x7f])+`;
const strictPath = new RegExp(
  String.raw`^(?:${atom}(?:\.${atom})*|${quoted})@(?:\[[!-Z^-~]+\]|${label}(?:\.${label})*)$`,
  'u',
);

test('text after a path is not part of it', () => {
  assert.equal(parseReversePath('<a@b.> SIZE=1', 0)?.end, 6);
});
