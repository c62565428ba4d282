// SPDX-License-Identifier: MIT
import type { FieldFault } from '../alias/fault.ts';
import type { KeyAliasRequest } from '../alias/key-service.ts';
import type { AliasView } from '../alias/service.ts';
import type { Refusal } from './answers.ts';
import { badKey, type Call, tooMany } from './call.ts';

/** How a client is told of mistakes: with which statuses, and by its own names of the fields. */
export interface FaultForm {
  readonly invalid: 400 | 422;
  readonly taken: 409 | 422;
  /** Whether the mistakes are in the whole reason alone, or in the short one too, where the client shows only that. */
  readonly isShort: boolean;
  /** Whether limits may stand before the domain. */
  readonly takesLimits: boolean;
  readonly fieldNames: Readonly<Record<string, string>>;
}

/** Makes an alias with the key of a call. */
export async function make(
  call: Call,
  request: KeyAliasRequest,
  form: FaultForm,
): Promise<AliasView | Refusal> {
  const { c, deps, words, key } = call;
  const faults = key.faultsOf(request);
  if (faults.length > 0) {
    const waitMs = await deps.limits.faults(c);
    return waitMs === undefined ? refusalOf(faults, call, form) : tooMany(words, waitMs);
  }
  const waitMs = await deps.limits.creation(c, key.view.target, true);
  if (waitMs !== undefined) return tooMany(words, waitMs);
  const created = await key.createAlias(request);
  if ('view' in created) return created.view;
  if ('faults' in created) return refusalOf(created.faults, call, form);
  if (created.refused === 'gone') return badKey(words);
  if (created.refused === 'tooManyToday') return tooMany(words, created.waitMs);
  return { status: 403, reason: words.fullKey };
}

/** Mistakes as a refusal. */
export function refusalOf(
  faults: readonly FieldFault[],
  { words, deps }: Pick<Call, 'words' | 'deps'>,
  form: FaultForm,
): Refusal {
  const noLimits = words.noLimits(form.takesLimits ? deps.domains[0] : undefined);
  const errors: Record<string, string[]> = {};
  for (const fault of faults) {
    const text = fault.code === 'limitRequired' ? noLimits[1] : words.fault(fault);
    const name = form.fieldNames[fault.field] ?? fault.field;
    errors[name] = [...(errors[name] ?? []), text];
  }
  const whole = Object.values(errors).flat().join(' ');
  const isTaken = faults.some(({ code }) => code === 'nameTaken');
  return {
    status: isTaken ? form.taken : form.invalid,
    reason: faults.every(({ code }) => code === 'limitRequired')
      ? noLimits
      : [form.isShort ? words.invalid : whole, whole],
    errors,
  };
}
