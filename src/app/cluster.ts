// SPDX-License-Identifier: MIT
/** The first process of several: holds the sockets, keeps the workers going, and what they share. Serves nothing itself. */
import { extname, join } from 'node:path';
import { ConnectionCounts } from '../cluster/connection-counts.ts';
import type { Answers, FromWorker, Question } from '../cluster/messages.ts';
import { createMetricCollection } from '../cluster/metric-collection.ts';
import { createMetricTotals } from '../cluster/metric-totals.ts';
import { type BoundSocket, bindSocket } from '../cluster/sockets.ts';
import { Supervisor, type WorkerEnd } from '../cluster/supervisor.ts';
import type { Config } from '../config/config.ts';
import type { Secrets } from '../crypto/vault.ts';
import { createRateLimiters } from '../http/rate-limit.ts';
import { addressOf } from './context.ts';
import type { Logger } from './log.ts';
import { flagsOfWorker } from './memory.ts';
import { serveMetrics } from './metrics-serving.ts';
import { openSandbox, type Sandbox } from './sandbox.ts';
import { logListening, type Service } from './service.ts';
import type { WorkerStart } from './worker-service.ts';

/** Workers have 20 s for their transactions, and some for their connections to the store; then they are killed, ms. */
const stopDeadlineMs = 40_000;

/**
 * Starts `config.workers` workers; rejects with one clear line when something they need cannot be had. When `stopping` is aborted
 * meanwhile, those that serve already stop in order, no more are started, and it resolves.
 */
export async function startCluster(
  config: Config,
  secrets: Secrets,
  log: Logger,
  stopping: AbortSignal,
): Promise<Service> {
  await using stack = new AsyncDisposableStack();
  const http = stack.adopt(await bindSocket(config.httpListen), (socket) => socket.close());
  const smtp = stack.adopt(await bindSocket(config.smtpListen), (socket) => socket.close());
  const https =
    config.httpsListen && stack.adopt(await bindSocket(config.httpsListen), (socket) => socket.close());
  const sandbox = await openSandbox({ config, channel: undefined, now: Date.now, stack });
  const workers = new Workers({
    config,
    secrets,
    log,
    sandbox,
    sockets: [http, smtp, ...(https ? [https] : [])],
  });
  stack.defer(() => workers.stop());
  if (stopping.aborted) workers.stop();
  stopping.addEventListener('abort', () => workers.stop());
  await workers.start();
  const metrics = await serveMetrics(config, workers.collectMetrics);
  stack.defer(() => metrics?.close(0));

  const addresses = { http: addressOf(http), https: https && addressOf(https), smtp: addressOf(smtp) };
  const others = { metrics: metrics && addressOf(metrics), workers: config.workers };
  if (!stopping.aborted) logListening(log, config, { ...addresses, ...others });
  const running = stack.move();
  return {
    ...addresses,
    publicUrl: config.publicUrl ?? `http://${addresses.http}`,
    isSandbox: sandbox !== undefined,
    reload: async () => workers.reload(),
    stop: () => running.disposeAsync(),
  };
}

interface WorkersOptions {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly log: Logger;
  readonly sandbox: Sandbox | undefined;
  /** Those of HTTP, SMTP and, where we speak it, HTTPS. */
  readonly sockets: readonly BoundSocket[];
}

/** The workers, and what is counted for all of them here. */
class Workers {
  readonly #options: WorkersOptions;
  readonly #connections: ConnectionCounts;
  readonly #limiters = createRateLimiters();
  readonly #totals = createMetricTotals();
  readonly #metrics = createMetricCollection(this.#totals, () =>
    this.#supervisor.tellAll({ kind: 'metrics' }),
  );
  readonly #supervisor: Supervisor<WorkerStart>;

  constructor(options: WorkersOptions) {
    const { config, sandbox, sockets } = options;
    this.#options = options;
    this.#connections = new ConnectionCounts(config.smtp);
    this.#supervisor = new Supervisor<WorkerStart>({
      script: join(import.meta.dirname, '..', `worker${extname(import.meta.filename)}`),
      count: config.workers,
      flags: flagsOfWorker(config.workers),
      descriptors: sockets.map(({ descriptor }) => descriptor),
      stopDeadlineMs,
      startOf: () => this.#start(),
      onMessage: (worker, message) => this.#hear(worker, message),
      onEnd: (worker, end) => this.#forget(worker, end),
      onKill: (line) => options.log.error(line),
    });
    sandbox?.inbox.subscribe(() => void this.#supervisor.tellAll({ kind: 'arrived' }));
  }

  start(): Promise<void> {
    return this.#supervisor.start();
  }

  stop(): Promise<void> {
    return this.#supervisor.stop();
  }

  reload(): void {
    this.#supervisor.tellAll({ kind: 'reload' });
  }

  /** The metrics of all workers together. */
  readonly collectMetrics = () => this.#metrics.collect();

  #start(): WorkerStart {
    const { config, secrets, sandbox } = this.#options;
    const { connections, connectionsPerClient } = config.smtp;
    const isLimited = Number.isFinite(connections) || Number.isFinite(connectionsPerClient);
    return {
      config,
      secrets,
      fullness: isLimited ? this.#connections.fullness : undefined,
      sandbox: sandbox && { host: sandbox.host, port: sandbox.port },
    };
  }

  #hear(worker: number, message: FromWorker): void {
    if (message.kind === 'broadcast' || message.kind === 'reload') this.#supervisor.tellAll(message, worker);
    else if (message.kind === 'metrics') {
      this.#totals.note(worker, message.metrics);
      this.#metrics.settle(worker);
    } else if (message.kind === 'connections') {
      const turnedAway = this.#connections.take(worker, message.report);
      if (turnedAway.length > 0) this.#supervisor.tell(worker, { kind: 'turnAway', connections: turnedAway });
      this.#tellFullness();
    } else if (message.kind === 'ask')
      this.#answer(message.question).then(
        (answer) => this.#supervisor.tell(worker, { kind: 'answer', id: message.id, answer }),
        // The worker stops waiting by itself; the others must not end for it.
        (error) => this.#options.log.error({ err: error, worker }, 'no answer for a worker'),
      );
  }

  async #answer(question: Question): Promise<Answers[keyof Answers]> {
    const inbox = this.#options.sandbox?.inbox;
    if (question.about === 'limit') return this.#limiters(question.rate)(question.key);
    if (question.about === 'metrics') return this.#metrics.collect();
    return question.about === 'inbox' ? inbox?.list() : inbox?.find(question.id);
  }

  #forget(worker: number, end: WorkerEnd): void {
    this.#connections.forget(worker);
    this.#totals.retire(worker);
    this.#metrics.settle(worker);
    this.#tellFullness();
    if (end.restartMs !== undefined)
      this.#options.log.warn({ worker, ...end }, 'worker ended, another takes its place');
  }

  #tellFullness(): void {
    const changes = this.#connections.changes();
    if (changes !== undefined) this.#supervisor.tellAll({ kind: 'fullness', changes });
  }
}
