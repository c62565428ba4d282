import type { RelayEvent } from '../relay/relay-metrics.ts';

/**
 * The log line of a message that ended without a cause to tell, as pino would write it at level `info`: made by hand, as that of a
 * session is. `head` is what each line has after its level. There is nothing in it that would have to be escaped.
 */
export function messageLine(head: string, ending: Omit<RelayEvent, 'cause'>): string {
  const { event, reply, messageId, recipients, octets } = ending;
  const code = reply === undefined ? '' : `,"reply":${reply}`;
  const counts = `"recipients":${recipients},"octets":${octets}`;
  return `{"level":30${head},"event":"${event}"${code},"messageId":"${messageId}",${counts},"msg":"message"}\n`;
}
