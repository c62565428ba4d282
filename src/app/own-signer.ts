// SPDX-License-Identifier: MIT
/** The signer of messages of our own, by the configuration. */
import type { Config } from '../config/config.ts';
import type { SignMessage } from '../dkim/signer.ts';

/** Makes the signer, where a key is configured; else nothing of it is even loaded. Rejects with `DkimKeyError`. */
export async function createOwnSigner({ dkimKey, dkimSelector }: Config): Promise<SignMessage | undefined> {
  if (dkimKey === undefined) return undefined;
  const { readDkimKey } = await import('../dkim/key.ts');
  const { createSigner } = await import('../dkim/signer.ts');
  return createSigner(await readDkimKey(dkimKey), dkimSelector);
}
