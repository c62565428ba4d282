// SPDX-License-Identifier: MIT
/** Rounds upon rounds, in worlds that are made anew now and then, until so many runs are done or a promise is broken. */
import { type FaultKind, planRound, type RoundPlan } from './plan.ts';
import { runRound } from './round.ts';
import type { StoreKind } from './store.ts';
import { kindsOf, World } from './world.ts';

export interface AttackOptions {
  readonly runs: number;
  readonly store: StoreKind;
  readonly processes: number;
  /** `MAYFLY_WORKERS` of each process. */
  readonly workers?: number;
  /** The first round's; each further round has the next. */
  readonly seed: number;
  /** Takes a line about each round. */
  readonly onRound?: (line: string) => void;
}

export interface Report {
  readonly runs: number;
  /** How often each kind happened, of those that were planned. */
  readonly faults: ReadonlyMap<FaultKind, number>;
  /** Kinds that were planned and did not happen each time: such an attack proves less than it says. */
  readonly idle: readonly FaultKind[];
  /** Kinds that this machine or this user cannot do. */
  readonly missing: readonly FaultKind[];
  readonly violations: readonly string[];
  /** All of it in words; with the plan and the books of a violation. */
  readonly text: string;
}

const runsPerRound = 25;
const roundsPerWorld = 8;
const worldOf = (seed: number): number => Math.floor(seed / roundsPerWorld);

/** How often an attack plans each kind of fault, on a machine that can do them all. */
export function plannedBy(options: AttackOptions): ReadonlyMap<FaultKind, number> {
  const planned = new Map<FaultKind, number>();
  for (let seed = options.seed; seed < options.seed + roundsOf(options); seed++) {
    const kinds = kindsOf({ ...options, seed: worldOf(seed) });
    for (const { kind } of planRound(seed, runsPerRound, kinds).faults) count(planned, kind);
  }
  return planned;
}

/** Attacks until `runs` runs are done, or the first violation. */
export async function attack(options: AttackOptions): Promise<Report> {
  const { seed, onRound = () => undefined } = options;
  const end = seed + roundsOf(options);
  const faults = new Map<FaultKind, number>();
  const planned = new Map<FaultKind, number>();
  const missing = new Set<FaultKind>();
  let [done, messages, accepted] = [0, 0, 0];
  for (let next = seed; next < end; ) {
    const inWorld = worldOf(next);
    const world = await World.start({ ...options, seed: inWorld });
    for (const kind of world.missing) missing.add(kind);
    try {
      for (; next < end && worldOf(next) === inWorld; next++) {
        const plan = planRound(next, runsPerRound, world.kinds);
        const startedAt = performance.now();
        const result = await runRound(world, plan);
        done += plan.runs.length;
        messages += plan.runs.flatMap((run) => run.messages).length + result.carried;
        accepted = result.books.journal.filter((line) => 'accepted' in line).length;
        for (const { kind } of plan.faults) {
          count(planned, kind);
          count(faults, kind, 0);
        }
        for (const [kind, times] of result.faults) count(faults, kind, times);
        const ownDeaths = world.takeDeaths();
        const kinds = [...result.faults.keys(), ...ownDeaths].join(', ') || 'no fault';
        const parts = Object.entries(result.took).map(([part, ms]) => `${part} ${ms}`);
        onRound(
          `seed ${next}: ${plan.runs.length} runs, ${kinds}, ${result.carried} carriers, ${Math.round(performance.now() - startedAt)} ms (${parts.join(', ')})`,
        );
        if (result.violations.length > 0) {
          const text = explain(options, plan, result);
          return { runs: done, faults, idle: [], missing: [...missing], violations: result.violations, text };
        }
      }
    } finally {
      await world.stop();
    }
  }
  const idle = [...planned].filter(([kind, times]) => (faults.get(kind) ?? 0) < times);
  const told = [...faults].map(([kind, times]) => `${times} × ${kind}`).join(', ');
  const text = [
    `${done} runs of ${messages} messages survived: ${told || 'no fault'} (${accepted} accepted in the last world)`,
    ...idle.map(
      ([kind, times]) => `NOT PROVEN: "${kind}" was planned ${times} times and happened ${faults.get(kind)}`,
    ),
    ...[...missing].map(
      (kind) => `NOT PROVEN: "${kind}" cannot be done on this machine, or not by this user`,
    ),
  ].join('\n');
  return {
    runs: done,
    faults,
    idle: idle.map(([kind]) => kind),
    missing: [...missing],
    violations: [],
    text,
  };
}

const roundsOf = ({ runs }: AttackOptions): number => Math.ceil(runs / runsPerRound);

function count(counts: Map<FaultKind, number>, kind: FaultKind, times = 1): void {
  counts.set(kind, (counts.get(kind) ?? 0) + times);
}

function explain(
  { store, processes, workers = 1 }: AttackOptions,
  plan: RoundPlan,
  { violations, books }: Awaited<ReturnType<typeof runRound>>,
): string {
  // What has to do with the runs that failed; ids begin with that of the run.
  const names = violations.flatMap((violation) => violation.match(/\d+\.\d+(?=[.-])/g) ?? []);
  const isOfThem = (text: string): boolean =>
    names.some((name) => text.includes(`"${name}.`) || text.includes(`"${name}-`));
  const all = (items: readonly unknown[]): string[] => items.map((item) => `  ${JSON.stringify(item)}`);
  const lines = (items: readonly unknown[]): string => all(items).filter(isOfThem).join('\n');
  return [
    `VIOLATION with seed ${plan.seed}, store ${store}, ${processes} processes of ${workers} workers:`,
    ...violations.map((violation) => `  ${violation}`),
    `replay: npm run crash -- --runs ${runsPerRound} --store ${store} --processes ${processes} --workers ${workers} --seed ${plan.seed}`,
    `plan: faults\n${all(plan.faults).join('\n')}\nsessions\n${all(plan.sessions).join('\n')}\nruns\n${lines([...plan.runs, plan.carriers])}`,
    `books: faults\n${all(books.faults).join('\n')}\nattempts\n${lines(books.attempts)}\naccounts\n${lines(books.accounts)}`,
    `journal\n${lines(books.journal)}`,
  ].join('\n');
}
