// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import PostalMime from 'postal-mime';
import { languages } from '../web/language.ts';
import { writeQuestion } from './write-question.ts';

const letter = {
  target: 'ada@home.example',
  address: 'q3v7k2m9x4c8r5tz@alias.example',
  domain: 'alias.example',
  link: `https://alias.example/confirm/${'0123456789abcdef'.repeat(2)}`,
  hostname: 'mx.alias.example',
  id: 'id-1',
  date: 'Sun, 29 Nov 2026 06:00:00 +0000',
};

/** Header fields and the body with its transfer encoding taken off. */
function read(octets: Buffer): { readonly head: string; readonly body: string } {
  const text = octets.toString('latin1');
  const at = text.indexOf('\r\n\r\n');
  const [head, body] = [text.slice(0, at), text.slice(at + 4)];
  const plain = /quoted-printable/.test(head)
    ? body
        .replace(/=\r\n/g, '')
        .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : body;
  return { head, body: Buffer.from(plain, 'latin1').toString() };
}

for (const [language, { question: texts }] of Object.entries(languages))
  test(`the question in ${language} is ASCII in short lines, and says what it must`, async () => {
    const message = writeQuestion({ ...letter, language, texts });
    const lines = message.toString('latin1').split('\r\n');
    for (const line of lines) {
      assert.match(line, /^[\t\x20-\x7e]*$/);
      assert.ok(line.length <= 78 || line.includes('/confirm/'), line);
    }
    assert.equal((await PostalMime.parse(message)).subject, texts.subject(letter.domain));
    const { head, body } = read(message);
    for (const field of [
      'From: Mayfly <no-reply@alias.example>',
      'To: <ada@home.example>',
      'Auto-Submitted: auto-generated',
      `List-Unsubscribe: <${letter.link}/never>`,
      'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
      'Message-ID: <id-1@mx.alias.example>',
    ])
      assert.ok(head.split('\r\n').includes(field), field);
    assert.ok(body.split('\r\n').includes(`    ${letter.link}`));
    assert.ok(body.includes(letter.address));
    assert.doesNotMatch(body, /ada@home|undefined|�/);
    const without = read(writeQuestion({ ...letter, address: undefined, language, texts })).body;
    assert.doesNotMatch(without, /q3v7|undefined/);
  });

for (const [name, subject] of [
  ['long', 'Пересылать ли вам почту с этого домена? '.repeat(8).trim()],
  ['of characters beyond the BMP', `${'\u{1f98b}'.repeat(40)} ?`],
  ['that looks encoded', 'é =?utf-8?Q?no?= '.repeat(5).trim()],
] as const)
  test(`a subject ${name} is in encoded words of at most 75 characters, and reads as written`, async () => {
    const texts = { ...languages.en.question, subject: () => subject };
    const message = writeQuestion({ ...letter, language: 'en', texts });
    const field = /^Subject: ((?:.*\r\n )*.*)\r\n/m.exec(message.toString('latin1'))?.[1] ?? '';
    const words = field.split('\r\n ');
    assert.ok(words.length > 1);
    for (const [at, word] of words.entries()) {
      assert.match(word, /^=\?utf-8\?B\?[\w+/=]+\?=$/);
      assert.ok(word.length <= (at === 0 ? 76 - 'Subject: '.length : 75), word);
      const octets = Buffer.from(word.slice('=?utf-8?B?'.length, -'?='.length), 'base64');
      new TextDecoder('utf-8', { fatal: true }).decode(octets);
    }
    assert.equal((await PostalMime.parse(message)).subject, subject);
  });

test('an address that is no HTTPS has no one-click', () => {
  const { question: texts } = languages.de;
  const link = letter.link.replace('https', 'http');
  const { head, body } = read(writeQuestion({ ...letter, link, language: 'de', texts }));
  assert.match(head, /^List-Unsubscribe: <http:/m);
  assert.doesNotMatch(head, /List-Unsubscribe-Post/);
  assert.match(body, /wahrscheinlich du, hat bei/);
});
