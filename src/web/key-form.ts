// SPDX-License-Identifier: MIT
import type { KeyUpdate, KeyView } from '../alias/key-service.ts';
import { type FieldFaults, parseCount, parseSpan, parseUnit, unitMs } from './form.ts';
import type { Messages } from './text/en.ts';

/** What the form of a key's preset holds, as it was written. */
export interface PresetForm {
  readonly label: string;
  readonly uses: string;
  readonly time: string;
  readonly timeUnit: keyof typeof unitMs;
  readonly style: 'random' | 'words';
  readonly domain: string;
}

/** The form as it stands before anything is changed; a span in the largest unit that makes it whole. */
export function presetFormOf({ label, preset }: KeyView): PresetForm {
  const { maxUses, validForMs, style = 'random', domain = '' } = preset;
  const unit = (['weeks', 'days'] as const).find((name) => (validForMs ?? 0) % unitMs[name] === 0) ?? 'hours';
  return {
    label,
    uses: maxUses === undefined ? '' : `${maxUses}`,
    time: validForMs === undefined ? '' : `${Number((validForMs / unitMs[unit]).toFixed(6))}`,
    timeUnit: validForMs === undefined ? 'days' : unit,
    style,
    domain,
  };
}

/** Reads a posted form. */
export function readPresetForm(fields: URLSearchParams): PresetForm {
  const text = (name: string): string => (fields.get(name) ?? '').trim();
  return {
    label: text('label'),
    uses: text('uses'),
    time: text('time'),
    timeUnit: parseUnit(fields.get('timeUnit')),
    style: text('style') === 'words' ? 'words' : 'random',
    domain: text('domain'),
  };
}

/** What the form changes, or what is wrong with its fields. An empty one takes a limit out of the preset. */
export function presetUpdateOf(
  form: PresetForm,
  text: Messages,
): { readonly update: KeyUpdate } | { readonly faults: FieldFaults } {
  const uses = form.uses === '' ? null : parseCount(form.uses, text);
  const time = form.time === '' ? null : parseSpan(form.time, form.timeUnit, text);
  const faults = {
    ...(isFault(uses) && { uses: uses.fault }),
    ...(isFault(time) && { time: time.fault }),
  };
  if (isFault(uses) || isFault(time)) return { faults };
  return {
    update: {
      label: form.label,
      maxUses: uses,
      validForMs: time,
      style: form.style,
      ...(form.domain !== '' && { domain: form.domain }),
    },
  };
}

function isFault(value: unknown): value is { readonly fault: string } {
  return typeof value === 'object' && value !== null;
}
