// SPDX-License-Identifier: MIT
/**
 * What is going to happen, made up from a seed. A run is one plan of its own: fresh aliases, messages to them, and what
 * the next hop does with each. The runs of a round go on at the same time and share the processes, and so they share the
 * faults of processes, store, disk and clock, which happen at steps of their dialogues.
 */
import { type Chance, chanceOf } from './random.ts';

/** What the next hop does at a step in place of going on. */
export type HopAct = 'temporary' | 'permanent' | 'hangUp' | 'stall';
/** `greeting`, `ehlo` and `mail` name no message; `accepted` is after the message was counted and before the reply. */
export type HopStep = 'greeting' | 'ehlo' | 'mail' | 'rcpt' | 'data' | 'middle' | 'dot' | 'accepted';
/** Steps of an originator, each right after what it names. */
export type OriginatorStep = 'rcptSaid' | 'dataSaid' | 'middleSent' | 'dotSent' | 'told';

export type Behaviour =
  /** Sends, and takes the first answer for the last. */
  | 'once'
  /** Sends the same message again after 4xx and lost connections, as an MTA does. */
  | 'retry'
  /** RCPT, then QUIT. */
  | 'probe'
  /** RCPT, RSET, then as `retry`. */
  | 'reset'
  /** Hangs up in the middle of the mail data. */
  | 'abort';

export interface AliasPlan {
  readonly id: string;
  readonly maxUses: number;
  /** How its owner, or time, ends it while its messages are on their way. */
  readonly ending: 'none' | 'destroy' | 'pause' | 'expire';
}

export interface MessagePlan {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly behaviour: Behaviour;
  /** What the next hop does, the first time that it meets this message, the second time, ...; then it accepts. */
  readonly hop: readonly { readonly step: 'middle' | 'dot' | 'accepted'; readonly act: HopAct }[];
  /** Ends the aliases that are to be ended once this message is at this step. */
  readonly endsAliasesAt?: OriginatorStep;
  /** Seeds the choice of processes. */
  readonly seed: number;
}

/** One run. */
export interface RunPlan {
  readonly aliases: readonly AliasPlan[];
  readonly messages: readonly MessagePlan[];
  /** What the next hop does at the first, second, ... RCPT or DATA for an alias. */
  readonly rcpt: Readonly<Record<string, readonly (HopAct | 'accept')[]>>;
  readonly data: Readonly<Record<string, readonly (HopAct | 'accept')[]>>;
}

/** Kinds of faults that all runs of a round share. */
export type FaultKind =
  | 'kill service'
  /** Kills it with its whole PID namespace, so that its process numbers come again. */
  | 'kill container'
  | 'stop service'
  | 'kill worker'
  | 'stop worker'
  | 'kill next hop'
  | 'stop next hop'
  | 'kill store'
  | 'stop store'
  | 'pause store'
  /** What stands in its place for a while is empty. */
  | 'lose store'
  | 'disk full'
  | 'data read-only'
  | 'file size limited'
  | 'move clock';

/**
 * A fault at the instant when a message is at a step, on the side of the next hop (which waits until it is done) or of the
 * originator; or at the next step of any message, when its own has ended without coming there; or, when no message is
 * left, at its step of a carrier.
 */
export interface FaultPlan {
  readonly kind: FaultKind;
  readonly message: string;
  readonly step: OriginatorStep | 'middle' | 'dot' | 'accepted';
  /** Which process or server, counted modulo how many there are; the one that the message goes through when undefined. */
  readonly victim: number | undefined;
  /** How long it lasts, ms, where it does not end by itself. */
  readonly lastsMs: number;
}

export interface RoundPlan {
  readonly seed: number;
  readonly runs: readonly RunPlan[];
  readonly faults: readonly FaultPlan[];
  /** Messages that are sent one by one at the end, each only if a fault is left for it; twice as many as there are faults. */
  readonly carriers: RunPlan;
  /** What the next hop does at the next greetings, EHLOs and MAILs, whosever they are. */
  readonly sessions: readonly { readonly step: 'greeting' | 'ehlo' | 'mail'; readonly act: HopAct }[];
}

const behaviours = ['once', 'once', 'retry', 'retry', 'retry', 'retry', 'probe', 'reset', 'abort'] as const;
const acts = ['temporary', 'temporary', 'permanent', 'hangUp', 'hangUp', 'stall'] as const;
const losses = ['hangUp', 'stall'] as const;
const originatorSteps = [
  'rcptSaid',
  'dataSaid',
  'middleSent',
  'dotSent',
  'dotSent',
  'dotSent',
  'told',
] as const;
const hopSteps = ['middle', 'dot', 'dot', 'accepted', 'accepted'] as const;
const carriersPerFault = 2;

/** The plan of a round of `runs` runs with faults of these kinds. */
export function planRound(seed: number, runs: number, kinds: readonly FaultKind[]): RoundPlan {
  const chance = chanceOf(seed);
  const planned = Array.from({ length: runs }, (_, at) => planRun(chance, `${seed}.${at}`));
  const messages = planned
    .flatMap((run) => run.messages)
    .filter(({ behaviour }) => behaviour === 'once' || behaviour === 'retry');
  const faultCount = kinds.length === 0 || messages.length === 0 ? 0 : 1 + chance.below(3);
  // Rounds that follow one another have all kinds in turn.
  const faults = Array.from({ length: faultCount }, (_, at) =>
    planFault(chance, chance.pick(messages).id, kinds[(seed + 3 * at) % kinds.length] as FaultKind),
  );
  const sessions = Array.from({ length: chance.below(3) }, () => ({
    step: chance.pick(['greeting', 'ehlo', 'mail'] as const),
    act: chance.pick(acts),
  }));
  const carriers = planCarriers(chance, `${seed}.${runs}`, carriersPerFault * faultCount);
  return { seed, runs: planned, faults, sessions, carriers };
}

function planRun(chance: Chance, name: string): RunPlan {
  const isEnding = chance.oneIn(4);
  const aliases = Array.from({ length: chance.pick([1, 1, 1, 2, 3]) }, (_, at): AliasPlan => {
    const ending = isEnding && at === 0 ? chance.pick(['destroy', 'pause', 'expire'] as const) : 'none';
    return { id: `${name}.${at}`, maxUses: 1 + chance.below(4), ending };
  });
  const ids = aliases.map(({ id }) => id);
  const messages = Array.from({ length: 1 + chance.below(5) }, (_, at) =>
    planMessage(chance, `${name}-${at}`, ids),
  );
  const [first, ...others] = messages;
  const ender = { ...first, endsAliasesAt: chance.pick(originatorSteps) } as MessagePlan;
  return {
    aliases,
    messages: isEnding && first !== undefined ? [ender, ...others] : messages,
    rcpt: Object.fromEntries(ids.map((id) => [id, planActs(chance)])),
    data: Object.fromEntries(ids.map((id) => [id, planActs(chance)])),
  };
}

function planMessage(chance: Chance, id: string, aliases: readonly string[]): MessagePlan {
  const isToAll = chance.oneIn(2);
  return {
    id,
    aliases: isToAll ? aliases : [chance.pick(aliases)],
    behaviour: chance.pick(behaviours),
    hop: Array.from({ length: chance.pick([0, 0, 0, 1, 1, 2]) }, () => {
      const step = chance.pick(hopSteps);
      return {
        step,
        act: step === 'dot' ? chance.pick(acts) : chance.pick(losses),
      };
    }),
    seed: chance.below(2 ** 31),
  };
}

function planActs(chance: Chance): (HopAct | 'accept')[] {
  if (!chance.oneIn(6)) return [];
  return Array.from({ length: chance.below(3) }, () => (chance.oneIn(2) ? 'accept' : chance.pick(acts)));
}

/** Messages that nothing but a fault keeps from arriving; each has an alias of its own, so that none can use up another's. */
function planCarriers(chance: Chance, name: string, count: number): RunPlan {
  const aliases = Array.from(
    { length: count },
    (_, at): AliasPlan => ({ id: `${name}.${at}`, maxUses: 2, ending: 'none' }),
  );
  const messages = aliases.map(
    ({ id }, at): MessagePlan => ({
      id: `${name}-${at}`,
      aliases: [id],
      behaviour: 'retry',
      hop: [],
      seed: chance.below(2 ** 31),
    }),
  );
  return { aliases, messages, rcpt: {}, data: {} };
}

function planFault(chance: Chance, message: string, kind: FaultKind): FaultPlan {
  return {
    kind,
    message,
    step: chance.oneIn(2) ? chance.pick(originatorSteps) : chance.pick(hopSteps),
    victim: chance.oneIn(2) ? undefined : chance.below(8),
    // Now and then longer than the store waits for Redis.
    lastsMs: chance.oneIn(12) ? 6_500 : 50 + chance.below(700),
  };
}
