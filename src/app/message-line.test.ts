import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import pino from 'pino';
import { messageEndings } from '../alias/message-ending.ts';
import { createIds } from '../relay/transfer-id.ts';
import { messageLine } from './message-line.ts';

const newId = createIds(randomBytes);

test('the line of a message is what pino would write', () => {
  const time = ',"time":"2026-01-02T03:04:05.006Z"';
  const message = fc.record({
    ending: fc.constantFrom(...messageEndings),
    code: fc.option(fc.integer({ min: 200, max: 599 }), { nil: undefined }),
    messageId: fc.nat().map(() => newId()),
    octets: fc.nat(),
  });
  fc.assert(
    fc.property(message, ({ ending, code, messageId, octets }) => {
      const written: string[] = [];
      const log = pino({ base: null, timestamp: () => time }, { write: (line) => written.push(line) });
      log.info({ event: ending, reply: code, messageId, octets, err: undefined }, 'message');
      const reply = code === undefined ? undefined : { code, enhanced: undefined };
      assert.deepEqual(written, [messageLine(time, { ending, reply, messageId, octets })]);
    }),
  );
});
