// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { messageEndings } from '../alias/message-ending.ts';
import { createIds } from '../relay/transfer-id.ts';
import { formatLine } from './log.ts';
import { messageLine } from './message-line.ts';

const newId = createIds(randomBytes);

test('the line of a message is what any other would be', () => {
  const time = ',"time":"2026-01-02T03:04:05.006Z"';
  const message = fc.record({
    ending: fc.constantFrom(...messageEndings),
    code: fc.option(fc.integer({ min: 200, max: 599 }), { nil: undefined }),
    messageId: fc.nat().map(() => newId()),
    sessionId: fc.nat().map(() => newId()),
    nextHopId: fc.option(
      fc.nat().map(() => newId()),
      { nil: undefined },
    ),
    octets: fc.nat(),
  });
  fc.assert(
    fc.property(message, ({ ending, code, sessionId, messageId, nextHopId, octets }) => {
      const fields = { event: ending, reply: code, session: sessionId, messageId, nextHopId, octets };
      const reply = code === undefined ? undefined : { code, enhanced: undefined };
      assert.equal(
        messageLine(time, { ending, reply, sessionId, messageId, nextHopId, octets }),
        formatLine(30, time, fields, 'message'),
      );
    }),
  );
});
