// SPDX-License-Identifier: MIT
import type { KeyObject } from 'node:crypto';

/** Signs a message that is From the domain; gives it with a DKIM-Signature field on top. Rejects when it cannot be signed. */
export type SignMessage = (message: Buffer, domain: string) => Promise<Buffer>;

/** What our own messages have; RFC 8058 §4 asks for the last two. */
const signedFields = [
  'From',
  'To',
  'Subject',
  'Date',
  'Message-ID',
  'Auto-Submitted',
  'MIME-Version',
  'Content-Type',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
];

/**
 * A signer for messages of our own (RFC 6376). It signs for whichever domain a message is From, so that DMARC sees both aligned;
 * the same key is published at each of them.
 */
export async function createSigner(key: KeyObject, selector: string): Promise<SignMessage> {
  const { dkimSign } = await import('mailauth');
  const privateKey = key.export({ type: 'pkcs8', format: 'pem' });
  return async (message, domain) => {
    const signature = { signingDomain: domain, selector, privateKey };
    const { signatures, errors } = await dkimSign(message, {
      // Only its types want this twice.
      ...signature,
      signatureData: [signature],
      strict: true,
      canonicalization: 'relaxed/relaxed',
      headerList: signedFields,
    });
    const [fault] = errors;
    if (fault !== undefined) throw fault.err;
    return Buffer.concat([Buffer.from(signatures), message]);
  };
}
