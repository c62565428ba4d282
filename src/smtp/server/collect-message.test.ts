// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transferOctets } from '../../../test/support/smtp/mail-data.ts';
import { reply } from '../wire/reply.ts';
import { collectMessage } from './collect-message.ts';

const kept = reply(250, '2.0.0', 'Kept');

test('a message comes whole and without transparency dots, however it was cut, from memory that is used again', async () => {
  const wire = 'Subject: a\r\n\r\n..dot\r\n...\r\na.b\r\n';
  for (let size = 1; size <= wire.length; size += 1) {
    const messages: string[] = [];
    const sink = collectMessage((content) => {
      messages.push(content.toString('latin1'));
      return kept;
    });
    for (let at = 0; at < wire.length; at += size) {
      const lent = transferOctets(wire.slice(at, at + size));
      await sink.write(lent);
      lent.fill('x');
    }
    assert.equal(await sink.end(), kept);
    assert.deepEqual(messages, ['Subject: a\r\n\r\n.dot\r\n..\r\na.b\r\n'], `in pieces of ${size}`);
  }
});

test('a message that breaks off reaches nobody', () => {
  const sink = collectMessage(() => assert.fail('asked for a reply'));
  sink.write(transferOctets('Subject: a\r\n'));
  sink.abort();
});
