// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { SessionSummary } from '../smtp/server/session-types.ts';
import { reply } from '../smtp/wire/reply.ts';
import { formatLine } from './log.ts';
import { sessionLine } from './session-line.ts';

const anySummary: fc.Arbitrary<SessionSummary> = fc.record({
  id: fc.nat().map((count) => `0123456789${count.toString(36)}`),
  commands: fc.nat(),
  errors: fc.nat(),
  messages: fc.nat(),
  isEncrypted: fc.boolean(),
  durationMs: fc.double({ min: 0, max: 1e9, noNaN: true }),
  farewell: fc.option(
    fc.integer({ min: 200, max: 599 }).map((code) => reply(code, undefined, 'Bye')),
    { nil: undefined },
  ),
});

for (const [whose, bindings] of [
  ['a process that is alone', ''],
  ['a worker', ',"worker":3'],
] as const)
  test(`the line of a session is what any other would be, in ${whose}`, () => {
    const head = `,"time":"2026-01-02T03:04:05.006Z"${bindings}`;
    fc.assert(
      fc.property(anySummary, (summary) => {
        const { id, commands, errors, messages, isEncrypted, durationMs, farewell } = summary;
        const ms = Math.round(durationMs);
        const fields = { session: id, commands, errors, messages, isEncrypted, ms, farewell: farewell?.code };
        assert.equal(sessionLine(head, summary), formatLine(30, head, fields, 'session'));
      }),
    );
  });
