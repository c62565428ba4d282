// SPDX-License-Identifier: MIT
/** A reply of an SMTP server (RFC 5321 §4.2): code, enhanced status (RFC 3463) and text chosen together. */
export interface Reply {
  /** Three digits, 200–599. */
  readonly code: number;
  /** Enhanced status code such as `5.1.1`; none in the greeting, after HELO/EHLO itself, and in 3xx replies. */
  readonly enhanced: string | undefined;
  /** One printable ASCII line without code or status. */
  readonly text: string;
  /** The octets as sent, CRLF included: built once, written many times. */
  readonly wire: string;
}

/** Makes a one-line reply. The class digit of `enhanced` must be that of `code` (RFC 2034 §4). */
export function reply(code: number, enhanced: string | undefined, text: string): Reply {
  const status = enhanced === undefined ? '' : `${enhanced} `;
  return { code, enhanced, text, wire: `${code} ${status}${text}\r\n` };
}

/** Whether a reply completes its command: 2xx, or the 3xx that invites mail data. */
export function isPositive(answer: Pick<Reply, 'code'>): boolean {
  return answer.code < 400;
}
