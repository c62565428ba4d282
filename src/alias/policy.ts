// SPDX-License-Identifier: MIT
import { type Alias, isDead, type Policy } from './alias.ts';
import type { Fault, FaultOf, FieldFault } from './fault.ts';
import type { AliasRequest, AliasUpdate } from './service.ts';

/** The maximum that the operator grants any alias; `null` is no maximum. */
export interface Caps {
  readonly maxUses: number | null;
  readonly maxDays: number | null;
}

/** What of the policy an update changes; absent means unchanged. */
export type PolicyChange = Partial<Pick<Policy, 'maxUses' | 'validUntil' | 'validForMs' | 'idleForMs'>>;

/**
 * The policy of a new alias, created at `now` (ms). A limit that was not asked for takes the operator's cap, so that an
 * alias that is never used dies as well. Faults name `maxUses`, `validFrom`, `validUntil`, `validFor` or `idleFor`.
 */
export function newPolicy(
  request: AliasRequest,
  caps: Caps,
  now: number,
): { readonly policy: Policy } | { readonly faults: readonly FieldFault[] } {
  const faults = [
    ...missingLimit(request),
    ...limitFaults(request, caps, now),
    ...startFaults(request, caps, now),
  ];
  if (faults.length > 0) return { faults };
  return {
    policy: {
      maxUses: request.maxUses ?? caps.maxUses,
      validFrom: request.validFrom !== undefined && request.validFrom > now ? request.validFrom : null,
      validUntil: request.validUntil ?? (caps.maxDays === null ? null : lastEnd(caps, now)),
      validForMs: wholeMs<undefined>(request.validForMs) ?? null,
      clock: request.startsAt ?? 'creation',
      idleForMs: wholeMs<undefined>(request.idleForMs) ?? null,
    },
  };
}

/**
 * What an owner's update at `now` (ms) does to the policy of a live alias. A new end, given as an instant or as a
 * duration from now, replaces every earlier end but `idleForMs`. The caps count from now. An update that would end the
 * alias at once is refused: destroying says so in its own words.
 */
export function changedPolicy(
  alias: Alias,
  update: AliasUpdate,
  { caps, now }: { readonly caps: Caps; readonly now: number },
): { readonly change: PolicyChange } | { readonly faults: readonly FieldFault[] } {
  const faults = limitFaults(update, caps, now);
  if (typeof update.validUntil === 'number' && typeof update.validForMs === 'number')
    faults.push({ field: 'validFor', code: 'notTogether', params: { other: 'validUntil' } });
  if (typeof update.maxUses === 'number' && update.maxUses < alias.delivered + alias.pending.length)
    faults.push({ field: 'maxUses', code: 'belowSpent', params: {} });
  if (faults.length > 0) return { faults };

  const idleForMs = wholeMs<undefined | null>(update.idleForMs);
  const end = endOf(update, caps, now);
  const change: PolicyChange = {
    ...(update.maxUses !== undefined && { maxUses: update.maxUses ?? caps.maxUses }),
    ...(end !== undefined && { validUntil: end, validForMs: null }),
    ...(idleForMs !== undefined && { idleForMs }),
  };
  const changed = { ...alias, ...change };
  if ([changed.maxUses, changed.validUntil, changed.validForMs, changed.idleForMs].every((to) => to === null))
    return { faults: [{ field: endField(update), code: 'limitRequired', params: {} }] };
  if (typeof end === 'number' && end <= (alias.validFrom ?? 0))
    return { faults: [{ field: endField(update), code: 'notAfterStart', params: {} }] };
  if (isDead(changed, now))
    return {
      faults: [{ field: endField(update), code: 'endsAtOnce', params: {} }],
    };
  return { change };
}

const dayMs = 24 * 60 * 60 * 1000;

/** Without a cap of the operator's: further ahead no calendar goes wrong and no number loses digits. */
const farthestDays = 100 * 365;
const maxUses = 1_000_000_000;

type Limits = Pick<AliasUpdate, 'maxUses' | 'validUntil' | 'validForMs' | 'idleForMs'>;

function missingLimit(request: AliasRequest): FieldFault[] {
  const limits = [request.maxUses, request.validUntil, request.validForMs, request.idleForMs];
  if (limits.some((limit) => limit !== undefined)) return [];
  return [{ field: 'maxUses', code: 'limitRequired', params: {} }];
}

/** What is wrong with a start, and with the ends that are counted from it. A start in the past is no start at all. */
function startFaults(request: AliasRequest, caps: Caps, now: number): FieldFault[] {
  const { validFrom, validUntil, validForMs } = request;
  if (validFrom === undefined) return [];
  if (!isInstant(validFrom)) return [{ field: 'validFrom', code: 'notAnInstant', params: {} }];
  if (validFrom <= now) return [];
  if (validFrom >= lastEnd(caps, now)) return [{ field: 'validFrom', ...tooLong(caps) }];
  if (validUntil !== undefined && validUntil <= validFrom)
    return [{ field: 'validUntil', code: 'notAfterStart', params: {} }];
  if (
    validForMs !== undefined &&
    validForMs <= longestMs(caps) &&
    validFrom + validForMs > lastEnd(caps, now)
  )
    return [{ field: 'validFor', code: 'tooLongFromStart', params: { maxDays: maxDaysOf(caps) } }];
  return [];
}

/** What is wrong with each limit taken by itself. */
function limitFaults(limits: Limits, caps: Caps, now: number): FieldFault[] {
  const found: [string, Fault | undefined][] = [
    ['maxUses', isAbsent(limits.maxUses) ? undefined : usesFault(limits.maxUses, caps)],
    ['validUntil', isAbsent(limits.validUntil) ? undefined : endFault(limits.validUntil, caps, now)],
    ['validFor', isAbsent(limits.validForMs) ? undefined : durationFault(limits.validForMs, caps)],
    ['idleFor', isAbsent(limits.idleForMs) ? undefined : durationFault(limits.idleForMs, caps)],
  ];
  return found.flatMap(([field, fault]) => (fault === undefined ? [] : [{ field, ...fault }]));
}

function usesFault(uses: number, caps: Caps): Fault | undefined {
  const max = caps.maxUses ?? maxUses;
  if (!Number.isInteger(uses) || uses < 1) return { code: 'notACount', params: {} };
  return uses > max ? { code: 'tooManyUses', params: { max } } : undefined;
}

function endFault(instant: number, caps: Caps, now: number): Fault | undefined {
  if (!isInstant(instant)) return { code: 'notAnInstant', params: {} };
  if (instant <= now) return { code: 'notInFuture', params: {} };
  return instant > lastEnd(caps, now) ? tooLong(caps) : undefined;
}

function durationFault(durationMs: number, caps: Caps): Fault | undefined {
  if (!Number.isFinite(durationMs) || durationMs < 1) return { code: 'zeroDuration', params: {} };
  return durationMs > longestMs(caps) ? tooLong(caps) : undefined;
}

/** `days: 0.1` is no whole number of ms in binary. */
function wholeMs<T extends undefined | null>(durationMs: number | T): number | T {
  return typeof durationMs === 'number' ? Math.round(durationMs) : durationMs;
}

/** Not asked for, or lifted: nothing of it can be wrong. */
function isAbsent(limit: number | null | undefined): limit is null | undefined {
  return limit === undefined || limit === null;
}

/** The end that an update asks for, lifted as far as the caps allow; nothing where it leaves the end alone. */
function endOf({ validUntil, validForMs }: AliasUpdate, caps: Caps, now: number): number | null | undefined {
  if (typeof validForMs === 'number') return now + Math.round(validForMs);
  if (typeof validUntil === 'number') return validUntil;
  if (validForMs === undefined && validUntil === undefined) return undefined;
  return caps.maxDays === null ? null : lastEnd(caps, now);
}

function isInstant(instant: number): boolean {
  return Number.isFinite(instant) && Math.abs(instant) <= 8.64e15;
}

function longestMs(caps: Caps): number {
  return maxDaysOf(caps) * dayMs;
}

function lastEnd(caps: Caps, now: number): number {
  return now + longestMs(caps);
}

function tooLong(caps: Caps): FaultOf<'tooLong'> {
  return { code: 'tooLong', params: { maxDays: maxDaysOf(caps) } };
}

function maxDaysOf(caps: Caps): number {
  return caps.maxDays ?? farthestDays;
}

/** The field of an update that most likely brought the alias to its end. */
function endField(update: AliasUpdate): string {
  if (typeof update.validForMs === 'number') return 'validFor';
  if (update.validUntil !== undefined) return 'validUntil';
  if (update.validForMs !== undefined) return 'validFor';
  return update.idleForMs === undefined ? 'maxUses' : 'idleFor';
}
