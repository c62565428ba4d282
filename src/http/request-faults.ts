// SPDX-License-Identifier: MIT
import type { z } from '@hono/zod-openapi';
import type { Fault, FieldFault } from '../alias/fault.ts';

/** Faults that a schema finds and that need no parameters. */
const plainFaults = [
  { code: 'required', params: {} },
  { code: 'notText', params: {} },
  { code: 'notACount', params: {} },
  { code: 'notDays', params: {} },
  { code: 'notAnInstant', params: {} },
  { code: 'notADuration', params: {} },
  { code: 'calendarDuration', params: {} },
] as const satisfies readonly Fault[];

/** What a schema of ours gives as its message. */
type PlainCode = (typeof plainFaults)[number]['code'];

/** Fields that say the same as another: older spellings, and `days` for `validFor`. */
export const spellings = {
  'max-usage': 'maxUses',
  'valid-from': 'validFrom',
  'valid-until': 'validUntil',
  days: 'validFor',
  clock: 'startsAt',
} as const;

/** A code as the message of a schema. */
export function code(plain: PlainCode): PlainCode {
  return plain;
}

/** The mistakes that a schema found, one for each unknown field too. */
export function faultsOf(error: z.ZodError): FieldFault[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((field) => ({ field, code: 'unknownField', params: {} }));
    if (issue.path.length === 0) return [{ field: 'body', code: 'notAnObject', params: {} }];
    return [{ field: issue.path.map(String).join('.'), ...faultOf(issue) }];
  });
}

/** Our schemas give codes as messages; what a code needs is in the parameters of its issue. */
function faultOf(issue: z.core.$ZodIssue): Fault {
  if (issue.code === 'invalid_value')
    return { code: 'notAChoice', params: { values: issue.values.map(String) } };
  if (issue.code === 'custom' && issue.message === 'contradicts')
    return { code: 'contradicts', params: { other: String(issue.params?.other) } };
  if (issue.code === 'custom' && issue.message === 'outOfRange')
    return { code: 'outOfRange', params: { min: Number(issue.params?.min), max: Number(issue.params?.max) } };
  return plainFaults.find((fault) => fault.code === issue.message) ?? { code: 'invalid', params: {} };
}

/** Names the service's faults by the spelling that the body used. */
export function respell(faults: readonly FieldFault[], body: object): FieldFault[] {
  const spelled = Object.entries(spellings).filter(([other, name]) => other in body && !(name in body));
  return faults.map((fault) => {
    const field = spelled.find(([, name]) => name === fault.field)?.[0] ?? fault.field;
    return { ...fault, field };
  });
}

/**
 * All that is wrong with a body that its schema has refused: what the schema found, and what the service finds wrong with
 * the other fields (`judge`, which gives nothing when they cannot be told without the faulty ones).
 */
export function allFaults(
  found: readonly FieldFault[],
  body: unknown,
  judge: (rest: object) => readonly FieldFault[],
): readonly FieldFault[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return found;
  const faulty = new Set(found.map(({ field }) => field));
  const names = new Set([...faulty].map((field) => nameOf(field)));
  const rest = Object.fromEntries(Object.entries(body).filter(([field]) => !faulty.has(field)));
  const isLimited = limits.some((limit) => names.has(limit));
  const others = respell(judge(rest), body).filter(
    (fault) => !names.has(nameOf(fault.field)) && !(isLimited && fault.code === 'limitRequired'),
  );
  return [...found, ...others];
}

const limits = ['maxUses', 'validFor', 'validUntil', 'idleFor'];

/** A field by the name that the service has for it. */
function nameOf(field: string): string {
  return Object.entries(spellings).find(([other]) => other === field)?.[1] ?? field;
}
