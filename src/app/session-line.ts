// SPDX-License-Identifier: MIT
import type { SessionSummary } from '../smtp/server/session-types.ts';

/**
 * The log line of a session that has ended, as `formatLine` would write it at level `info`: made by hand, since there is one for every
 * refused sender and JSON.stringify takes longer. `head` is what each line has after its level: time and bindings, as JSON
 * with a comma in front. There is nothing in it that would have to be escaped.
 */
export function sessionLine(head: string, summary: SessionSummary): string {
  const { id, commands, errors, messages, isEncrypted, durationMs, farewell } = summary;
  const counts = `"session":"${id}","commands":${commands},"errors":${errors},"messages":${messages}`;
  const code = farewell === undefined ? '' : `,"farewell":${farewell.code}`;
  return `{"level":30${head},${counts},"isEncrypted":${isEncrypted},"ms":${Math.round(durationMs)}${code},"msg":"session"}\n`;
}
