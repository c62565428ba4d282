// SPDX-License-Identifier: MIT
/** What stands in the log for names that it must not have: whoever has the server secret can make them again, and find one that is known. */
import type { createVault } from '../crypto/vault.ts';

type Digest = Pick<ReturnType<typeof createVault>, 'digest'>;

/** For a recipient that was refused. */
export function recipientHash(vault: Digest, address: string): string {
  return vault.digest('log', ['recipient', address.toLowerCase()]);
}

/** For a domain that mail is delivered to. */
export function domainHash(vault: Digest, domain: string): string {
  return vault.digest('log', ['domain', domain.toLowerCase()]);
}
