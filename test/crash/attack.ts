/** Rounds upon rounds, in worlds that are made anew now and then, until so many runs are done or a promise is broken. */
import { type FaultKind, planRound, type RoundPlan } from './plan.ts';
import { runRound } from './round.ts';
import type { StoreKind } from './store.ts';
import { World } from './world.ts';

export interface AttackOptions {
  readonly runs: number;
  readonly store: StoreKind;
  readonly processes: number;
  /** `MAYFLY_WORKERS` of each process. */
  readonly workers?: number;
  /** The first round's; each further round has the next. */
  readonly seed: number;
  /** Faults that are not to happen. */
  readonly without?: readonly FaultKind[];
  /** Takes a line about each round. */
  readonly onRound?: (line: string) => void;
}

export interface Report {
  readonly runs: number;
  /** How often each kind happened, of those that were planned. */
  readonly faults: ReadonlyMap<FaultKind, number>;
  /** Kinds that were planned often and never happened: such an attack proves less than it says. */
  readonly idle: readonly FaultKind[];
  /** Kinds that this machine or this user cannot do. */
  readonly missing: readonly FaultKind[];
  readonly violations: readonly string[];
  /** All of it in words; with the plan and the books of a violation. */
  readonly text: string;
}

const runsPerRound = 25;
const roundsPerWorld = 8;
/** A fault whose message ends early may find no other. */
const often = 4;

/** Attacks until `runs` runs are done, or the first violation. */
export async function attack(options: AttackOptions): Promise<Report> {
  const { runs, seed, onRound = () => undefined } = options;
  const rounds = Math.ceil(runs / runsPerRound);
  const faults = new Map<FaultKind, number>();
  const planned = new Map<FaultKind, number>();
  const missing = new Set<FaultKind>();
  let [done, messages, accepted] = [0, 0, 0];
  for (let next = seed; next < seed + rounds; ) {
    const inWorld = Math.floor(next / roundsPerWorld);
    const world = await World.start({ ...options, seed: inWorld });
    for (const kind of world.missing) missing.add(kind);
    try {
      for (; next < seed + rounds && Math.floor(next / roundsPerWorld) === inWorld; next++) {
        const plan = planRound(next, runsPerRound, world.kinds);
        const startedAt = performance.now();
        const result = await runRound(world, plan);
        done += plan.runs.length;
        messages += result.books.messages.length;
        accepted = result.books.journal.filter((line) => 'accepted' in line).length;
        for (const { kind } of plan.faults) {
          planned.set(kind, (planned.get(kind) ?? 0) + 1);
          faults.set(kind, faults.get(kind) ?? 0);
        }
        for (const [kind, times] of result.faults) faults.set(kind, (faults.get(kind) ?? 0) + times);
        const ownDeaths = world.takeDeaths();
        const kinds = [...result.faults.keys(), ...ownDeaths].join(', ') || 'no fault';
        onRound(
          `seed ${next}: ${plan.runs.length} runs, ${kinds}, ${Math.round(performance.now() - startedAt)} ms`,
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
  const idle = [...planned].filter(([kind, times]) => times >= often && faults.get(kind) === 0);
  const told = [...faults].map(([kind, times]) => `${times} × ${kind}`).join(', ');
  const text = [
    `${done} runs of ${messages} messages survived: ${told || 'no fault'} (${accepted} accepted in the last world)`,
    ...idle.map(([kind, times]) => `NOT PROVEN: "${kind}" was planned ${times} times and never happened`),
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
    `plan: faults\n${all(plan.faults).join('\n')}\nsessions\n${all(plan.sessions).join('\n')}\nruns\n${lines(plan.runs)}`,
    `books: faults\n${all(books.faults).join('\n')}\nattempts\n${lines(books.attempts)}\naccounts\n${lines(books.accounts)}`,
    `journal\n${lines(books.journal)}`,
  ].join('\n');
}
