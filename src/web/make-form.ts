// SPDX-License-Identifier: MIT
import type { FieldFault } from '../alias/fault.ts';
import type { Caps } from '../alias/policy.ts';
import type { AliasRequest } from '../alias/service.ts';
import { type FieldFaults, parseCount, parseSpan, parseUnit, unitMs } from './form.ts';
import { readTarget, type WrittenTarget } from './target-field.ts';
import type { Messages } from './text/en.ts';

/** What the form that makes an alias holds, as it was written. */
export interface MakeForm extends WrittenTarget {
  /** Text of the key that makes the alias; empty without one, which needs a target. */
  readonly key: string;
  /** A preset, `max`, or `other`. */
  readonly uses: string;
  readonly usesOther: string;
  /** A preset such as `7d`, `max`, or `other`. */
  readonly time: string;
  readonly timeOther: string;
  readonly timeUnit: keyof typeof unitMs;
  readonly note: string;
  readonly style: 'random' | 'words' | 'own';
  readonly name: string;
  readonly domain: string;
}

/** Numbers of messages on buttons, as far as the operator grants them. */
export function usesPresets({ maxUses }: Caps): readonly number[] {
  return [1, 3, 10].filter((uses) => maxUses === null || uses < maxUses);
}

/** Spans on buttons, by their name in the form. */
export function timePresets({ maxDays }: Caps): readonly { readonly name: string; readonly ms: number }[] {
  const spans = [
    { name: '1h', ms: unitMs.hours },
    { name: '1d', ms: unitMs.days },
    { name: '7d', ms: 7 * unitMs.days },
    { name: '30d', ms: 30 * unitMs.days },
  ];
  return spans.filter(({ ms }) => maxDays === null || ms < maxDays * unitMs.days);
}

/** Reads a form, posted or as the query of a link. What is missing or strange becomes what a new visitor finds. */
export function readMakeForm(fields: URLSearchParams, caps: Caps): MakeForm {
  const text = (name: string): string => fields.get(name) ?? '';
  const presets = {
    uses: [...usesPresets(caps).map(String), 'max', 'other'],
    time: [...timePresets(caps).map(({ name }) => name), 'max', 'other'],
  };
  const choice = (name: 'uses' | 'time', usual: string): string => {
    const found = presets[name].find((preset) => preset === text(name));
    return found ?? (presets[name].includes(usual) ? usual : 'max');
  };
  const style = text('style');
  return {
    key: text('key').trim(),
    ...readTarget(fields),
    uses: choice('uses', '3'),
    usesOther: text('usesOther'),
    time: choice('time', '7d'),
    timeOther: text('timeOther'),
    timeUnit: parseUnit(fields.get('timeUnit')),
    note: text('note'),
    style: style === 'words' || style === 'own' ? style : 'random',
    name: text('name'),
    domain: text('domain'),
  };
}

/** What the form asks for, as far as it can be read, and what is wrong with its own fields. */
export function requestOf(
  form: MakeForm,
  caps: Caps,
  text: Messages,
): { readonly request: AliasRequest; readonly faults: FieldFaults } {
  const [uses, time] = [usesOf(form, text), timeOf(form, caps, text)];
  const isEndless =
    form.uses === 'max' && form.time === 'max' && caps.maxUses === null && caps.maxDays === null;
  const maxUses = uses ?? caps.maxUses;
  const validForMs = time ?? (caps.maxDays === null ? null : caps.maxDays * unitMs.days);
  return {
    faults: {
      ...(form.key === '' && form.target.trim() === '' && { target: text.faults.target }),
      ...(isFault(uses) && { uses: uses.fault }),
      ...(isFault(time) && { time: time.fault }),
      ...(isEndless && { time: text.faults.endless }),
      ...(form.style === 'own' && form.name.trim() === '' && { name: text.faults.name }),
    },
    request: {
      target: form.target.trim(),
      ...(typeof maxUses === 'number' && { maxUses }),
      ...(typeof validForMs === 'number' && { validForMs }),
      ...(form.style === 'own' ? { name: form.name.trim() } : { style: form.style }),
      ...(form.domain !== '' && { domain: form.domain }),
      ...(form.note.trim() !== '' && { note: form.note.trim() }),
    },
  };
}

/** The service's faults beside the fields of the form. */
export function formFaults(faults: readonly FieldFault[], text: Messages): FieldFaults {
  return Object.fromEntries(
    faults.map((fault) => [fieldNames[fault.field] ?? fault.field, text.fault(fault)]),
  );
}

const fieldNames: Readonly<Record<string, string>> = {
  maxUses: 'uses',
  validFor: 'time',
  validUntil: 'time',
};

type Fault = { readonly fault: string };

/** `null`: as many as there may be. */
function usesOf(form: MakeForm, text: Messages): number | null | Fault {
  if (form.uses === 'max') return null;
  return parseCount(form.uses === 'other' ? form.usesOther : form.uses, text);
}

/** `null`: as long as it may. */
function timeOf(form: MakeForm, caps: Caps, text: Messages): number | null | Fault {
  if (form.time === 'max') return null;
  const preset = timePresets(caps).find(({ name }) => name === form.time);
  return preset?.ms ?? parseSpan(form.timeOther, form.timeUnit, text);
}

function isFault(value: unknown): value is Fault {
  return typeof value === 'object' && value !== null && 'fault' in value;
}
