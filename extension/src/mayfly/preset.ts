// SPDX-License-Identifier: MIT
/** The limits that an alias can be made with. `own` is what the preset of the key says. */
export const presets = {
  one: { maxUses: 1 },
  three: { maxUses: 3 },
  week: { days: 7 },
  own: {},
} as const;

/** The name of one. */
export type PresetName = keyof typeof presets;

/** In the order in which they are offered. */
export const presetNames: readonly PresetName[] = ['one', 'three', 'week', 'own'];

/** Whether a stored value is the name of a preset. */
export function isPresetName(value: unknown): value is PresetName {
  return typeof value === 'string' && Object.hasOwn(presets, value);
}
