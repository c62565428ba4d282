// SPDX-License-Identifier: MIT
import type { Alias } from '../../src/alias/alias.ts';

/** The instant at which the tests' aliases are made, ms. */
export const now = 1_800_000_000_000;

/** An alias that nothing limits and nothing has happened to. */
export const unlimited: Alias = {
  maxUses: null,
  validFrom: null,
  validUntil: null,
  validForMs: null,
  clock: 'creation',
  idleForMs: null,
  state: 'active',
  createdAt: now,
  firstDeliveryAt: null,
  lastDeliveryAt: null,
  delivered: 0,
  pending: [],
};
