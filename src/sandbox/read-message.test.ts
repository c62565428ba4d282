// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Inbox } from './inbox.ts';
import { open, summarise } from './read-message.ts';

function received(text: string) {
  const octets = Buffer.from(text);
  return {
    id: '1',
    receivedAt: 0,
    reversePath: '',
    recipients: [],
    octets,
    size: octets.length,
    isCut: false,
  };
}

test('of a message of very many lines or parts the beginning is read, since each takes time, and the page says that there is more', async () => {
  const head = 'Subject: many\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n';
  for (const [what, text] of [
    ['lines', `Subject: many\r\n\r\n${'\r\n'.repeat(100_000)}`],
    ['parts', head + '--b\r\n\r\n\r\n'.repeat(25_000)],
    ['messages', 'Subject: many\r\nContent-Type: message/rfc822\r\n\r\n'.repeat(5_000)],
  ] as const) {
    const { cut, source, subject } = await open(received(text));
    assert.equal(cut, 'shown', what);
    assert.equal(subject, 'many', what);
    assert.equal(source.split('\r\n').length - 1, 2_000, what);
  }
  const whole = `Subject: few\r\n\r\n${'x\r\n'.repeat(1_000)}`;
  const { cut, source } = await open(received(whole));
  assert.deepEqual([cut, source], [undefined, whole]);
  assert.equal((await open(received(`a: b\r\n\r\n${'x'.repeat(300_000)}`))).source.length, 262_144);
});

test('of a header of very many fields the beginning is read', async () => {
  const subjectAfter = async (fields: number) =>
    (await summarise(received(`${'a: b\r\n'.repeat(fields)}Subject: here\r\n\r\nx`))).subject;
  assert.equal(await subjectAfter(900), 'here');
  assert.equal(await subjectAfter(1_000), '');
});

test('a list reads each message once, however often it is asked for', async () => {
  const inbox = new Inbox();
  inbox.begin({ reversePath: '', recipients: [] }).complete(0);
  const [first] = await inbox.list();
  inbox.begin({ reversePath: '', recipients: [] }).complete(1);
  const again = await inbox.list();
  assert.equal(again[0], first);
  assert.equal(again.length, 2);
});
