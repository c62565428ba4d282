// SPDX-License-Identifier: MIT
/** How mail servers tell the id under which they keep a message: Postfix and most others, Exim, Sendmail and OpenSMTPD, Exchange, Gmail, SES. */
const forms = [
  /\bqueued as <?([\w-]{4,64})>?(?=$|[\s)\];,])/i,
  /\baccepted as ([\w-]{4,64})(?=$|\s)/i,
  /\bid=([\w-]{4,64})(?=$|\s)/i,
  /^([\w-]{4,64}) Message accepted for delivery/i,
  /\bInternalId=(\d{4,20})\b/i,
  /\bOK +\d{9,11} +([\w.-]{8,64}) - gsmtp$/i,
  /\bOK ([0-9a-f]{16}-[0-9a-f-]{20,40}-\d{6})$/i,
] as const;

/**
 * The id by which the next hop will know a message, from the text of its positive reply; nothing where it tells none in a way that
 * is known. Texts may quote the target (invariant I6): what has no digit, or goes on as an address would, is no id.
 */
export function queueIdOf(text: string): string | undefined {
  for (const form of forms) {
    const id = form.exec(text)?.[1];
    if (id !== undefined && /\d/.test(id)) return id;
  }
  return undefined;
}
