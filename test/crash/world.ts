/** The world of some rounds: processes of the real program on one store, a next hop, and the faults that befall them. */
import { existsSync, globSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { environment, type Program, startProgram } from '../support/program/program.ts';
import { isRunning, processesOf } from '../support/program/worker-program.ts';
import { eventually } from '../support/redis/redis-server.ts';
import type { FaultSpan } from './books.ts';
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

/** The kinds of faults of such a world, on a machine that can do them all. */
export function kindsOf({ store, workers = 1, seed }: WorldOptions): readonly FaultKind[] {
  return [
    ...(['kill service', 'stop service', 'kill next hop', 'stop next hop'] as const),
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
  readonly #clockFile: string | undefined;
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
  /** By how much the clock of the processes is ahead, ms, and since when. */
  offsets: { readonly since: number; readonly aheadMs: number }[] = [{ since: 0, aheadMs: 0 }];

  private constructor(
    options: WorldOptions,
    parts: { store: AttackedStore; hop: CountingHop; folder: string },
  ) {
    this.#store = parts.store;
    this.hop = parts.hop;
    this.#folder = parts.folder;
    this.#nodes = Array.from({ length: options.processes }, () => undefined);
    this.#workers = options.workers ?? 1;
    const library = hasClock(options.seed) ? globSync('/usr/lib/*/faketime/libfaketime.so.1')[0] : undefined;
    this.#clockFile = library && join(parts.folder, 'clock');
    this.#env = environment(parts.folder, {
      MAYFLY_STORE: parts.store.url,
      MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${parts.hop.port}`,
      MAYFLY_SMTP_CONNECTIONS_PER_CLIENT: 'off',
      MAYFLY_WORKERS: `${this.#workers}`,
      ...(library !== undefined && clockOf(library, join(parts.folder, 'clock'))),
    });
    const isPossible = (kind: FaultKind): boolean =>
      !parts.store.missing.includes(kind) && (kind !== 'move clock' || library !== undefined);
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
    world.#setClock(0);
    // The first one makes the secret.
    await world.#startNode(0);
    await Promise.all(world.#nodes.slice(1).map((_, at) => world.#startNode(at + 1)));
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
    const isOfService = plan.kind.endsWith('service') || plan.kind.endsWith('worker');
    const kin = /service|worker|hop|clock/.exec(plan.kind)?.[0] ?? 'store';
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
    if (this.aheadMs !== 0) this.#setClock(0);
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
      case 'kill service': {
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
        node?.process.kill('SIGSTOP');
        return async () => {
          await sleep(lastsMs);
          node?.process.kill('SIGCONT');
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
        this.#setClock(((plan.victim ?? 3) - 3) * 2 * hourMs + hourMs);
        return async () => undefined;
      default: {
        const pids = (): readonly number[] => this.#nodes.flatMap((one) => (one ? processesOf(one) : []));
        const end = await this.#store.strike({ kind, lastsMs, ...plan }, pids);
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
    const node = await startProgram({ after: () => undefined }, this.#env);
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
    const lasting = this.#replace(at, [node.process.pid ?? 0]).finally(() => {
      spans[index] = { kind: 'kill service', node: at, from, to: Date.now() };
      this.#lasting.delete(lasting);
    });
    this.#lasting.add(lasting);
    lasting.catch(() => undefined);
  }

  #setClock(aheadMs: number): void {
    this.offsets.push({ since: Date.now(), aheadMs });
    if (this.#clockFile === undefined) return;
    const sign = aheadMs < 0 ? '-' : '+';
    writeFileSync(`${this.#clockFile}.new`, `${sign}${Math.abs(aheadMs) / 1000}\n`);
    renameSync(`${this.#clockFile}.new`, this.#clockFile);
  }
}

const isDone = (): boolean => true;
const isNotDone = (): boolean => false;

/** An environment whose clock is set by a file, and whose timers are not. */
function clockOf(library: string, file: string): Record<string, string> {
  return existsSync(library)
    ? {
        LD_PRELOAD: library,
        FAKETIME_TIMESTAMP_FILE: file,
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
        DONT_FAKE_MONOTONIC: '1',
      }
    : {};
}
