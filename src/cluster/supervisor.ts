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
  /** Called before all workers are killed, since they may hold up one another in the store, with a line that says why. */
  readonly onKill?: (line: string) => void;
  /** How long a replacement may take until it listens, ms. */
  readonly listenDeadlineMs?: number;
}

/** How a worker ended; with neither code nor signal, it could not even be begun. */
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
/**
 * A worker that dies of SIGBUS, as when a page of the store cannot be read, may leave LMDB's lock of writers to nobody: its
 * successor waits for it for ever, and so do the others. The lock is free again once nobody has the store open.
 */
const defaultListenDeadlineMs = 20_000;

/** Starts workers as processes of their own, and replaces those that die. */
export function createSupervisor<Start>(options: SupervisorOptions<Start>): Supervisor<Start> {
  const workers = new Map<number, ChildProcess>();
  const pauses = new Set<NodeJS.Timeout>();
  let isStarted = false;
  let isStopping = false;
  let listenDeadlineMs = options.listenDeadlineMs ?? defaultListenDeadlineMs;

  const killAll = (reason: string): void => {
    options.onKill?.(`${reason}: all workers are started again, so that the store is opened anew`);
    for (const child of workers.values()) child.kill('SIGKILL');
  };

  const tell = (worker: number, message: ToWorker<Start>): void => {
    const child = workers.get(worker);
    // To a worker that is about to end, nothing has to be said any more.
    if (child?.connected) child.send(message, () => undefined);
  };

  /** Begins a worker's process; gives nothing where the system has none for us, or Node is just being replaced. */
  const begin = (worker: number): ChildProcess | undefined => {
    try {
      const child = fork(options.script, [`${worker}`], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc', ...options.descriptors],
        serialization: 'advanced',
      });
      child.on('error', () => undefined);
      return child.pid === undefined ? undefined : child;
    } catch {
      return undefined;
    }
  };

  /** Runs a worker; resolves when it listens, rejects when it ends before. */
  const run = (worker: number, shortLives: number): Promise<void> => {
    const startedAt = performance.now();
    /** The ms until a replacement is run. There is none where a start has failed, which then ends all. */
    const replace = (hasListened: boolean): number | undefined => {
      if (isStopping || !(isStarted || hasListened)) return undefined;
      const isShort = performance.now() - startedAt < soundLifeMs;
      const pauseMs = isShort ? Math.min(firstPauseMs * 2 ** shortLives, longestPauseMs) : 0;
      const pause = setTimeout(() => {
        pauses.delete(pause);
        run(worker, isShort ? shortLives + 1 : 0).catch(() => undefined);
      }, pauseMs);
      pauses.add(pause);
      return pauseMs;
    };
    return new Promise((resolve, reject) => {
      const child = begin(worker);
      const lateAfterMs = listenDeadlineMs;
      const giveUp = (): void => {
        // Where it is only slow, the next ones have longer.
        listenDeadlineMs = lateAfterMs * 2;
        killAll(`a worker has not listened for ${lateAfterMs / 1000} s`);
      };
      const late = isStarted ? setTimeout(giveUp, lateAfterMs) : undefined;
      let hasListened = false;
      let fault = child ? 'a worker ended before it listened' : 'no process for a worker can be had';
      const end = (code: number | null, signal: NodeJS.Signals | null): void => {
        workers.delete(worker);
        clearTimeout(late);
        if (signal === 'SIGBUS' && isStarted && !isStopping) killAll('a worker was ended by SIGBUS');
        options.onEnd(worker, { code, signal, restartMs: replace(hasListened) });
        reject(new Error(fault));
      };
      if (child === undefined) {
        setImmediate(end, null, null);
        return;
      }
      workers.set(worker, child);
      child.on('message', (message: FromWorker) => {
        if (message.kind === 'failed') fault = message.line;
        else if (message.kind !== 'listening') options.onMessage(worker, message);
        else {
          hasListened = true;
          clearTimeout(late);
          resolve();
        }
      });
      child.once('exit', end);
      tell(worker, { kind: 'start', start: options.startOf(worker) });
    });
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
        isStarted = true;
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
