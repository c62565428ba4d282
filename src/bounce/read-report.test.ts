// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { bounceFormats } from '../../test/support/bounce-formats.ts';
import { readReport } from './read-report.ts';

suite('what a report says is told apart', () => {
  // The status is the reported one here: which of it a sender may know is decided later.
  const reported: Readonly<Record<string, string>> = {
    Postfix: '5.1.1',
    'Gmail, for its policy': '5.7.26',
    'one that gave up, to several recipients, in one of which the status is folded': '4.4.7',
  };
  for (const { name, octets, status } of bounceFormats('ann@home.example'))
    test(name, () => {
      const expected = status === undefined ? undefined : (reported[name] ?? status);
      for (const text of [octets, octets.replaceAll('\r\n', '\n')]) {
        const read = readReport(Buffer.from(text));
        assert.equal(read.kind === 'failed' ? read.status : undefined, expected);
      }
    });
});

const delivery = (...fields: readonly string[]) =>
  Buffer.from(
    [
      'Content-Type: multipart/report; boundary=b; report-type=delivery-status',
      '',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; x',
      '',
      ...fields,
      '--b--',
    ].join('\r\n'),
  );

const notice = (from: string, subject: string, ...more: readonly string[]) =>
  Buffer.from([`From: ${from}`, `Subject: ${subject}`, ...more, '', 'Some text.', ''].join('\r\n'));

test('what the mail system calls a failure is one, also where its subject is encoded and nothing else is said', () => {
  const encoded = `=?utf-8?B?${Buffer.from('Undeliverable: hello').toString('base64')}?=`;
  for (const subject of [
    'Undelivered Mail Returned to Sender',
    'Returned mail: see transcript for details',
    'Mail delivery failed: returning message to sender',
    'Delivery Status Notification (Failure)',
    'Delivery failure',
    encoded,
    '=?iso-8859-1?Q?Mail_delivery_=66ailed?=',
    '=?utf-8?Q?Unde?= =?utf-8?Q?liverable:_x?=',
  ])
    for (const from of ['MAILER-DAEMON@mx.example', 'Postmaster <postmaster@mx.example>'])
      assert.equal(readReport(notice(from, subject)).kind, 'failed', subject);
});

test('an answer for a person is no failure, whatever it is called and quotes', () => {
  const holiday = [
    notice('postmaster@home.example', 'Re: our meeting failed'),
    notice('postmaster@home.example', 'Away until Monday, delivery failed is no excuse'),
    notice(
      'postmaster@home.example',
      'Undeliverable until Monday',
      'Auto-Submitted: auto-replied (vacation)',
    ),
    notice('postmaster@home.example', 'Undeliverable until Monday', 'X-Autoreply: yes'),
    notice('ann@home.example', 'Undelivered Mail Returned to Sender'),
  ];
  for (const message of holiday) assert.equal(readReport(message).kind, 'other', message.toString());
});

test('a status that cannot be, or of success, is a failure of which nothing is known', () => {
  for (const status of ['5', '5.1', '9.1.1', '2.0.0', '5.1.1111', '5.1.1.1', 'x', ''])
    assert.deepEqual(readReport(delivery('Action: failed', `Status: ${status}`)), {
      kind: 'failed',
      status: '5.0.0',
    });
});

test('without an action, the class of the status decides', () => {
  assert.deepEqual(readReport(delivery('Status: 5.2.2')), { kind: 'failed', status: '5.2.2' });
  assert.deepEqual(readReport(delivery('Status: 4.2.2')), { kind: 'other' });
});

test('a bomb of parts, however deep and however many, is read in no time', () => {
  const nested = Array.from(
    { length: 2000 },
    (_, level) => `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n`,
  ).join('');
  const wide = `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\n'.repeat(30_000)}`;
  const bombs = [
    nested,
    wide,
    `Content-Type: multipart/report; boundary=""; report-type=delivery-status\r\n\r\n${'--\r\n'.repeat(60_000)}`,
    `Subject: ${'\r\n '.repeat(80_000)}`,
    'a:\r\n'.repeat(60_000),
    `Content-Type: ${'; '.repeat(130_000)}`,
    `Content-Type: multipart/mixed;${' '.repeat(200_000)}`,
    `Content-Type: message/delivery-status\r\n\r\n${'Action: x\r\n\r\n'.repeat(20_000)}`,
    `Content-Type: message/delivery-status\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${'= '.repeat(130_000)}`,
    '\r\n'.repeat(130_000),
    `Content-Type: message/delivery-status\r\n\r\n${'\n \r'.repeat(80_000)}`,
  ];
  for (const bomb of bombs) {
    const startedAt = performance.now();
    readReport(Buffer.from(bomb.slice(0, 262_144)));
    assert.ok(performance.now() - startedAt < 2_000, bomb.slice(0, 60));
  }
});

test('garbage is read without harm', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), (octets) => void readReport(Buffer.from(octets))),
  );
  const whole = bounceFormats('ann@home.example').map(({ octets }) => octets);
  const cut = fc.property(fc.constantFrom(...whole), fc.nat(), (text, at) => {
    readReport(Buffer.from(text.slice(0, at % text.length)));
    readReport(Buffer.from(text.slice(at % text.length)));
  });
  fc.assert(cut);
});
