// SPDX-License-Identifier: MIT
import { formatMailDate } from '../base/mail-date.ts';

/** How an alias will stand once the message at hand has been delivered. */
export interface AliasStanding {
  /** In normal form. */
  readonly address: string;
  /** As far as is known when the message sets out; `null` is unlimited. */
  readonly usesLeft: number | null;
  /** ms since the epoch; `null` when only its uses limit it. */
  readonly validUntil: number | null;
}

/**
 * Header fields that tell the reader of a message which alias it came through, how much life that has, and where it
 * can be stopped. CRLF at the end of each. Like the trace field they are put in front of the message, so what its
 * originator signed stays as it was (RFC 6376 §5.4.2: only fields that are named in a signature are covered by it).
 */
export function formatMailFields({ address, usesLeft, validUntil }: AliasStanding, link: string): string {
  return (
    `Mayfly-Alias: <${address}>\r\n` +
    `Mayfly-Uses-Left: ${usesLeft ?? 'unlimited'}\r\n` +
    `Mayfly-Expires: ${validUntil === null ? 'never' : formatMailDate(validUntil)}\r\n` +
    `Mayfly-Stop: <${link}>\r\n`
  );
}

/**
 * The fields behind a mail program's own button to unsubscribe (RFC 2369 §3.2), which act without a further question where the link is
 * as RFC 8058 §3 demands. Only for a message that has none and whose signatures say nothing of them.
 */
export function formatUnsubscribeFields(link: string): string {
  const oneClick = link.startsWith('https:') ? 'List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n' : '';
  return `List-Unsubscribe: <${link}>\r\n${oneClick}`;
}
