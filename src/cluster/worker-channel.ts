// SPDX-License-Identifier: MIT
import type { Rate } from '../base/rate.ts';
import type { RateLimiter } from '../http/rate-limit.ts';
import type { InboxReader } from '../sandbox/inbox.ts';
import type { Broadcast, SendBroadcast } from './broadcast.ts';
import type { Fullness } from './connection-counts.ts';
import { type ConnectionGate, createConnectionGate } from './connection-gate.ts';
import type { Answers, FromWorker, Question, ToWorker } from './messages.ts';
import type { Exposition, MetricSnapshot } from './metric-totals.ts';

/** What a worker has in common with the others, through the pipe to the first process. */
export interface WorkerChannel {
  /** Its number, from 1. */
  readonly worker: number;
  /** Connections of all workers together; absent when they have no limit. */
  readonly gate: ConnectionGate | undefined;
  /** The sandbox of all workers, where there is one. */
  readonly sandbox: { readonly host: string; readonly port: number; readonly inbox: InboxReader } | undefined;
  /** A limiter in the first process, the same for all who ask with this rate. Rejects when that does not answer. */
  readonly limiter: (rate: Rate) => RateLimiter;
  /** The metrics of all workers. Rejects when the first process does not answer. */
  readonly metrics: () => Promise<Exposition>;
  /** Called for the metrics of this worker. */
  onMetricsAsked(give: () => Promise<MetricSnapshot>): void;
  /** Lets the other workers read the certificates again. */
  readonly reloadOthers: () => void;
  /** Takes a broadcast to the other workers. */
  readonly carry: SendBroadcast;
  /** Called with each broadcast of the other workers. */
  onBroadcast(listener: (broadcast: Broadcast) => void): void;
}

/** What the first process tells a worker of the others when it starts. */
export interface ChannelStart {
  readonly fullness: Fullness | undefined;
  readonly sandbox: { readonly host: string; readonly port: number } | undefined;
}

/** The first process is busy or about to end when it does not answer within this time, ms. */
const answerMs = 3_000;

/** A worker's channel, and what takes the messages that concern it. */
export function createWorkerChannel(
  worker: number,
  start: ChannelStart,
  send: (message: FromWorker) => void,
): { readonly channel: WorkerChannel; readonly hear: (message: ToWorker<unknown>) => void } {
  const gate =
    start.fullness && createConnectionGate(start.fullness, (report) => send({ kind: 'connections', report }));
  const broadcastListeners = new Set<(broadcast: Broadcast) => void>();
  const arrivalListeners = new Set<() => void>();
  let onMetricsAsked = async (): Promise<MetricSnapshot> => [];
  const questions = createQuestions(send);
  const inbox: InboxReader = {
    list: () => questions.ask('inbox', { about: 'inbox' }),
    find: (id) => questions.ask('message', { about: 'message', id }),
    subscribe(listener) {
      arrivalListeners.add(listener);
      return () => arrivalListeners.delete(listener);
    },
  };
  const channel: WorkerChannel = {
    worker,
    gate,
    sandbox: start.sandbox && { ...start.sandbox, inbox },
    limiter: (rate) => (key) => questions.ask('limit', { about: 'limit', key, rate }),
    metrics: () => questions.ask('metrics', { about: 'metrics' }),
    onMetricsAsked(give) {
      onMetricsAsked = give;
    },
    reloadOthers: () => send({ kind: 'reload' }),
    carry: (broadcast) => send({ kind: 'broadcast', broadcast }),
    onBroadcast: (listener) => void broadcastListeners.add(listener),
  };
  return {
    channel,
    hear(message) {
      if (message.kind === 'broadcast')
        for (const listener of broadcastListeners) listener(message.broadcast);
      if (message.kind === 'metrics')
        void onMetricsAsked().then((metrics) => send({ kind: 'metrics', metrics }));
      if (message.kind === 'arrived') for (const listener of arrivalListeners) listener();
      if (message.kind === 'fullness') gate?.hear(message.changes);
      if (message.kind === 'turnAway') gate?.turnAway(message.connections);
      if (message.kind === 'answer') questions.answer(message.id, message.answer);
    },
  };
}

/** Questions to the first process; each is answered, or rejects after `answerMs`. */
function createQuestions(send: (message: FromWorker) => void) {
  const open = new Map<number, (answer: Answers[keyof Answers]) => void>();
  let lastId = 0;
  return {
    ask<About extends keyof Answers>(
      _about: About,
      question: Question & { readonly about: About },
    ): Promise<Answers[About]> {
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        const deadline = setTimeout(() => {
          open.delete(id);
          reject(new Error('the first process does not answer'));
        }, answerMs);
        open.set(id, (answer) => {
          clearTimeout(deadline);
          // The first process answers what was asked.
          resolve(answer as Answers[About]);
        });
        send({ kind: 'ask', id, question });
      });
    },
    answer(id: number, answer: Answers[keyof Answers]): void {
      open.get(id)?.(answer);
      open.delete(id);
    },
  };
}
