// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { encode } from 'dns-packet';
import { countLabels } from './label-count.ts';
import { DnsError, parseAnswer } from './message.ts';

const question = { name: 'a.example', type: 'MX' } as const;

/** MX records whose exchange is a pointer to one name of 124 labels. */
function pointed(records: number): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records, 6);
  const asked = Buffer.from('\x01a\x07example\x00\x00\x0f\x00\x01', 'latin1');
  const long = Buffer.from(`${'\x01b'.repeat(124)}\x00`, 'latin1');
  const record = (data: Buffer): Buffer =>
    Buffer.concat([Buffer.from([0xc0, 12, 0, 15, 0, 1, 0, 0, 1, 0, 0, data.length + 2, 0, 1]), data]);
  const target = header.length + asked.length + 14;
  const pointers = Array.from({ length: records - 1 }, () =>
    record(Buffer.from([0xc0 | (target >> 8), target & 0xff])),
  );
  return Buffer.concat([header, asked, record(long), ...pointers]);
}

describe('the labels of a message', () => {
  test('are counted with pointers followed', () => {
    // Question 2; each record 2 and a pointer, the first 124, the others 124 and a pointer.
    assert.equal(countLabels(pointed(3), 10_000), 2 + 3 * 3 + 124 + 2 * 125);
    const usual = encode({
      type: 'response',
      questions: [question],
      answers: [{ ...question, data: { preference: 1, exchange: 'mx.b.example' } }],
    });
    assert.equal(countLabels(usual, 10_000), 2 + 2 + 3);
  });

  test('are counted no further than asked, also where pointers lead in a circle', () => {
    assert.equal(countLabels(pointed(200), 500), 500);
    const circle = Buffer.from([...Buffer.alloc(4), 0, 1, 0, 0, 0, 0, 0, 0, 0xc0, 12]);
    assert.equal(countLabels(circle, 300), 300);
  });

  test('do not make a small answer costly: it is not read', () => {
    assert.equal(parseAnswer(pointed(10), question).records.length, 10);
    assert.throws(
      () => parseAnswer(pointed(60), question),
      (error) => error instanceof DnsError && error.code === 'excess',
    );
  });
});
