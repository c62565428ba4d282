// SPDX-License-Identifier: MIT
/**
 * Three books are kept of every run: what the next hop accepted, what the originators were told, and what the store says.
 * Here they are held against one another and against the invariants of Mayfly (I1 to I7, docs/crash-proof.md).
 */
import type { JournalLine } from './hop.ts';
import type { AliasPlan, FaultKind, MessagePlan } from './plan.ts';

/** One try of an originator to send a message to those of its recipients that were accepted at RCPT. Instants in ms. */
export interface Attempt {
  readonly message: string;
  readonly aliases: readonly string[];
  /** The process it went through. */
  readonly node: number;
  readonly dotSentAt: number | undefined;
  readonly toldAt: number;
  /** The code that ended it; the connection was lost before any. */
  readonly told: number | 'lost';
}

/** A fault that happened, and when. */
export interface FaultSpan {
  readonly kind: FaultKind;
  /** The process that it hit; all of them when undefined. */
  readonly node: number | undefined;
  readonly from: number;
  /** Until when it can have lasted. */
  readonly to: number;
}

/** From, to: ms since the epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** How far the clock of the processes was ahead of ours, ms, and since when. */
export interface ClockOffset {
  readonly since: number;
  readonly aheadMs: number;
}

/** A process may have read its clock a little before it was moved, ms. */
const clockSlackMs = 100;

/** When an alias with this end has ended by the clock of the processes, whatever became of that. */
export function spansPast(end: number, offsets: readonly ClockOffset[]): readonly Span[] {
  return offsets.flatMap(({ since, aheadMs }, at) => {
    const from = Math.max(since, end - aheadMs) + clockSlackMs;
    const to = offsets[at + 1]?.since ?? Number.POSITIVE_INFINITY;
    return from < to ? [{ from, to }] : [];
  });
}

/** What the store says of an alias once everything runs again, and what it then still let through. */
export interface AliasAccount {
  readonly plan: AliasPlan;
  /** Nothing: 404. */
  readonly shown: { readonly usesLeft: number; readonly delivered: number } | undefined;
  /** Messages that were sent at the end, until one was refused for good, and arrived. */
  readonly drained: number | undefined;
  /** When no message may be let through: it was destroyed, paused or expired then. */
  readonly closed: readonly Span[];
}

export interface Books {
  readonly messages: readonly MessagePlan[];
  readonly journal: readonly JournalLine[];
  readonly attempts: readonly Attempt[];
  readonly faults: readonly FaultSpan[];
  readonly accounts: readonly AliasAccount[];
}

/** What the books of one message say together. */
interface Fate {
  /** Aliases of each acceptance. */
  readonly acceptances: readonly (readonly string[])[];
  /** Acceptances that the next hop can have answered. */
  readonly answered: number;
  readonly attempts: readonly Attempt[];
  /** Attempts of which nobody can know how they ended: something failed between the dot and its answer. */
  readonly doubts: number;
}

/** What is violated, one line each; nothing when the books agree. */
export function reconcile(books: Books): readonly string[] {
  const fates = fatesOf(books);
  return [
    ...[...fates].flatMap(([id, fate]) => judgeMessage(id, fate)),
    ...books.accounts.flatMap((account) => judgeAccount(account, fates)),
  ];
}

function fatesOf({ messages, journal, attempts, faults }: Books): ReadonlyMap<string, Fate> {
  const fateOf = ({ id, hop }: MessagePlan): Fate => {
    const tries = attempts.filter(({ message }) => message === id);
    // Also a hang-up in the middle may meet a dot that was on its way already.
    const lossesAtHop = hop.filter(({ act }) => act === 'hangUp' || act === 'stall').length;
    const untold = tries.filter(({ dotSentAt, told }) => dotSentAt !== undefined && !isAccepted(told));
    const lossesByFault = untold.filter((attempt) => isHit(attempt, faults)).length;
    return {
      acceptances: journal.flatMap((line) =>
        'accepted' in line && line.accepted === id ? [line.aliases] : [],
      ),
      answered: journal.filter((line) => 'answered' in line && line.answered === id).length,
      attempts: tries,
      doubts: Math.min(untold.length, lossesAtHop + lossesByFault),
    };
  };
  return new Map(messages.map((message) => [message.id, fateOf(message)]));
}

function judgeMessage(id: string, { acceptances, attempts, doubts }: Fate): string[] {
  const promised = attempts.filter(({ told, dotSentAt }) => dotSentAt !== undefined && isAccepted(told));
  const isCovered = ({ aliases }: Attempt): boolean =>
    acceptances.some((accepted) => aliases.every((alias) => accepted.includes(alias)));
  return [
    ...promised
      .filter((attempt) => !isCovered(attempt))
      .map(() => `I2: message ${id} was answered 250 and not accepted by the next hop`),
    ...(acceptances.length > promised.length + doubts
      ? [
          `I7: message ${id} was accepted ${acceptances.length} times, told 250 ${promised.length} times, and only ${doubts} times in doubt`,
        ]
      : []),
  ];
}

function judgeAccount(account: AliasAccount, fates: ReadonlyMap<string, Fate>): string[] {
  const { plan, shown, drained, closed } = account;
  const arrived = [...fates].filter(([, { acceptances }]) =>
    acceptances.some((aliases) => aliases.includes(plan.id)),
  );
  const faults: string[] = [];
  const say = (line: string): void => void faults.push(`${line} (alias ${plan.id})`);
  if (arrived.length + (drained ?? 0) > plan.maxUses)
    say(`I1: ${arrived.length + (drained ?? 0)} messages arrived through ${plan.maxUses} uses`);
  for (const [id, fate] of arrived) {
    const times = fate.acceptances.filter((aliases) => aliases.includes(plan.id)).length;
    const open = fate.attempts.filter(
      (attempt) => attempt.aliases.includes(plan.id) && isOpen(attempt, closed),
    );
    if (times > open.length) say(`I4: message ${id} was let through after the end`);
  }
  if (plan.ending === 'destroy' || plan.ending === 'expire') return faults;

  const used = shown === undefined ? plan.maxUses : plan.maxUses - shown.usesLeft;
  const mayBeLost = [...fates.values()]
    .filter(({ attempts }) => attempts.some(({ aliases }) => aliases.includes(plan.id)))
    .reduce((sum, fate) => sum + losable(fate, plan.id), 0);
  if (used < arrived.length) say(`I1: ${arrived.length} messages arrived, and only ${used} uses are counted`);
  if (used > arrived.length + mayBeLost)
    say(`I3: ${used} uses are gone for ${arrived.length} messages that arrived and ${mayBeLost} in doubt`);
  if (shown !== undefined && drained !== undefined && drained !== shown.usesLeft)
    say(`I3: ${shown.usesLeft} uses were left, and ${drained} more messages arrived`);
  if (shown === undefined && (drained ?? 0) > 0) say(`I1: ${drained} messages arrived through a dead alias`);
  return faults;
}

/**
 * Uses that one message may cost an alias beyond the one that it arrived by. A message that arrived may cost as many
 * as it was accepted and answered, if the originator never heard of it; one that did not arrive costs one, if it is in doubt.
 */
function losable({ acceptances, answered, doubts }: Fate, alias: string): number {
  if (acceptances.some((aliases) => aliases.includes(alias))) return Math.max(0, answered - 1);
  return Math.min(1, doubts);
}

/** Whether a fault fell between the dot and the answer, such that nobody can know, or say, how the attempt ended. */
function isHit({ node, dotSentAt, toldAt }: Attempt, faults: readonly FaultSpan[]): boolean {
  if (dotSentAt === undefined) return false;
  const overlaps = (fault: FaultSpan): boolean => fault.from <= toldAt && fault.to >= dotSentAt;
  const isOurs = (fault: FaultSpan): boolean => fault.node === undefined || fault.node === node;
  if (faults.some((fault) => fault.kind === 'kill next hop' && overlaps(fault))) return true;
  return faults.some((kill) => {
    if (!isKillOfService(kill) || !isOurs(kill)) return false;
    // How a delivery ended that the store could not be told is known to the process alone, and dies with it.
    return (
      overlaps(kill) || faults.some((fault) => isOfStore(fault) && overlaps(fault) && kill.to >= dotSentAt)
    );
  });
}

function isKillOfService({ kind }: FaultSpan): boolean {
  return kind === 'kill service' || kind === 'kill container' || kind === 'kill worker';
}

function isOfStore({ kind }: FaultSpan): boolean {
  return !['service', 'container', 'worker', 'next hop', 'clock'].some((other) => kind.endsWith(other));
}

function isOpen({ dotSentAt }: Attempt, closed: AliasAccount['closed']): boolean {
  return dotSentAt !== undefined && !closed.some(({ from, to }) => dotSentAt > from && dotSentAt < to);
}

function isAccepted(told: Attempt['told']): boolean {
  return told !== 'lost' && told >= 200 && told < 300;
}
