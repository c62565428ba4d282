// SPDX-License-Identifier: MIT
/** The grammar of RFC 5321 §4.1, each form on the wire of the whole relay. */
import { test } from 'node:test';
import { box, type LineCase, relayWithBox, testLines } from '../support/smtp/line-cases.ts';

const label63 = 'l'.repeat(63);
const domain255 = `${label63}.${label63}.${label63}.${'m'.repeat(63)}`;

/** Mailboxes that RFC 5321 §4.1.2 and §4.1.3 allow; none is at our domain. */
const mailboxes: readonly string[] = [
  'a@b.example',
  'a@localhost',
  'A.B.c@D.Example',
  '1@2.example',
  "!#$%&'*+-/=?^_`{|}~@b.example",
  'a+detail@b.example',
  '-a-@b.example',
  '"a b"@c.example',
  '""@c.example',
  '"a@b"@c.example',
  '".a..b."@c.example',
  '"a\\"b\\\\c"@d.example',
  '"\\a\\ \\>"@d.example',
  '"<a>,:;[]()"@d.example',
  `${'x'.repeat(64)}@b.example`,
  `"${'y'.repeat(62)}"@b.example`,
  `a@${domain255}`,
  // Beyond the grammar: what real senders have, and Postfix takes.
  '.a@b.example',
  'a.@b.example',
  'a..b@c.example',
  'a@b.',
  'a@b.example.',
  'a@-b.example',
  'a@b-.example',
  'a@b.-c',
  'a@b_.example',
  `${'x'.repeat(65)}@b.example`,
  `${'x'.repeat(1000)}@b.example`,
  `"${'y'.repeat(63)}"@b.example`,
  `a@${label63}.example`,
  'a@a-b.c--d.example',
  'a@1.2.3.example',
  'a@xn--bcher-kva.example',
  'a@[192.0.2.1]',
  'a@[0.0.0.0]',
  'a@[255.255.255.255]',
  'a@[IPv6:2001:db8::1]',
  'a@[IPv6:::]',
  'a@[IPv6:1:2:3:4:5:6:7:8]',
  'a@[IPv6:::ffff:192.0.2.1]',
  'a@[ipv6:2001:DB8::A]',
  'a@[tag:anything!~]',
  'a@[x-1-y:z]',
  '"quoted"@[192.0.2.1]',
];

const notMailboxes: readonly string[] = [
  'a',
  'a@',
  '@b.example',
  'a@b@c.example',
  'a b@c.example',
  'a@b c.example',
  'a@ b.example',
  'a(c)@b.example',
  'a,b@c.example',
  'a;b@c.example',
  'a:b@c.example',
  'a\\b@c.example',
  'a[b@c.example',
  '"a@b.example',
  'a"@b.example',
  '"a"b@c.example',
  'a."b"@c.example',
  '"a"."b"@c.example',
  '"a"b"@c.example',
  '"a\\"@b.example',
  'a@"b.example"',
  'a@.b',
  'a@b..',
  'a@b..c',
  'a@b!c.example',
  'a@b/c',
  'a@b:25',
  `a@${'l'.repeat(64)}.example`,
  `a@${domain255}.x`,
  'a@[192.0.2.256]',
  'a@[192.0.2]',
  'a@[192.0.2.1.1]',
  'a@[192.0.02.1]',
  'a@[::1]',
  'a@[IPv6:1:2:3:4:5:6:7]',
  'a@[IPv6:1:2:3:4:5:6:7:8:9]',
  'a@[IPv6:1::2::3]',
  'a@[IPv6:g::1]',
  'a@[IPv6:fe80::1%eth0]',
  'a@[IPv6:192.0.2.1]',
  'a@[]',
  'a@[tag:]',
  'a@[:x]',
  'a@[tag-:x]',
  'a@[tag:a b]',
  'a@[tag:a[b]',
  'a@[192.0.2.1',
  'a@192.0.2.1]',
  'a@[192.0.2.1].example',
];

/** Source routes that are accepted and ignored (RFC 5321 §4.1.1.3, appendix C), and such as are none. */
const routes: readonly string[] = ['@a.example', '@a.example,@b.example', '@a,@b,@c.d.e', '@relay-1.example'];
const notRoutes: readonly string[] = [
  'a.example',
  '@',
  '@a.example,',
  '@a.example,b.example',
  '@a.example @b',
];

const each = (forms: readonly string[], make: (form: string) => LineCase): LineCase[] => forms.map(make);

test('RFC 5321 §4.1.2: MAIL takes every reverse path of the grammar', async (t) => {
  const { relay } = await relayWithBox(t);
  await testLines(t, relay.port, [
    ['EHLO', 'MAIL FROM:<>', '250 2.1.0'],
    ...each(mailboxes, (mailbox) => ['EHLO', `MAIL FROM:<${mailbox}>`, '250 2.1.0']),
    ...each(routes, (route) => ['EHLO', `MAIL FROM:<${route}:a@b.example>`, '250 2.1.0']),
  ]);
});

test('RFC 5321 §4.1.2: MAIL refuses what is no reverse path with 501 5.1.7', async (t) => {
  const { relay } = await relayWithBox(t);
  await testLines(t, relay.port, [
    ...each(notMailboxes, (text) => ['EHLO', `MAIL FROM:<${text}>`, '501 5.1.7']),
    ...each(notRoutes, (route) => ['EHLO', `MAIL FROM:<${route}:a@b.example>`, '501 5.1.7']),
    ['EHLO', 'MAIL FROM:', '501 5.1.7'],
    ['EHLO', 'MAIL FROM:a@b.example,c@d.example', '501 5.1.7'],
    ['EHLO', 'MAIL FROM:<a@b.example', '501 5.1.7'],
    ['EHLO', 'MAIL FROM:a@b.example>', '501 5.1.7'],
    ['EHLO', 'MAIL FROM:<<a@b.example>', '501 5.1.7'],
    ['EHLO', 'MAIL FROM:<c@d.example <a@b.example>>', '501 5.1.7'],
    ['EHLO', 'MAIL FROM:<<a@b.example>, <c@d.example>>', '501 5.1.7'],
    ['EHLO', 'MAIL FROM:< >', '501 5.1.7'],
    ['EHLO', 'MAIL FROM:<Postmaster>', '501 5.1.7'],
    ['EHLO', 'MAIL FROM:Name <a@b.example>', '501 5.1.7'],
    ['EHLO', 'MAIL FROM:<a@b.example>x', '501 5.5.4'],
    ['EHLO', 'MAIL FROM:<a@b.example> <c@d.example>', '501 5.5.4'],
  ]);
});

test('RFC 5321 §4.1.2: RCPT takes every forward path of the grammar, and we relay to none that is not ours', async (t) => {
  const { relay, hop } = await relayWithBox(t);
  await testLines(t, relay.port, [
    ...each(mailboxes, (mailbox) => ['transaction', `RCPT TO:<${mailbox}>`, '550 5.7.1']),
    ...each(routes, (route) => ['transaction', `RCPT TO:<${route}:a@b.example>`, '550 5.7.1']),
    // The old ways to make a relay of a server that looks at one end of an address only.
    ...each(
      [
        '"a@b.example"@alias.example',
        'b.example!a@alias.example',
        'a%b.example@alias.example',
        '@b.example:a@alias.example',
      ],
      (mailbox) => ['transaction', `RCPT TO:<${mailbox}>`, '550 5.1.1'],
    ),
    ['transaction', 'RCPT TO:<@alias.example:a@b.example>', '550 5.7.1'],
    ['transaction', 'RCPT TO:<box@alias.example.b.example>', '550 5.7.1'],
    ['transaction', 'RCPT TO:<box@sub.alias.example>', '550 5.7.1'],
    ['transaction', 'RCPT TO:<box@[127.0.0.1]>', '550 5.7.1'],
  ]);
  if (hop.sessions.length > 0) throw new Error('a refused recipient reached the next hop');
});

test('RFC 5321 §4.1.2: RCPT refuses what is no forward path with 501 5.1.3', async (t) => {
  const { relay } = await relayWithBox(t);
  await testLines(t, relay.port, [
    ...each(notMailboxes, (text) => ['transaction', `RCPT TO:<${text}>`, '501 5.1.3']),
    ...each(notRoutes, (route) => ['transaction', `RCPT TO:<${route}:${box}>`, '501 5.1.3']),
    ['transaction', 'RCPT TO:', '501 5.1.3'],
    ['transaction', 'RCPT TO:<>', '501 5.1.3'],
    ['transaction', `RCPT TO:${box},${box}`, '501 5.1.3'],
    ['transaction', `RCPT TO:<${box}`, '501 5.1.3'],
    ['transaction', `RCPT TO:<<${box}>`, '501 5.1.3'],
    ['transaction', `RCPT TO:<<${box}> <${box}>>`, '501 5.1.3'],
    ['transaction', `RCPT TO:<${box},${box}>`, '501 5.1.3'],
    ['transaction', 'RCPT TO:<webmaster>', '501 5.1.3'],
    ['transaction', `RCPT TO:<${box}> <${box}>`, '501 5.5.4'],
  ]);
});

test('an alias is found in whatever form its address is written', async (t) => {
  const { relay } = await relayWithBox(t);
  await testLines(
    t,
    relay.port,
    each(
      [
        box,
        'BOX@alias.example',
        'box@ALIAS.Example',
        '"box"@alias.example',
        '"b\\o\\x"@alias.example',
        'box+shop@alias.example',
        '"box+a b"@alias.example',
        'box@alias.example.',
        'box+a..b@alias.example',
        'box+a.@alias.example',
        'box+.@alias.example',
        `box+${'shop'.repeat(30)}@alias.example`,
        `box+${'x'.repeat(1000)}@ALIAS.example.`,
        `@a.example,@b.example:${box}`,
      ],
      (mailbox) => ['transaction', `RCPT TO:<${mailbox}>`, '250 2.1.5'],
    ),
  );
});

test('RFC 5321 §4.1.1.1: HELO and EHLO take a domain, an address literal, and any other printable argument', async (t) => {
  const { relay } = await relayWithBox(t);
  const names = [
    'a',
    'client.example',
    'CLIENT-1.Example',
    '[192.0.2.1]',
    '[IPv6:2001:db8::1]',
    '192.0.2.1',
    'WIN_PC',
    'mail.shop.example.',
    'host_',
    '2001:db8::1',
    'fe80::1%eth0',
    "bob's-iphone",
    'a b',
    '-a',
    'a.',
    '.a',
    '<a>',
    'a@b',
    '[192.0.2]',
    '[::1]',
    'a,b',
    '_a',
    'bücher.example',
    'a\\b',
    'x'.repeat(1000),
  ];
  const notNames = ['a\x7f', 'a\x1b[31m', 'a\0', 'a\rb'];
  await testLines(t, relay.port, [
    ...each(names, (name) => ['connected', `EHLO ${name}`, '250']),
    ...each(names, (name) => ['connected', `HELO ${name}`, '250']),
    ...each(notNames, (name) => ['connected', `EHLO ${name}`, '500 5.5.2']),
    ...each(notNames, (name) => ['connected', `HELO ${name}`, '500 5.5.2']),
    ['connected', 'EHLO', '501 5.5.4'],
    ['connected', 'HELO', '501 5.5.4'],
  ]);
});

test('RFC 5321 §2.4, §4.1.1: commands are taken in any case, with blanks at their end and around their arguments', async (t) => {
  const { relay } = await relayWithBox(t);
  await testLines(t, relay.port, [
    ['connected', 'ehlo client.example', '250'],
    ['connected', 'eHLo client.example', '250'],
    ['connected', 'EHLO client.example   ', '250'],
    ['connected', 'EHLO   client.example', '250'],
    ['EHLO', 'mail from:<a@b.example>', '250 2.1.0'],
    ['EHLO', 'Mail From:<a@b.example> \t ', '250 2.1.0'],
    ['EHLO', 'MAIL   FROM:<a@b.example>', '250 2.1.0'],
    ['EHLO', 'MAIL FROM: <a@b.example>', '250 2.1.0'],
    ['transaction', `rcpt to:<${box}>`, '250 2.1.5'],
    ['transaction', `RCPT TO: <${box}> `, '250 2.1.5'],
    ['recipient', 'data', '354'],
    ['recipient', 'Data  ', '354'],
    ['EHLO', 'rset ', '250 2.0.0'],
    ['EHLO', 'noop', '250 2.0.0'],
    ['EHLO', 'quit\t', '221 2.0.0'],
    ['EHLO', 'vrfy x', '252 2.1.5'],
  ]);
});
