// SPDX-License-Identifier: MIT
const hourMs = 60 * 60 * 1000;

/**
 * The full hour at or after an instant, ms. Ends that stand in the store in clear are such, where they would else tell when they were set, and so
 * to which alias, of which that instant is in clear too, they belong.
 */
export function roundedUp(at: number): number {
  return Math.ceil(at / hourMs) * hourMs;
}
