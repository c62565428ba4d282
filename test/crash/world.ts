// SPDX-License-Identifier: MIT
/** The world of some rounds: processes of the real program on one store, a next hop, and the faults that befall them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { clockEnvironment, findFaketime, setClock } from '../support/program/faketime.ts';
import {
  container,
  createAlias,
  environment,
  type Program,
  startProgram,
} from '../support/program/program.ts';
import { isRunning, processesOf } from '../support/program/worker-program.ts';
import { eventually } from '../support/redis/redis-server.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';
import type { ClockOffset, FaultSpan } from './books.ts';
import { CountingHop } from './hop.ts';
import type { FaultKind, FaultPlan } from './plan.ts';
import { type AttackedStore, type StoreKind, startStore, storeFaults } from './store.ts';

export interface WorldOptions {
  readonly store: StoreKind;
  readonly processes: number;
  /** `MAYFLY_WORKERS` of each process. */
  readonly workers?: number;
  /** Chooses where LMDB keeps its files, and whether the clock can be moved. */
  readonly seed: number;
}

const hourMs = 3_600_000;
/** Until we hear of a death, ms. */
const noticeMs = 1_000;
/** For one answer: who hangs must not hang us. */
const answerDeadlineMs = 5_000;
const isSmall = (seed: number): boolean => seed % 2 === 0;
const hasClock = (seed: number): boolean => seed % 4 < 2;
/** Process numbers repeat; several programs that share LMDB do not, since each has to see whether the others live. */
const isContained = ({ store, processes, workers = 1, seed }: WorldOptions): boolean =>
  store === 'lmdb' && processes === 1 && workers > 1 && seed % 4 === 2;

/** The kinds of faults of such a world, on a machine that can do them all. */
export function kindsOf(options: WorldOptions): readonly FaultKind[] {
  const { store, workers = 1, seed } = options;
  return [
    // What a container is for comes twice as often as the others.
    ...(isContained(options) ? (['kill container', 'kill container'] as const) : (['kill service'] as const)),
    ...(['stop service', 'kill next hop', 'stop next hop'] as const),
    ...(workers > 1 ? (['kill worker', 'stop worker'] as const) : []),
    ...storeFaults(store, isSmall(seed)),
    ...(hasClock(seed) ? (['move clock'] as const) : []),
  ];
}

/** Everything that takes part, and can be killed. */
export class World {
  readonly hop: CountingHop;
  readonly kinds: readonly FaultKind[];
  /** Faults that this world should have and cannot. */
  readonly missing: readonly FaultKind[];
  readonly #workers: number;
  readonly #store: AttackedStore;
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #library: string | undefined;
  /** Where a process reads by how much its clock is ahead. On Redis each has a clock of its own. */
  readonly #clockFileOf: (node: number) => string;
  readonly #within: readonly string[];
  /** The address of an alias that nothing happens to. */
  #witness = '';
  /** What was wrong at an instant, and cannot be seen in the books. */
  #wrongs: string[] = [];
  /** Whether the clocks of the processes decide, and not that of the store's server. */
  readonly #isJudgedByNodes: boolean;
  readonly #nodes: (Program | undefined)[];
  readonly #outputs: Program[] = [];
  /** Faults that last, each with what ends it. */
  readonly #lasting = new Set<Promise<void>>();
  /** What faults have at present. */
  readonly #struck = new Set<string>();
  /** Processes that ended though nobody killed them, by exit code or signal. */
  #deaths: string[] = [];
  #isOver = false;
  /** What happened since `takeSpans`. */
  #spans: FaultSpan[] = [];
  /** By how much the clock that aliases are judged by is ahead, ms, and since when. */
  readonly offsets: ClockOffset[] = [{ since: 0, aheadMs: 0 }];
  #isClockMoved = false;

  private constructor(
    options: WorldOptions,
    parts: { store: AttackedStore; hop: CountingHop; folder: string },
  ) {
    this.#store = parts.store;
    this.hop = parts.hop;
    this.#folder = parts.folder;
    this.#nodes = Array.from({ length: options.processes }, () => undefined);
    this.#workers = options.workers ?? 1;
    const library = hasClock(options.seed) ? findFaketime() : undefined;
    this.#library = library;
    this.#isJudgedByNodes = options.store === 'lmdb';
    this.#clockFileOf = (node) => join(parts.folder, this.#isJudgedByNodes ? 'clock' : `clock-${node}`);
    const mayContain = spawnSync(container[0] ?? '', [...container.slice(1), 'true']).status === 0;
    this.#within = isContained(options) && mayContain ? container : [];
    this.#env = environment(parts.folder, {
      MAYFLY_STORE: parts.store.url,
      MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${parts.hop.port}`,
      MAYFLY_SMTP_CONNECTIONS_PER_CLIENT: 'off',
      MAYFLY_WORKERS: `${this.#workers}`,
    });
    const isPossible = (kind: FaultKind): boolean =>
      !parts.store.missing.includes(kind) &&
      (kind !== 'move clock' || library !== undefined) &&
      (kind !== 'kill container' || mayContain);
    const wanted = kindsOf(options);
    this.kinds = wanted.filter(isPossible);
    this.missing = wanted.filter((kind) => !isPossible(kind));
  }

  static async start(options: WorldOptions): Promise<World> {
    const folder = mkdtempSync(join(tmpdir(), 'mayfly-crash-'));
    const hop = new CountingHop(join(folder, 'journal'));
    const [store] = await Promise.all([
      startStore(options.store, folder, isSmall(options.seed)),
      hop.start(),
    ]);
    const world = new World(options, { store, hop, folder });
    world.#setClocks(0);
    // The first one makes the secret.
    await world.#startNode(0);
    await Promise.all(world.#nodes.slice(1).map((_, at) => world.#startNode(at + 1)));
    const witness = { target: 'canary.witness@hidden-home.example', maxUses: 1 };
    world.#witness = (await createAlias(world.someNode, witness)).address;
    return world;
  }

  /** Where the processes listen; nothing for one that is not there. */
  get nodes(): readonly (Program | undefined)[] {
    return this.#nodes;
  }

  /** One that runs. */
  get someNode(): Program {
    const [node] = this.#nodes.filter((one) => one !== undefined);
    if (node === undefined) throw new Error('no process runs');
    return node;
  }

  /** All that the processes have printed. */
  output(): string {
    return this.#outputs.map((node) => node.output()).join('');
  }

  /** Ahead of our clock, now, ms. */
  get aheadMs(): number {
    return this.offsets.at(-1)?.aheadMs ?? 0;
  }

  /**
   * Does a fault to the process `node`, or to what its plan names; what lasts goes on by itself, until `calm`. Gives
   * `false` when another fault has its victim already, or there is none.
   */
  async strike(plan: FaultPlan, node: number): Promise<boolean> {
    const victim = (plan.victim ?? node) % this.#nodes.length;
    const isOfService = /service|container|worker/.test(plan.kind);
    const kin = /service|container|worker|hop|clock/.exec(plan.kind)?.[0] ?? 'store';
    const prey = isOfService ? `${kin} ${victim}` : kin;
    if (this.#struck.has(prey) || (isOfService && !this.#isThere(victim, kin))) return false;
    this.#struck.add(prey);
    const from = Date.now();
    const span = {
      kind: plan.kind,
      node: isOfService ? victim : undefined,
      from,
      to: Number.POSITIVE_INFINITY,
    };
    const at = this.#spans.push(span) - 1;
    const spans = this.#spans;
    // Before the first await: who loses a connection by this fault must find that it lasts.
    const begun = this.#begin(plan, victim);
    const lasting = begun
      .then((end) => end())
      .finally(() => {
        spans[at] = { ...span, to: Date.now() };
        this.#lasting.delete(lasting);
        this.#struck.delete(prey);
      });
    this.#lasting.add(lasting);
    lasting.catch(() => undefined);
    await begun;
    return true;
  }

  /** Whether a process, or a worker of it, runs. */
  #isThere(at: number, kin: string): boolean {
    const node = this.#nodes[at];
    return node !== undefined && processesOf(node).length > (kin === 'worker' ? 1 : 0);
  }

  /** Resolves when no fault lasts. Rejects when one cannot be ended. */
  async calm(): Promise<void> {
    while (this.#lasting.size > 0) await Promise.all(this.#lasting);
  }

  /**
   * Waits until everything runs and serves, and sets the clock right. Where a process does not come to serve again by itself,
   * all are killed, once, as their operator is told to (docs/crash-proof.md, "Known limits").
   */
  async heal(): Promise<void> {
    await this.calm();
    if (this.#isClockMoved) this.#setClocks(0);
    const areReady = async (): Promise<void> => {
      for (const at of this.#nodes.keys()) await this.#isReady(at);
    };
    await areReady().catch(async () => {
      this.#deaths.push('all processes had to be restarted');
      // With their workers, as systemd does: one that waits for a lock never hears that the first process is gone.
      const pids = this.#nodes.flatMap((node) => (node === undefined ? [] : processesOf(node)));
      for (const pid of pids) if (isRunning(pid)) process.kill(pid, 'SIGKILL');
      await sleep(noticeMs);
      await this.calm();
      await areReady();
    });
  }

  async #isReady(at: number): Promise<void> {
    let said = '';
    const ask = async (): Promise<boolean> => {
      const node = this.#nodes[at];
      const response = await fetch(`${node?.url}/readyz`, { signal: AbortSignal.timeout(answerDeadlineMs) });
      said = await response.text();
      return response.ok;
    };
    await eventually(() => ask().catch(isNotDone)).catch(() => {
      throw new Error(`a process does not serve again: ${said}\n${this.#nodes[at]?.output().slice(-3_000)}`);
    });
  }

  /** The faults since the last call. */
  takeSpans(): readonly FaultSpan[] {
    const spans = this.#spans;
    this.#spans = [];
    return spans;
  }

  /** What was wrong at an instant, since the last call. */
  takeWrongs(): readonly string[] {
    return this.#wrongs.splice(0);
  }

  /** Processes that ended, or had to be ended, though no fault did it; since the last call. */
  takeDeaths(): readonly string[] {
    return this.#deaths.splice(0);
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.calm().catch(() => undefined);
    await Promise.all(this.#nodes.map((node) => node?.kill()));
    await this.hop.kill();
    await this.#store.remove();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #begin({ kind, lastsMs, ...plan }: FaultPlan, victim: number): Promise<() => Promise<void>> {
    const node = this.#nodes[victim];
    switch (kind) {
      case 'kill service':
      case 'kill container': {
        if (node === undefined) return async () => undefined;
        this.#nodes[victim] = undefined;
        const dead = processesOf(node);
        // Workers have inherited the streams of the first process, whose end means theirs.
        await node.kill();
        return () => this.#replace(victim, dead);
      }
      case 'kill worker':
      case 'stop worker': {
        const workers = node === undefined ? [] : processesOf(node).slice(1);
        const worker = workers[lastsMs % workers.length];
        if (node === undefined || worker === undefined) return async () => undefined;
        if (kind === 'kill worker') {
          process.kill(worker, 'SIGKILL');
          return () => this.#awaitSuccessor(node, worker);
        }
        process.kill(worker, 'SIGSTOP');
        return async () => {
          await sleep(lastsMs);
          if (isRunning(worker)) process.kill(worker, 'SIGCONT');
        };
      }
      case 'stop service':
        signal(node, 'SIGSTOP');
        return async () => {
          await sleep(lastsMs);
          signal(node, 'SIGCONT');
        };
      case 'kill next hop':
        await this.hop.kill();
        return () => this.hop.start();
      case 'stop next hop':
        this.hop.signal('SIGSTOP');
        return async () => {
          await sleep(lastsMs);
          this.hop.signal('SIGCONT');
        };
      case 'move clock':
        this.#setClocks(((plan.victim ?? 3) - 3) * 2 * hourMs + hourMs, victim);
        return async () => undefined;
      default: {
        const pids = (): readonly number[] => this.#nodes.flatMap((one) => (one ? processesOf(one) : []));
        const end = await this.#store.strike({ kind, lastsMs, ...plan }, pids);
        if (kind === 'lose store') await this.#askForWitness();
        const endsByItself = kind === 'pause store' || kind === 'stop store';
        return async () => {
          if (!endsByItself) await sleep(lastsMs);
          await end();
          await sleep(this.#store.outcomesTakeMs);
        };
      }
    }
  }

  /** Resolves when there are as many workers as there should be, and all know who died. */
  async #awaitSuccessor(node: Program, dead: number): Promise<void> {
    await this.#forget([dead]);
    // Unless the first process has died meanwhile.
    const isWhole = (): boolean => [0, this.#workers + 1].includes(processesOf(node).length);
    await eventually(async () => isWhole());
    await sleep(this.#store.newsTakeMs);
  }

  async #forget(dead: readonly number[]): Promise<void> {
    for (const pid of dead) await eventually(() => this.#store.forget(pid).then(isDone, isNotDone));
  }

  /** Starts another process in the place of a dead one, once that and its workers are taken for dead. */
  async #replace(at: number, dead: readonly number[]): Promise<void> {
    await this.#forget(dead);
    // With the store away, the program says so and ends; whoever runs it starts it again.
    await eventually(() => this.#startNode(at).then(isDone, isNotDone));
    if (this.#nodes.length > 1) await sleep(this.#store.newsTakeMs);
  }

  async #startNode(at: number): Promise<void> {
    const clock = this.#library === undefined ? {} : clockEnvironment(this.#library, this.#clockFileOf(at));
    const node = await startProgram({ after: () => undefined }, { ...this.#env, ...clock }, this.#within);
    this.#outputs.push(node);
    this.#nodes[at] = node;
    node.process.once('exit', (code, signal) => this.#mourn(at, node, code ?? signal));
    if (node.process.stdout === null) return;
    createInterface(node.process.stdout).on('line', (line) => {
      if (line.includes('"worker ended') && !line.includes('"SIGKILL"')) this.#mournWorker(at, node, line);
    });
  }

  /** A worker that dies by itself counts as killed too; the first process starts another. */
  #mournWorker(at: number, node: Program, line: string): void {
    if (this.#isOver || this.#nodes[at] !== node) return;
    const [cause = ''] = /"code":\w+,"signal":["\w]+/.exec(line) ?? [];
    this.#deaths.push(`a worker ended by itself (${cause})`);
    this.#spans.push({ kind: 'kill worker', node: at, from: Date.now() - noticeMs, to: Date.now() });
  }

  /** A process that dies by itself is started again, as systemd would, and counts as killed. */
  #mourn(at: number, node: Program, cause: number | NodeJS.Signals | null): void {
    if (this.#isOver || this.#nodes[at] !== node) return;
    this.#nodes[at] = undefined;
    this.#deaths.push(`a process ended by itself (${cause})`);
    const from = Date.now() - noticeMs;
    const spans = this.#spans;
    const index = spans.push({ kind: 'kill service', node: at, from, to: Number.POSITIVE_INFINITY }) - 1;
    const lasting = this.#replace(at, [node.pid]).finally(() => {
      spans[index] = { kind: 'kill service', node: at, from, to: Date.now() };
      this.#lasting.delete(lasting);
    });
    this.#lasting.add(lasting);
    lasting.catch(() => undefined);
  }

  /** While the store is away, nobody may be told that a live alias does not exist. */
  async #askForWitness(): Promise<void> {
    const ask = async (node: Program | undefined): Promise<void> => {
      if (node === undefined) return;
      const [dialogue, reply] = await Dialogue.envelope(node.smtpPort, this.#witness);
      dialogue.drop();
      if (reply.startsWith('5'))
        this.#wrongs.push(`a live alias was refused while the store was away: ${reply}`);
    };
    // Who is killed or stopped meanwhile tells nothing.
    await Promise.all(this.#nodes.map((node) => ask(node).catch(() => undefined)));
  }

  /** Moves the clock of a process, or of all; on LMDB they have one. */
  #setClocks(aheadMs: number, only?: number): void {
    this.#isClockMoved = aheadMs !== 0;
    if (this.#isJudgedByNodes) this.offsets.push({ since: Date.now(), aheadMs });
    if (this.#library === undefined) return;
    const nodes = only === undefined ? [...this.#nodes.keys()] : [only];
    for (const file of new Set(nodes.map(this.#clockFileOf))) setClock(file, aheadMs);
  }
}

function signal(node: Program | undefined, name: NodeJS.Signals): void {
  if (node !== undefined && isRunning(node.pid)) process.kill(node.pid, name);
}

const isDone = (): boolean => true;
const isNotDone = (): boolean => false;
