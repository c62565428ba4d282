// SPDX-License-Identifier: MIT
import type { MailParameters, TransferOctets } from '../../../src/smtp/wire/envelope.ts';

/** MAIL without parameters. */
export const noParameters: MailParameters = { size: undefined, body: undefined, smtpUtf8: false };

/** Octets that a test has written in transfer form itself. */
export function transferOctets(text: string | Buffer): TransferOctets {
  return Buffer.from(text as string, 'latin1') as TransferOctets;
}
