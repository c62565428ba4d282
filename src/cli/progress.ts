// SPDX-License-Identifier: MIT
import type { Watch } from '../base/watch.ts';
import { type CliDeps, InterruptedError } from './deps.ts';

/** Time between two drawings of a line, ms. */
const drawEveryMs = 100;
const barLength = 20;

/**
 * Does long work: shows on a terminal how far it is, and has it broken off by SIGINT or SIGTERM, upon which the work tidies up
 * and rejects with an `InterruptedError`. A second signal ends the process at once.
 */
export async function watchWork<Result>(
  { terminal, onInterrupt }: Pick<CliDeps, 'terminal' | 'onInterrupt'>,
  work: (watch: Watch) => Promise<Result>,
): Promise<Result> {
  const interruption = new AbortController();
  const ignore = onInterrupt((signal) => interruption.abort(new InterruptedError(signal)));
  const line = terminal === undefined ? undefined : new ProgressLine(terminal);
  try {
    return await work({
      signal: interruption.signal,
      progress: (step, done, total) => line?.report({ step, done, total }),
    });
  } finally {
    line?.erase();
    ignore();
  }
}

/** Says on a terminal how long work is under way of which nothing more is known. */
export async function waitFor<Result>(
  { terminal }: Pick<CliDeps, 'terminal'>,
  step: string,
  work: () => Promise<Result>,
): Promise<Result> {
  if (terminal === undefined) return work();
  const line = new ProgressLine(terminal);
  const timer = setInterval(() => line.report({ step }), drawEveryMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    line.erase();
  }
}

/** How far a step is. */
interface Progress {
  readonly step: string;
  readonly done?: number | undefined;
  readonly total?: number | undefined;
}

/** `saving  [##########----------]  50 %  1200/s  0:03 left`; without a total, the number and the time so far. */
export function formatProgress({ step, done, total }: Progress, elapsedMs: number): string {
  if (done === undefined) return `${step}  ${formatClock(elapsedMs)}`;
  const rate = elapsedMs > 0 ? (done / elapsedMs) * 1000 : 0;
  const speed = `${Math.round(rate)}/s`;
  if (total === undefined || total === 0)
    return `${step}  ${done} entries  ${speed}  ${formatClock(elapsedMs)}`;
  // Entries that were added meanwhile are more than there were.
  const share = Math.min(1, done / total);
  const filled = Math.floor(share * barLength);
  const bar = '#'.repeat(filled) + '-'.repeat(barLength - filled);
  const left = rate > 0 ? `${formatClock(((total - Math.min(done, total)) / rate) * 1000)} left` : '';
  return `${step}  [${bar}] ${String(Math.floor(share * 100)).padStart(3)} %  ${speed}  ${left}`.trimEnd();
}

/** `1:05` */
function formatClock(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** One line of a terminal that is drawn again and again. */
class ProgressLine {
  readonly #terminal: NonNullable<CliDeps['terminal']>;
  #step = '';
  #startedAt = 0;
  #drawnAt = Number.NEGATIVE_INFINITY;

  constructor(terminal: NonNullable<CliDeps['terminal']>) {
    this.#terminal = terminal;
  }

  report(progress: Progress): void {
    const now = performance.now();
    if (progress.step !== this.#step) [this.#step, this.#startedAt] = [progress.step, now];
    if (now - this.#drawnAt < drawEveryMs) return;
    this.#drawnAt = now;
    const text = formatProgress(progress, now - this.#startedAt);
    this.#terminal.write(`\r${text.slice(0, this.#terminal.columns - 1)}${eraseToEnd}`);
  }

  erase(): void {
    if (this.#step !== '') this.#terminal.write(`\r${eraseToEnd}`);
  }
}

const eraseToEnd = '\x1b[K';
