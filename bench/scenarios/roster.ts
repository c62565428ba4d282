// SPDX-License-Identifier: MIT
import { forwardings } from './forwarding.ts';
import { memory } from './memory.ts';
import { pathologies } from './pathologies.ts';
import { refusals } from './refusal.ts';
import type { Scenario } from './scenario.ts';
import { tenMillion } from './ten-million.ts';

/** All scenarios, in the order in which they run. */
export const knownScenarios: readonly Scenario[] = [
  ...refusals,
  ...forwardings,
  ...pathologies,
  ...memory,
  tenMillion,
];
