// SPDX-License-Identifier: MIT
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import type { FromWorker, ToWorker } from './messages.ts';

/** How workers are started and what becomes of what they say. */
export interface SupervisorOptions<Start> {
  /** The script that a worker runs. */
  readonly script: string;
  readonly count: number;
  /** Of Node and V8, for each worker. */
  readonly flags: readonly string[];
  /** File descriptors that each worker gets, as its number 4 and following: the pipe is 3. */
  readonly descriptors: readonly number[];
  /** What a worker needs to begin, asked for each time. Workers are numbered from 1; a replacement has the number of the dead. */
  readonly startOf: (worker: number) => Start;
  /** How long workers may take to stop until they are killed, ms. */
  readonly stopDeadlineMs: number;
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

/** A worker that lived for less than this is started again after a pause that doubles with each such life, ms. */
const soundLifeMs = 10_000;
const firstPauseMs = 100;
const longestPauseMs = 30_000;
/**
 * A worker that dies of SIGBUS, as when a page of the store cannot be read, may leave LMDB's lock of writers to nobody: its
 * successor waits for it for ever, and so do the others. The lock is free again once nobody has the store open.
 */
const defaultListenDeadlineMs = 20_000;

/** Signals that end a process by default: a worker that one of them reached before it could hear it did not fail. */
const groupSignals: ReadonlySet<string | null> = new Set(['SIGTERM', 'SIGINT', 'SIGHUP']);

/** The workers of a service: processes of their own, of which those that die are replaced. */
export class Supervisor<Start> {
  readonly #options: SupervisorOptions<Start>;
  readonly #workers = new Map<number, ChildProcess>();
  /** Pauses before a replacement, and what gives it up. */
  readonly #pauses = new Map<NodeJS.Timeout, () => void>();
  #isStarted = false;
  #isStopping = false;
  #listenDeadlineMs: number;

  constructor(options: SupervisorOptions<Start>) {
    this.#options = options;
    this.#listenDeadlineMs = options.listenDeadlineMs ?? defaultListenDeadlineMs;
  }

  /**
   * Starts all, as many at a time as there are processors: more are no sooner there, and a process that starts takes nearly twice the memory
   * that it keeps. Rejects with one line, and with all of them ended, when one cannot start. Resolves too when stopped meanwhile.
   */
  async start(): Promise<void> {
    try {
      // The first alone: it makes what is not there yet, and says once what is wrong.
      await this.#run(1, 0);
      const others = Array.from({ length: this.#options.count - 1 }, (_, at) => at + 2).values();
      const startInTurn = async (): Promise<void> => {
        for (const worker of others) await this.#run(worker, 0);
      };
      await Promise.all(Array.from({ length: availableParallelism() }, startInTurn));
      this.#isStarted = true;
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  tell(worker: number, message: ToWorker<Start>): void {
    const child = this.#workers.get(worker);
    // To a worker that is about to end, nothing has to be said any more.
    if (child?.connected) child.send(message, () => undefined);
  }

  /** Gives the numbers of those it told. */
  tellAll(message: ToWorker<Start>, except?: number): readonly number[] {
    const told = [...this.#workers.keys()].filter((worker) => worker !== except);
    for (const worker of told) this.tell(worker, message);
    return told;
  }

  /** Asks all to stop, replaces none, and resolves when they have ended; the last ones are killed after the deadline. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const [pause, giveUp] of this.#pauses) {
      clearTimeout(pause);
      giveUp();
    }
    this.#pauses.clear();
    const children = [...this.#workers.values()];
    const ends = children.map((child) => once(child, 'exit'));
    this.tellAll({ kind: 'stop' });
    const kill = setTimeout(() => {
      for (const child of children) child.kill('SIGKILL');
    }, this.#options.stopDeadlineMs);
    await Promise.all(ends);
    clearTimeout(kill);
  }

  /** Runs a worker; resolves when it or a successor listens, or all are to stop; rejects when it ends before and has no successor. */
  #run(worker: number, shortLives: number): Promise<void> {
    if (this.#isStopping) return Promise.resolve();
    const startedAt = performance.now();
    return new Promise((resolve, reject) => {
      const child = this.#begin(worker);
      const late = this.#isStarted ? this.#giveUpLater() : undefined;
      let hasListened = false;
      let fault = child ? 'a worker ended before it listened' : 'no process for a worker can be had';
      const end = (code: number | null, signal: NodeJS.Signals | null): void => {
        this.#workers.delete(worker);
        clearTimeout(late);
        if (signal === 'SIGBUS' && this.#isStarted && !this.#isStopping)
          this.#killAll('a worker was ended by SIGBUS');
        const isShort = performance.now() - startedAt < soundLifeMs;
        const isReplaced = this.#isStarted || hasListened || groupSignals.has(signal);
        const pauseMs = isShort ? Math.min(firstPauseMs * 2 ** shortLives, longestPauseMs) : 0;
        const restartMs = isReplaced && !this.#isStopping ? pauseMs : undefined;
        this.#options.onEnd(worker, { code, signal, restartMs });
        if (restartMs !== undefined)
          this.#pause(restartMs)
            .then(() => this.#run(worker, isShort ? shortLives + 1 : 0))
            .then(resolve, reject);
        else if (this.#isStopping) resolve();
        else reject(new Error(fault));
      };
      if (child === undefined) {
        setImmediate(end, null, null);
        return;
      }
      this.#workers.set(worker, child);
      child.on('message', (message: FromWorker) => {
        if (message.kind === 'failed') fault = message.line;
        else if (message.kind !== 'listening') this.#options.onMessage(worker, message);
        else {
          hasListened = true;
          clearTimeout(late);
          resolve();
        }
      });
      child.once('exit', end);
      this.tell(worker, { kind: 'start', start: this.#options.startOf(worker) });
    });
  }

  /** Kills all workers when a replacement has not listened by then. */
  #giveUpLater(): NodeJS.Timeout {
    const lateAfterMs = this.#listenDeadlineMs;
    return setTimeout(() => {
      // Where it is only slow, the next ones have longer.
      this.#listenDeadlineMs = lateAfterMs * 2;
      this.#killAll(`a worker has not listened for ${lateAfterMs / 1000} s`);
    }, lateAfterMs);
  }

  #killAll(reason: string): void {
    this.#options.onKill?.(`${reason}: all workers are started again, so that the store is opened anew`);
    for (const child of this.#workers.values()) child.kill('SIGKILL');
  }

  /** Begins a worker's process; gives nothing where the system has none for us, or Node is just being replaced. */
  #begin(worker: number): ChildProcess | undefined {
    const { script, flags, descriptors } = this.#options;
    try {
      const child = fork(script, [`${worker}`], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc', ...descriptors],
        execArgv: [...flags],
        serialization: 'advanced',
      });
      child.on('error', () => undefined);
      return child.pid === undefined ? undefined : child;
    } catch {
      return undefined;
    }
  }

  /** Resolves after the time, or when all are to stop. */
  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const pause = setTimeout(() => {
        this.#pauses.delete(pause);
        resolve();
      }, ms);
      this.#pauses.set(pause, resolve);
    });
  }
}
