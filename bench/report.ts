// SPDX-License-Identifier: MIT
import { cpus, totalmem } from 'node:os';
import { median } from './measure/statistics.ts';
import type { Judgement, Result } from './rounds.ts';
import type { Sample } from './scenarios/scenario.ts';

/** Use of one core from which a helper may be the bottleneck. */
const busyShare = 0.9;

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

/** The table of one scenario: the medians of each lane, then every target with its spread, then what to beware of. */
export function formatResult({ title, unit, samples, judgements, unjudged, voids }: Result): string {
  const rounds = Object.values(samples)[0]?.length ?? 0;
  const metrics = [...new Set(Object.values(samples).flatMap((lane) => Object.keys(lane[0] ?? {})))];
  const rows = Object.entries(samples).map(([name, lane]) => [
    name,
    ...metrics.map((metric) => brief(medianOf(lane, metric))),
  ]);
  return [
    `\n${title} (per ${unit}; medians of ${rounds} rounds)`,
    ...alignColumns([['', ...metrics], ...rows]),
    ...judgements.map((judgement) => `  ${formatJudgement(judgement)}`),
    ...unjudged.map((text) => `  not judged: ${text}`),
    ...bottlenecks(samples).map((text) => `  beware: ${text}`),
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
  const judged = results.flatMap(({ judgements }) => judgements).length;
  if (short.length + voided.length === 0) return `All of ${judged} targets that were judged are met.\n`;
  return ['What falls short:', ...short, ...voided, ''].join('\n');
}

/** Lanes whose rate may be that of the generator or the sink; their CPU time per unit means what it says. */
function bottlenecks(samples: Result['samples']): string[] {
  return Object.entries(samples).flatMap(([name, lane]) =>
    ['generatorShare', 'sinkShare']
      .filter((metric) => medianOf(lane, metric) > busyShare)
      .map(
        (metric) => `${metric} is ${brief(medianOf(lane, metric))} with ${name}, so its rate may be too low`,
      ),
  );
}

function medianOf(lane: readonly Sample[], metric: string): number {
  return median(lane.map((sample) => sample[metric] ?? Number.NaN));
}

function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widthOf = (column: number): number => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows.map((row) => {
    const [name = '', ...figures] = row;
    const aligned = figures.map((figure, place) => figure.padStart(widthOf(place + 1)));
    return `  ${[name.padEnd(widthOf(0)), ...aligned].join('  ')}`;
  });
}

function formatJudgement({ target, value, least, most, isMet }: Judgement): string {
  const spread = `[${brief(least)} ${brief(most)}]`;
  return `${isMet ? 'met  ' : 'SHORT'} ${target}: ${brief(value)} ${spread}`;
}

function brief(value: number): string {
  if (Number.isNaN(value)) return '-';
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
