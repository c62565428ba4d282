// SPDX-License-Identifier: MIT
import type { EndedMessage } from '../alias/message-ending.ts';

/**
 * The log line of a message that ended without a cause to tell, as `formatLine` would write it at level `info`: made by hand, as that of a
 * session is. `head` is what each line has after its level. There is nothing in it that would have to be escaped.
 */
export function messageLine(head: string, message: Omit<EndedMessage, 'cause'>): string {
  const { ending, reply, sessionId, messageId, nextHopId, octets } = message;
  const code = reply === undefined ? '' : `,"reply":${reply.code}`;
  const nextHop = nextHopId === undefined ? '' : `,"nextHopId":"${nextHopId}"`;
  const rest = `"session":"${sessionId}","messageId":"${messageId}"${nextHop},"octets":${octets},"msg":"message"`;
  return `{"level":30${head},"event":"${ending}"${code},${rest}}\n`;
}
