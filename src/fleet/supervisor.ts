import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { FromWorker, ToWorker } from './messages.ts';

/** How workers are started and what becomes of what they say. */
export interface SupervisorOptions<Start> {
  /** The script that a worker runs. */
  readonly script: string;
  readonly count: number;
  /** File descriptors that each worker gets, as its number 4 and following: the pipe is 3. */
  readonly descriptors: readonly number[];
  /** What a worker needs to begin, asked for each time. Workers are numbered from 1; a replacement has the number of the dead. */
  readonly startOf: (worker: number) => Start;
  readonly onMessage: (worker: number, message: FromWorker) => void;
  /** A worker has ended, and takes up its work again `restartMs` from now, or never. */
  readonly onEnd: (worker: number, end: WorkerEnd) => void;
}

/** How a worker ended. */
export interface WorkerEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly restartMs: number | undefined;
}

/** The workers of a service. */
export interface Supervisor<Start> {
  /** Starts all; rejects with one line, and with all of them ended, when one cannot start. */
  start(): Promise<void>;
  tell(worker: number, message: ToWorker<Start>): void;
  /** Gives the numbers of those it told. */
  tellAll(message: ToWorker<Start>, except?: number): readonly number[];
  /** Asks all to stop, replaces none, and resolves when they have ended; the last ones are killed after `deadlineMs`. */
  stop(deadlineMs: number): Promise<void>;
}

/** A worker that lived for less than this is started again after a pause that doubles with each such life, ms. */
const soundLifeMs = 10_000;
const firstPauseMs = 100;
const longestPauseMs = 30_000;

/** Starts workers as processes of their own, and replaces those that die. */
export function createSupervisor<Start>(options: SupervisorOptions<Start>): Supervisor<Start> {
  const workers = new Map<number, ChildProcess>();
  const pauses = new Set<NodeJS.Timeout>();
  let isStopping = false;

  const tell = (worker: number, message: ToWorker<Start>): void => {
    const child = workers.get(worker);
    // To a worker that is about to end, nothing has to be said any more.
    if (child?.connected) child.send(message, () => undefined);
  };

  /** Runs a worker; resolves when it listens, rejects when it ends before. */
  const run = (worker: number, shortLives: number): Promise<void> => {
    const child = fork(options.script, [`${worker}`], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc', ...options.descriptors],
      serialization: 'advanced',
    });
    const startedAt = performance.now();
    workers.set(worker, child);
    child.on('error', () => undefined);
    const listening = new Promise<void>((resolve, reject) => {
      let fault = 'a worker ended before it listened';
      child.on('message', (message: FromWorker) => {
        if (message.kind === 'listening') resolve();
        else if (message.kind === 'failed') fault = message.line;
        else options.onMessage(worker, message);
      });
      child.once('exit', () => reject(new Error(fault)));
    });
    child.once('exit', (code, signal) => {
      workers.delete(worker);
      const isShort = performance.now() - startedAt < soundLifeMs;
      const lives = isShort ? shortLives + 1 : 0;
      const pauseMs = isShort ? Math.min(firstPauseMs * 2 ** shortLives, longestPauseMs) : 0;
      options.onEnd(worker, { code, signal, restartMs: isStopping ? undefined : pauseMs });
      if (isStopping) return;
      const pause = setTimeout(() => {
        pauses.delete(pause);
        run(worker, lives).catch(() => undefined);
      }, pauseMs);
      pauses.add(pause);
    });
    tell(worker, { kind: 'start', start: options.startOf(worker) });
    return listening;
  };

  const stop = async (deadlineMs: number): Promise<void> => {
    isStopping = true;
    for (const pause of pauses) clearTimeout(pause);
    const children = [...workers.values()];
    const ends = children.map((child) => once(child, 'exit'));
    for (const worker of workers.keys()) tell(worker, { kind: 'stop' });
    const kill = setTimeout(() => {
      for (const child of children) child.kill('SIGKILL');
    }, deadlineMs);
    await Promise.all(ends);
    clearTimeout(kill);
  };

  return {
    async start() {
      try {
        // The first alone: it makes what is not there yet, and says once what is wrong.
        await run(1, 0);
        const others = Array.from({ length: options.count - 1 }, (_, at) => run(at + 2, 0));
        await Promise.all(others);
      } catch (error) {
        await stop(0);
        throw error;
      }
    },
    tell,
    tellAll(message, except) {
      const told = [...workers.keys()].filter((worker) => worker !== except);
      for (const worker of told) tell(worker, message);
      return told;
    },
    stop,
  };
}
