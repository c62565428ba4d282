import { cpus, totalmem } from 'node:os';
import { quantile } from './measure/statistics.ts';
import type { Judgement, Result } from './rounds.ts';
import type { Sample } from './scenarios/scenario.ts';

/** Everything that a run says of itself, as it is written to JSON. */
export interface Report {
  readonly takenAt: string;
  readonly machine: string;
  readonly command: string;
  /** Versions of the peers that took part, and why others did not. */
  readonly peers: Readonly<Record<string, string>>;
  readonly leftOut: Readonly<Record<string, string>>;
  readonly results: readonly Result[];
}

/** One line on the machine. */
export function describeMachine(): string {
  const [first] = cpus();
  const memoryGiB = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${first?.model.trim() ?? 'unknown'}, ${memoryGiB} GiB, Linux`;
}

/** The table of one scenario: medians and quartiles of each lane, then every target. */
export function formatResult({ title, unit, samples, judgements, voids }: Result): string {
  const rows = Object.entries(samples).map(([name, rounds]) => [name, ...columnsOf(rounds)]);
  const rounds = Object.values(samples)[0]?.length ?? 0;
  return [
    `\n${title} (per ${unit}; median [quartiles] of ${rounds} rounds)`,
    ...rows.map(([name = '', ...columns]) => `  ${name.padEnd(14)} ${columns.join('  ')}`),
    ...judgements.map((judgement) => `  ${formatJudgement(judgement)}`),
    ...voids.map((reason) => `  not counted: ${reason}`),
    '',
  ].join('\n');
}

/** What falls short, over all scenarios; empty when nothing does. */
export function formatShortfalls(results: readonly Result[]): string {
  const short = results.flatMap(({ title, judgements }) =>
    judgements.filter(({ isMet }) => !isMet).map((judgement) => `  ${title}: ${formatJudgement(judgement)}`),
  );
  const voided = results
    .filter(({ voids }) => voids.length > 0)
    .map(({ title }) => `  not counted in full: ${title}`);
  if (short.length + voided.length === 0) return 'Every target that was judged is met.\n';
  return ['What falls short:', ...short, ...voided, ''].join('\n');
}

function columnsOf(rounds: readonly Sample[]): string[] {
  const metrics = Object.keys(rounds[0] ?? {});
  return metrics.map((metric) => {
    const values = rounds.map((sample) => sample[metric] ?? Number.NaN);
    const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => brief(quantile(values, share)));
    return `${metric} ${middle} [${low} ${high}]`;
  });
}

function formatJudgement({ target, value, least, most, isMet }: Judgement): string {
  const spread = `[${brief(least)} ${brief(most)}]`;
  return `${isMet ? 'met  ' : 'SHORT'} ${target}: ${brief(value)} ${spread}`;
}

function brief(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
