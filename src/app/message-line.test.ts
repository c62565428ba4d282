import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import pino from 'pino';
import { createIds } from '../relay/transfer-id.ts';
import { messageLine } from './message-line.ts';

const newId = createIds(randomBytes);

test('the line of a message is what pino would write', () => {
  const time = ',"time":"2026-01-02T03:04:05.006Z"';
  const ending = fc.record({
    event: fc.constantFrom('delivered', 'refused', 'inDoubt', 'aborted', 'bounced', 'ignored'),
    reply: fc.option(fc.integer({ min: 200, max: 599 }), { nil: undefined }),
    messageId: fc.nat().map(() => newId()),
    recipients: fc.nat(),
    octets: fc.nat(),
  });
  fc.assert(
    fc.property(ending, ({ event, reply, messageId, recipients, octets }) => {
      const written: string[] = [];
      const log = pino({ base: null, timestamp: () => time }, { write: (line) => written.push(line) });
      log.info({ event, reply, messageId, recipients, octets, err: undefined }, 'message');
      assert.deepEqual(written, [messageLine(time, { event, reply, messageId, recipients, octets })]);
    }),
  );
});
