// SPDX-License-Identifier: MIT
export type { MailParameters } from './extensions.ts';

/**
 * A path of MAIL FROM or RCPT TO (RFC 5321 §4.1.2) after parsing: source route removed, quoted local part unquoted.
 * The null reverse path `<>` has every field empty; `<Postmaster>` without a domain has an empty `domain`.
 */
export interface Path {
  /**
   * What stood between the angle brackets as the grammar has it, safe to send on: without source route and final dot, the
   * local part quoted where it is no dot-string. Parsed again it gives the same path.
   */
  readonly text: string;
  /** Local part as meant: quotes and backslashes resolved, case kept. */
  readonly localPart: string;
  /** Domain or address literal as written, case kept, without a final dot. */
  readonly domain: string;
}

/**
 * Mail data in transfer form (RFC 5321 §4.5.2): every line ends in CRLF, every line that begins with a dot carries
 * exactly one dot more, the final dot is not part of it. Only `encodeMailData` and the server make such octets, so that
 * what one decoder understood is what the next one will. A chunk may end anywhere, also between CR and LF.
 */
export type TransferOctets = Buffer & { readonly transferForm: unique symbol };
