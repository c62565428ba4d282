// SPDX-License-Identifier: MIT
/** Messages as they are met, and as they should not be: all of our own making. One character of text is one octet. */

import { createHash } from 'node:crypto';

/** A message, CRLF at the end of each line. */
export interface CorpusMessage {
  readonly name: string;
  readonly text: string;
}

const header = [
  'From: "Shop, the" <orders@shop.example>',
  'To: box@alias.example',
  'Subject: Your order',
  'Date: Tue, 3 Feb 2026 04:05:06 +0000',
  'Message-ID: <1.2.3@shop.example>',
];
const mime = [...header, 'MIME-Version: 1.0'];

const lines = (...all: readonly string[]): string => all.map((line) => `${line}\r\n`).join('');
const mail = (fields: readonly string[], ...body: readonly string[]): string => lines(...fields, '', ...body);
const part = (boundary: string, fields: readonly string[], ...body: readonly string[]): string[] => [
  `--${boundary}`,
  ...fields,
  '',
  ...body,
];
const utf8 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
/** Octets that look random and are the same every time. */
const noise = (length: number): Buffer =>
  createHash('shake256', { outputLength: length }).update('noise').digest();
const base64 = (octets: Buffer): string[] => octets.toString('base64').match(/.{1,76}/g) ?? [];
const allOctets = Array.from({ length: 256 }, (_, octet) => String.fromCharCode(octet))
  .join('')
  .replace(/[\0\r\n]/g, '');

const messages: Readonly<Record<string, string>> = {
  // Plain.
  'a short text': mail(header, 'Hello,', '', 'thank you.'),
  'no body': lines(...header, ''),
  'a header without the empty line': lines(...header),
  'a single field': lines('Subject: x'),
  'no header: an empty line and a body': lines('', 'only a body'),
  'no header at all: text that is none': lines('This is no header', 'and this neither'),
  nothing: '',
  'one empty line': lines(''),
  'nothing but empty lines': lines('', '', '', '', ''),
  'empty lines at the end': mail(header, 'text', '', '', ''),
  'one octet in a line': mail(header, 'x'),
  'blanks at the ends of lines': mail(header, 'text ', 'text\t', '   ', '\t', ' \t '),
  'form feeds and vertical tabs': mail(header, 'page one\f', '\fpage two\v'),
  'other control characters': mail(header, '\x01\x02\x07\x08\x0b\x0c\x0e\x1b[31mred\x1b[0m\x7f'),
  'format=flowed': mail(
    [...mime, 'Content-Type: text/plain; format=flowed'],
    'flowed ',
    'text',
    '> quoted ',
    '-- ',
    'me',
  ),
  'lines like an mbox': mail(header, 'From me to you', '>From', 'From '),
  // Dots.
  'a dot alone in a line': mail(header, 'before', '.', 'after'),
  'dots of all lengths': mail(header, '.', '..', '...', '....', '.....'),
  'lines that begin with a dot': mail(header, '.bashrc', '..parent', '.x'),
  'lines that end with a dot': mail(header, 'end.', 'end..', 'x.'),
  'a dot and blanks': mail(header, '. ', '.\t', ' .', '. .'),
  'a dot as the whole body': mail(header, '.'),
  'a dot as the whole message': lines('.'),
  'dots before the header': lines('.', ...header, '', 'x'),
  'a field that begins with a dot': mail(['.Hidden: x', ...header], 'x'),
  'a thousand dots': mail(header, ...Array.from({ length: 1000 }, () => '.')),
  'a line of a thousand dots': mail(header, '.'.repeat(1000)),
  // What looks like SMTP.
  'commands in the body': mail(
    header,
    'RSET',
    'QUIT',
    'MAIL FROM:<x@y.example>',
    'RCPT TO:<z@y.example>',
    'DATA',
    '.',
    'QUIT',
  ),
  'replies in the body': mail(header, '250 2.0.0 OK', '354 go ahead', '421 bye', '220-x'),
  'a BDAT in the body': mail(header, 'BDAT 5 LAST', 'hello'),
  // Long.
  'lines of 998 octets': mail(header, 'x'.repeat(998), 'y'.repeat(998)),
  'a line of 999 octets': mail(header, 'x'.repeat(999)),
  'a line of 2000 octets': mail(header, 'z'.repeat(2000)),
  'a line of 65,000 octets': mail(header, 'z'.repeat(65_000)),
  'a field folded over 200 lines': mail(
    [...header, 'References:', ...Array.from({ length: 200 }, (_, at) => `\t<${at}.x@shop.example>`)],
    'x',
  ),
  'a field of 5000 octets in one line': mail([...header, `X-Long: ${'word '.repeat(1000)}`], 'x'),
  'a folded field with blank continuation': mail([...header, 'X-Folded: a', '  ', ' b'], 'x'),
  'a header of 60,000 octets': mail(
    [...header, ...Array.from({ length: 1000 }, (_, at) => `X-Field-${at}: ${'v'.repeat(44)}`)],
    'x',
  ),
  '20,000 short lines': mail(header, ...Array.from({ length: 20_000 }, (_, at) => String(at % 10))),
  '30,000 empty lines': mail(header, ...Array.from({ length: 30_000 }, () => '')),
  'a megabyte of text': mail(
    header,
    ...Array.from(
      { length: 14_000 },
      () => 'The quick brown fox jumps over the lazy dog, again and again and again.',
    ),
  ),
  // Eight bits.
  'every octet but NUL, CR and LF': mail(header, allOctets),
  'Latin-1 text': mail(
    [...mime, 'Content-Type: text/plain; charset=iso-8859-1', 'Content-Transfer-Encoding: 8bit'],
    'Gr\xfc\xdfe aus K\xf6ln',
  ),
  'UTF-8 text': mail(
    [...mime, 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit'],
    utf8('Grüße, 你好, 🎉'),
  ),
  'UTF-8 in the header, undeclared': mail([utf8('Subject: Grüße 🎉'), ...header], 'x'),
  'ill-formed UTF-8': mail(header, '\xc0\xaf\xed\xa0\x80\xff\xfe'),
  'a byte order mark first': `\xef\xbb\xbf${mail(header, 'x')}`,
  'UTF-8 line separators and NEL': mail(header, utf8('a\u2028b\u2029c\u0085d')),
  'Shift_JIS with trailing backslashes': mail(
    [...mime, 'Content-Type: text/plain; charset=shift_jis'],
    '\x83\x5c\x95\x5c\x8e\x9f',
  ),
  'ISO-2022-JP': mail([...mime, 'Content-Type: text/plain; charset=iso-2022-jp'], '\x1b$B$3$s\x1b(B.'),
  'CR and LF with their eighth bit set': mail(header, 'a\x8d\x8a.\x8d\x8ab'),
  'binary noise in lines': mail(
    header,
    ...(noise(20_000)
      .toString('latin1')
      .replace(/[\0\r\n]/g, 'x')
      .match(/.{1,300}/gs) ?? []),
  ),
  // MIME.
  'quoted-printable': mail(
    [...mime, 'Content-Transfer-Encoding: quoted-printable'],
    'Gr=C3=BC=C3=9Fe=',
    '=20',
    '=2E',
    'soft=',
    '.dot',
  ),
  'encoded words': mail([...header, 'X-Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?= =?utf-8?B?8J+OiQ==?='], 'x'),
  'an alternative of text and HTML': mail(
    [...mime, 'Content-Type: multipart/alternative; boundary="b1"'],
    'preamble',
    ...part('b1', ['Content-Type: text/plain'], 'Hello'),
    ...part('b1', ['Content-Type: text/html'], '<p style="margin:0">Hello', '.class { }</p>'),
    '--b1--',
    'epilogue',
  ),
  'a binary attachment in base64': mail(
    [...mime, 'Content-Type: multipart/mixed; boundary=b2'],
    ...part('b2', ['Content-Type: text/plain'], 'see attachment'),
    ...part(
      'b2',
      ['Content-Type: application/octet-stream', 'Content-Transfer-Encoding: base64'],
      ...base64(noise(50_000)),
    ),
    '--b2--',
  ),
  'a boundary that never ends': mail(
    [...mime, 'Content-Type: multipart/mixed; boundary=b3'],
    ...part('b3', [], 'x'),
  ),
  'a boundary of dots': mail(
    [...mime, 'Content-Type: multipart/mixed; boundary="..."'],
    '--...',
    '',
    '.',
    '--...--',
  ),
  'a message in a message': mail([...mime, 'Content-Type: message/rfc822'], ...header, '', 'inner', '.'),
  'a delivery status notification': mail(
    [
      'From: MAILER-DAEMON@b.example',
      ...mime.slice(1),
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b4',
    ],
    ...part(
      'b4',
      ['Content-Type: message/delivery-status'],
      'Reporting-MTA: dns; b.example',
      '',
      'Action: failed',
      'Status: 5.1.1',
    ),
    '--b4--',
  ),
  'a calendar invitation': mail(
    [...mime, 'Content-Type: text/calendar; method=REQUEST'],
    'BEGIN:VCALENDAR',
    'DESCRIPTION:folded',
    ' on',
    'END:VCALENDAR',
  ),
  'an S/MIME signature': mail(
    [...mime, 'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=b5'],
    ...part('b5', ['Content-Type: text/plain'], 'signed text ', ''),
    ...part(
      'b5',
      ['Content-Type: application/pkcs7-signature', 'Content-Transfer-Encoding: base64'],
      ...base64(noise(2000)),
    ),
    '--b5--',
  ),
  'PGP in line': mail(
    header,
    '-----BEGIN PGP MESSAGE-----',
    '',
    ...base64(noise(900)),
    '=AbCd',
    '-----END PGP MESSAGE-----',
  ),
  uuencode: mail(header, 'begin 644 file.bin', `M${'#'.repeat(60)}`, '`', 'end'),
  yEnc: mail(header, '=ybegin line=128 size=3 name=x', '\x93\x94\x95=}', '=yend size=3'),
  // Headers, odd and malformed.
  'a DKIM signature': mail(
    [
      'DKIM-Signature: v=1; a=rsa-sha256; c=simple/simple; d=shop.example; s=k1;',
      '\th=from:to:subject:date; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;',
      '\tb=dzdVyOfAKCdLXdJOc9G2q8LoXSlEniSbav+yuU4zGeeruD00lszZ',
      '\t VoG4ZHRNiYzR',
      ...header,
    ],
    'signed  text ',
    '',
    '',
  ),
  'ARC and authentication results': mail(
    ['ARC-Seal: i=1; a=rsa-sha256; cv=none; b=x', 'Authentication-Results: b.example; spf=pass', ...header],
    'x',
  ),
  'trace fields of others': mail(
    [
      'Return-Path: <a@b.example>',
      'Received: from a (b [192.0.2.1])',
      '\tby c; Tue, 3 Feb 2026 04:05:06 +0000',
      ...header,
    ],
    'x',
  ),
  'Bcc and Resent fields': mail(
    ['Bcc: secret@b.example', 'Resent-From: x@y.example', 'Resent-Bcc: z@y.example', ...header],
    'x',
  ),
  'the same field many times': mail([...header, ...header, ...header], 'x'),
  'field names in odd cases and with blanks': mail(
    ['sUBJECT:x', 'Subject : y', 'X-Empty:', 'X_Under: z', ...header],
    'x',
  ),
  'a line without colon in the header': mail(['no colon here', ...header], 'x'),
  'a continuation as the first line': mail([' continued', ...header], 'x'),
  'an mbox line first': mail(['From a@b.example Tue Feb  3 04:05:06 2026', ...header], 'x'),
  '8-bit octets in a field name': mail(['X-\xe4: y', ...header], 'x'),
  'groups, comments and quotes in addresses': mail(
    [
      'To: undisclosed-recipients:;',
      'Cc: (a (nested) comment) "a\\"b" <"x y"@b.example>',
      ...header.slice(2),
    ],
    'x',
  ),
};

/** All of them; none holds a bare CR, a bare LF or NUL. */
export const corpus: readonly CorpusMessage[] = Object.entries(messages).map(([name, text]) => ({
  name,
  text,
}));

const bad = (octets: string): string => mail(header, `be${octets}fore`, 'after');

/** Messages that no two readers need read alike, and with which no sender may get away. */
export const malformed: readonly CorpusMessage[] = Object.entries({
  'a bare LF in the body': bad('\n'),
  'a bare CR in the body': bad('\r'),
  'NUL in the body': bad('\0'),
  'NUL in the header': mail(['X-Nul: \0', ...header], 'x'),
  'a bare LF in the header': mail(['X-Field: a\nBcc: b@c.example', ...header], 'x'),
  'a bare CR in a folded line': mail(['X-Field: a', '\tb\rc', ...header], 'x'),
  'lines of a Mac of old': mail(header, 'one\rtwo\rthree'),
  'lines of Unix': mail(header, 'one\ntwo\nthree'),
  'CR CR LF': mail(header, 'one\r', 'two'),
  'LF CR': mail(header, 'one\n\rtwo'),
  'an attachment in raw binary': mail(
    [...mime, 'Content-Transfer-Encoding: binary'],
    noise(5000).toString('latin1'),
  ),
  'UTF-16': mail(header, Buffer.from('text', 'utf16le').toString('latin1')),
}).map(([name, text]) => ({ name, text }));
