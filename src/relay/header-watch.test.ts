// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { type HeaderFault, HeaderWatch } from './header-watch.ts';

const limits = { maxHeaderOctets: 300, maxReceivedFields: 2 };

/** What a watch says of a message that comes in these pieces. */
function watch(pieces: readonly string[]): {
  fault: HeaderFault | undefined;
  isOver: boolean;
  digest: string;
} {
  const header = new HeaderWatch(limits);
  let fault: HeaderFault | undefined;
  for (const piece of pieces) fault ??= header.push(Buffer.from(piece, 'latin1'));
  return { fault, isOver: header.isOver, digest: header.digest().toString('hex') };
}

const received = 'Received: by a\r\n';
const messages: readonly (readonly [name: string, message: string, fault: HeaderFault | undefined])[] = [
  ['as many Received fields as may be', `${received}${received}\r\nbody`, undefined],
  ['one more', `${received}${received}${received}\r\nbody`, 'loop'],
  ['one more in other letters', `${received}RECEIVED: b\r\nreceived:c\r\n\r\n`, 'loop'],
  ['fields in the body', `A: b\r\n\r\n${received.repeat(9)}`, undefined],
  ['an empty header', `\r\n${received.repeat(9)}`, undefined],
  ['the name inside a line', `A: ${'Received: '.repeat(9)}\r\n\tReceived: x\r\n\r\n`, undefined],
  ['fields with longer names', 'Received-SPF: pass\r\nX-Received: b\r\nReceived : c\r\n\r\n', undefined],
  ['a header of the most octets', `A: ${'x'.repeat(293)}\r\n\r\n`, undefined],
  ['a header of one octet more', `A: ${'x'.repeat(294)}\r\n\r\n`, 'too-large'],
  ['a large body', `A: b\r\n\r\n${'x'.repeat(400)}`, undefined],
  ['a header that does not end', `${'A: b\r\n'.repeat(60)}`, 'too-large'],
];

for (const [name, message, fault] of messages) {
  test(`${name}: ${fault ?? 'no fault'}, whole and octet by octet`, () => {
    assert.equal(watch([message]).fault, fault);
    assert.equal(watch([...message]).fault, fault);
  });
}

test('a field to unsubscribe by is seen in a header, and in what a signature covers, however it is cut', () => {
  const named = (pieces: readonly string[]): boolean => {
    const header = new HeaderWatch(limits);
    for (const piece of pieces) header.push(Buffer.from(piece, 'latin1'));
    return header.namesUnsubscribe;
  };
  for (const [message, isNamed] of [
    ['List-Unsubscribe: <x>\r\n\r\n', true],
    ['A: b\r\nLIST-unsubscribe-POST: x\r\n\r\n', true],
    ['DKIM-Signature: v=1;\r\n\th=from:\r\n\t list-unsubscribe:to; b=x\r\n\r\n', true],
    ['List-Id: x\r\n\r\nList-Unsubscribe: <x>\r\n', false],
    ['List-Unsubscrib: x\r\nUnsubscribe: y\r\n\r\n', false],
  ] as const) {
    assert.equal(named([message]), isNamed, message);
    assert.equal(named([...message]), isNamed, `${message} octet by octet`);
  }
});

test('however a message is cut, the same is said of it, and the digest is that of the header block', () => {
  const piece = fc.constantFrom('Received:', 'received: x', 'A: b', '\r\n', '\r', '\n', '\r\n\r\n', 'x');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.array(fc.nat(40)), (pieces, cuts) => {
      const message = pieces.join('');
      const whole = watch([message]);
      const chunks: string[] = [];
      let rest = message;
      for (const cut of cuts) {
        chunks.push(rest.slice(0, cut));
        rest = rest.slice(cut);
      }
      const cutUp = watch([...chunks, rest]);
      // Of two faults the cuts decide which is met first, and nothing is looked at after it.
      assert.equal(cutUp.fault === undefined, whole.fault === undefined);
      if (whole.fault !== undefined) return;
      assert.equal(cutUp.isOver, whole.isOver);
      assert.equal(cutUp.digest, whole.digest);
      const end = `\r\n${message}`.indexOf('\r\n\r\n');
      const header = end === -1 ? message : message.slice(0, end + 2);
      assert.equal(whole.digest, createHash('sha256').update(header, 'latin1').digest('hex'));
    }),
  );
});

test('an id of ours is found in any chunking, folded or not, and what is not ours is asked about only so often', () => {
  const id = 'AbCdEfGhIjKlMn-_';
  const tag = '0123456789-_';
  const limits = { maxHeaderOctets: 262_144, maxReceivedFields: 100 };
  for (const between of [' ', '\r\n\t', '\r\n  ']) {
    const text = `Subject: x\r\nReceived: from a\r\n\tby b with ESMTP id${between}${id}.${tag}\r\n\tfor <x>; date\r\n\r\n`;
    for (let size = 1; size < text.length; size += 1) {
      const watch = new HeaderWatch(limits, (...found) => found.join() === `${id},${tag}`);
      const faults: unknown[] = [];
      for (let at = 0; at < text.length; at += size)
        faults.push(watch.push(Buffer.from(text.slice(at, at + size))));
      assert.ok(faults.includes('loop'), `${size}`);
    }
  }
  let asked = 0;
  const watch = new HeaderWatch(limits, () => {
    asked += 1;
    return false;
  });
  watch.push(Buffer.from(`X: ${` id ${id}.${tag}\r\n`.repeat(5_000)}\r\n`));
  assert.equal(asked, 200);
});
