// SPDX-License-Identifier: MIT
import { randomBytes } from 'node:crypto';
import type { AliasRecord } from '../../src/alias/alias.ts';
import { noAttributes } from '../../src/alias/attributes.ts';
import { createVault } from '../../src/crypto/vault.ts';

const dayMs = 86_400_000;
const vault = createVault(randomBytes(32));
/** The same in every record: nobody opens it, only its length matters. */
const sealed = vault.seal(
  'reader@alias.bench',
  { target: 'reader@target.test', note: '' },
  vault.newToken().hash,
);

/** An alias of ten uses and thirty days, or one that has expired. */
export function newRecord(isExpired: boolean): AliasRecord {
  const now = Date.now();
  const createdAt = isExpired ? now - 2 * dayMs : now;
  return {
    state: 'active',
    createdAt,
    maxUses: 10,
    validFrom: null,
    validUntil: null,
    validForMs: isExpired ? dayMs : 30 * dayMs,
    clock: 'creation',
    idleForMs: null,
    firstDeliveryAt: null,
    lastDeliveryAt: null,
    delivered: 0,
    pending: [],
    attributes: noAttributes,
    tokenHash: vault.newToken().hash,
    sealed,
  };
}
