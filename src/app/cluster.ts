/** The first process of several: holds the sockets, keeps the workers going, and what they share. Serves nothing itself. */
import { extname, join } from 'node:path';
import type { Logger } from 'pino';
import { Census } from '../cluster/connection-counts.ts';
import type { Answers, FromWorker, Question } from '../cluster/messages.ts';
import { createGathering } from '../cluster/metric-collection.ts';
import { createFigureBook } from '../cluster/metric-totals.ts';
import { bindSocket } from '../cluster/sockets.ts';
import { createSupervisor, type WorkerEnd } from '../cluster/supervisor.ts';
import type { Config } from '../config/config.ts';
import type { Secrets } from '../crypto/vault.ts';
import { createRateLimiter } from '../http/rate-limit.ts';
import { createSandbox } from '../sandbox/sandbox.ts';
import type { WorkerStart } from '../worker.ts';
import { serveMetrics } from './metrics-serving.ts';
import { addressOf, logListening, type Service } from './service.ts';

/** Workers have 20 s for their transactions, and some for their connections to the store; then they are killed, ms. */
const stopDeadlineMs = 40_000;

/** Starts `config.workers` workers; rejects with one clear line when something they need cannot be had. */
export async function startFleet(config: Config, secrets: Secrets, log: Logger): Promise<Service> {
  const stops: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    const http = await bindSocket(config.httpListen);
    stops.push(() => http.close());
    const smtp = await bindSocket(config.smtpListen);
    stops.push(() => smtp.close());
    const sandbox = config.nextHops.length === 0 ? await createSandbox(Date.now) : undefined;
    stops.push(() => sandbox?.close());

    const { connections, connectionsPerClient } = config.smtp;
    const census = new Census({ connections, connectionsPerClient });
    const isLimited = Number.isFinite(connections) || Number.isFinite(connectionsPerClient);
    const limit = createRateLimiter(config.rateLimit);
    const book = createFigureBook();
    const gathering = createGathering(book, () => supervisor.tellAll({ kind: 'figures' }));
    const answer = async (question: Question): Promise<Answers[keyof Answers]> => {
      if (question.about === 'limit') return limit(question.key);
      if (question.about === 'metrics') return gathering.gather();
      return question.about === 'inbox' ? sandbox?.inbox.list() : sandbox?.inbox.find(question.id);
    };
    const tellFullness = (): void => {
      const changes = census.changes();
      if (changes !== undefined) supervisor.tellAll({ kind: 'fullness', changes });
    };
    const onMessage = (worker: number, message: FromWorker): void => {
      if (message.kind === 'news') supervisor.tellAll(message, worker);
      else if (message.kind === 'figures') {
        book.note(worker, message.figures);
        gathering.settle(worker);
      } else if (message.kind === 'door') {
        const turnedAway = census.take(worker, message.report);
        if (turnedAway.length > 0) supervisor.tell(worker, { kind: 'turnAway', connections: turnedAway });
        tellFullness();
      } else if (message.kind === 'ask')
        answer(message.question).then(
          (result) => supervisor.tell(worker, { kind: 'answer', id: message.id, answer: result }),
          // The worker stops waiting by itself; the others must not end for it.
          (error) => log.error({ err: error, worker }, 'no answer for a worker'),
        );
    };
    const onEnd = (worker: number, end: WorkerEnd): void => {
      census.forget(worker);
      book.retire(worker);
      gathering.settle(worker);
      tellFullness();
      if (end.restartMs !== undefined) log.warn({ worker, ...end }, 'worker ended, another takes its place');
    };
    const supervisor = createSupervisor<WorkerStart>({
      script: join(import.meta.dirname, '..', `worker${extname(import.meta.filename)}`),
      count: config.workers,
      descriptors: [http.descriptor, smtp.descriptor],
      startOf: () => ({
        config,
        secrets,
        fullness: isLimited ? census.fullness : undefined,
        sandbox: sandbox && { host: sandbox.host, port: sandbox.port },
      }),
      onMessage,
      onEnd,
      onKill: (line) => log.error(line),
    });
    stops.push(
      sandbox?.inbox.subscribe(() => void supervisor.tellAll({ kind: 'arrived' })) ?? (() => undefined),
    );
    await supervisor.start();
    stops.push(() => supervisor.stop(stopDeadlineMs));
    const metrics = await serveMetrics(config, gathering.gather);
    stops.push(() => metrics?.close(0));

    const addresses = { http: addressOf(http), smtp: addressOf(smtp) };
    logListening(log, config, {
      ...addresses,
      metrics: metrics && addressOf(metrics),
      workers: config.workers,
    });
    return {
      ...addresses,
      publicUrl: config.publicUrl ?? `http://${addresses.http}`,
      isSandbox: sandbox !== undefined,
      reload: async () => void supervisor.tellAll({ kind: 'reload' }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
