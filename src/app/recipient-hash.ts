import type { createVault } from '../crypto/vault.ts';

/** What stands in the log for a recipient: who has the server secret can make it again, and find one that is known. */
export function recipientHash(
  vault: Pick<ReturnType<typeof createVault>, 'digest'>,
  address: string,
): string {
  return vault.digest('log', ['recipient', address.toLowerCase()]);
}
