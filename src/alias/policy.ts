import { type Alias, isDead, type Policy } from './alias.ts';
import type { AliasRequest, AliasUpdate, FieldFault } from './service.ts';

/** The most that the operator grants any alias; `null` grants any number, any time. */
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
      validForMs: wholeMs(request.validForMs) ?? null,
      clock: request.clock ?? 'creation',
      idleForMs: wholeMs(request.idleForMs) ?? null,
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
  if (update.validUntil !== undefined && update.validForMs !== undefined)
    faults.push({ field: 'validFor', message: 'cannot be given together with validUntil' });
  if (update.maxUses !== undefined && update.maxUses < alias.delivered + alias.pending.length)
    faults.push({ field: 'maxUses', message: 'must not be less than the uses already spent' });
  if (faults.length > 0) return { faults };

  const validForMs = wholeMs(update.validForMs);
  const idleForMs = wholeMs(update.idleForMs);
  const end = validForMs === undefined ? update.validUntil : now + validForMs;
  const change: PolicyChange = {
    ...(update.maxUses !== undefined && { maxUses: update.maxUses }),
    ...(end !== undefined && { validUntil: end, validForMs: null }),
    ...(idleForMs !== undefined && { idleForMs }),
  };
  if (end !== undefined && end <= (alias.validFrom ?? 0))
    return { faults: [{ field: endField(update), message: 'must be after validFrom' }] };
  if (isDead({ ...alias, ...change }, now))
    return {
      faults: [{ field: endField(update), message: 'would end the alias at once; destroy it instead' }],
    };
  return { change };
}

const dayMs = 24 * 60 * 60 * 1000;

/** Without a cap of the operator's: further ahead no calendar goes wrong and no number loses digits. */
const farthestDays = 100 * 365;
const mostUses = 1_000_000_000;

type Limits = Pick<AliasRequest, 'maxUses' | 'validUntil' | 'validForMs' | 'idleForMs'>;

function missingLimit(request: AliasRequest): FieldFault[] {
  const limits = [request.maxUses, request.validUntil, request.validForMs, request.idleForMs];
  if (limits.some((limit) => limit !== undefined)) return [];
  return [
    { field: 'maxUses', message: 'is required, or days, validFor, validUntil or idleFor in its place' },
  ];
}

/** What is wrong with a start, and with the ends that are counted from it. A start in the past is no start at all. */
function startFaults(request: AliasRequest, caps: Caps, now: number): FieldFault[] {
  const { validFrom, validUntil, validForMs } = request;
  if (validFrom === undefined) return [];
  if (!isInstant(validFrom)) return [{ field: 'validFrom', message: 'must be an instant' }];
  if (validFrom <= now) return [];
  if (validFrom >= lastEnd(caps, now)) return [{ field: 'validFrom', message: tooLate(caps) }];
  if (validUntil !== undefined && validUntil <= validFrom)
    return [{ field: 'validUntil', message: 'must be after validFrom' }];
  if (
    validForMs !== undefined &&
    validForMs <= longestMs(caps) &&
    validFrom + validForMs > lastEnd(caps, now)
  )
    return [{ field: 'validFor', message: `counted from validFrom ${tooLate(caps)}` }];
  return [];
}

/** What is wrong with each limit taken by itself. */
function limitFaults(limits: Limits, caps: Caps, now: number): FieldFault[] {
  const found: [string, string | undefined][] = [
    ['maxUses', limits.maxUses === undefined ? undefined : usesFault(limits.maxUses, caps)],
    ['validUntil', limits.validUntil === undefined ? undefined : endFault(limits.validUntil, caps, now)],
    ['validFor', limits.validForMs === undefined ? undefined : durationFault(limits.validForMs, caps)],
    ['idleFor', limits.idleForMs === undefined ? undefined : durationFault(limits.idleForMs, caps)],
  ];
  return found.flatMap(([field, message]) => (message === undefined ? [] : [{ field, message }]));
}

function usesFault(uses: number, caps: Caps): string | undefined {
  const most = caps.maxUses ?? mostUses;
  if (!Number.isInteger(uses) || uses < 1) return 'must be a whole number of 1 or more';
  return uses > most ? `must be at most ${most}, the most that this service grants` : undefined;
}

function endFault(instant: number, caps: Caps, now: number): string | undefined {
  if (!isInstant(instant)) return 'must be an instant';
  if (instant <= now) return 'must be in the future';
  return instant > lastEnd(caps, now) ? tooLate(caps) : undefined;
}

function durationFault(durationMs: number, caps: Caps): string | undefined {
  if (!Number.isFinite(durationMs) || durationMs < 1) return 'must be longer than nothing';
  return durationMs > longestMs(caps) ? tooLate(caps) : undefined;
}

/** `days: 0.1` is no whole number of ms in binary. */
function wholeMs(durationMs: number | undefined): number | undefined {
  return durationMs === undefined ? undefined : Math.round(durationMs);
}

function isInstant(instant: number): boolean {
  return Number.isFinite(instant) && Math.abs(instant) <= 8.64e15;
}

function longestMs(caps: Caps): number {
  return (caps.maxDays ?? farthestDays) * dayMs;
}

function lastEnd(caps: Caps, now: number): number {
  return now + longestMs(caps);
}

function tooLate(caps: Caps): string {
  return `must be within ${caps.maxDays ?? farthestDays} days, the most that this service grants`;
}

/** The field of an update that most likely brought the alias to its end. */
function endField(update: AliasUpdate): string {
  if (update.validForMs !== undefined) return 'validFor';
  if (update.validUntil !== undefined) return 'validUntil';
  return update.idleForMs === undefined ? 'maxUses' : 'idleFor';
}
