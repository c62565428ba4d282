// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TransferOctets } from '../smtp/wire/envelope.ts';
import { Inbox } from './inbox.ts';

const envelope = { reversePath: 'a@origin.test', recipients: ['b@target.test'] };
const roomy = { messages: 100, octets: 1000, messageOctets: 1000 };

function transfer(text: string): TransferOctets {
  return Buffer.from(text) as TransferOctets;
}

function receive(inbox: Inbox, ...chunks: string[]): void {
  const draft = inbox.begin(envelope);
  for (const chunk of chunks) draft.write(transfer(chunk));
  draft.complete(1000);
}

describe('the inbox of the sandbox', () => {
  it('keeps a message octet for octet, without transparency dots, however it was cut up', () => {
    const inbox = new Inbox(roomy);
    receive(inbox, '..first\r', '\n.', '.second.\r\nthi', '..rd\r\n');
    const [message] = inbox.messages;
    assert.equal(message?.octets.toString(), '.first\r\n.second.\r\nthi..rd\r\n');
    assert.equal(message?.size, 27);
    assert.equal(message?.isCut, false);
  });

  it('lists a message only once it is complete', () => {
    const inbox = new Inbox(roomy);
    const draft = inbox.begin(envelope);
    draft.write(transfer('x\r\n'));
    assert.equal(inbox.messages.length, 0);
    draft.complete(1000);
    assert.equal(inbox.messages.length, 1);
  });

  it('forgets the oldest message when there are too many', () => {
    const inbox = new Inbox({ ...roomy, messages: 2 });
    for (const text of ['1\r\n', '2\r\n', '3\r\n']) receive(inbox, text);
    assert.deepEqual(
      inbox.messages.map((message) => message.id),
      ['2', '3'],
    );
    assert.equal(inbox.find('1'), undefined);
    assert.equal(inbox.find('3')?.octets.toString(), '3\r\n');
  });

  it('forgets the oldest messages when a new one needs their room', () => {
    const inbox = new Inbox({ ...roomy, octets: 30 });
    for (const text of ['11111111\r\n', '22222222\r\n', '33333333\r\n', '44444444444444\r\n'])
      receive(inbox, text);
    assert.deepEqual(
      inbox.messages.map((message) => message.id),
      ['3', '4'],
    );
  });

  it('cuts a message that is too large and says so', () => {
    const inbox = new Inbox({ ...roomy, messageOctets: 5 });
    receive(inbox, 'abc\r\n', 'def\r\n');
    assert.equal(inbox.messages[0]?.octets.toString(), 'abc\r\n');
    assert.equal(inbox.messages[0]?.size, 10);
    assert.equal(inbox.messages[0]?.isCut, true);
  });

  it('holds to its limit while many messages are on their way', () => {
    const inbox = new Inbox({ ...roomy, octets: 10 });
    const drafts = [1, 2, 3].map(() => inbox.begin(envelope));
    for (const draft of drafts) draft.write(transfer('123456\r\n'));
    for (const draft of drafts) draft.complete(1000);
    const kept = inbox.messages.reduce((sum, message) => sum + message.octets.length, 0);
    assert.ok(kept <= 10, `${kept} octets are kept`);
  });

  it('gives back the room of a message that was never completed', () => {
    const inbox = new Inbox({ ...roomy, octets: 10 });
    const draft = inbox.begin(envelope);
    draft.write(transfer('12345678\r\n'));
    draft.discard();
    receive(inbox, 'abcdefgh\r\n');
    assert.equal(inbox.messages[0]?.octets.toString(), 'abcdefgh\r\n');
  });
});
