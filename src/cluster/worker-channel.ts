import type { RateLimiter } from '../http/rate-limit.ts';
import type { InboxReader } from '../sandbox/inbox.ts';
import type { Carry, News } from './broadcast.ts';
import type { Fullness } from './connection-counts.ts';
import { createDoor, type Door } from './connection-gate.ts';
import type { Answers, FromWorker, Question, ToWorker } from './messages.ts';
import type { Exposition, Figures } from './metric-totals.ts';

/** What a worker has in common with the others, through the pipe to the first process. */
export interface Team {
  /** Its number, from 1. */
  readonly worker: number;
  /** Connections of all workers together; absent when they have no limit. */
  readonly door: Door | undefined;
  /** The sandbox of all workers, where there is one. */
  readonly sandbox: { readonly host: string; readonly port: number; readonly inbox: InboxReader } | undefined;
  /** Counts in the first process. Rejects when that does not answer. */
  readonly limit: RateLimiter;
  /** The figures of all workers. Rejects when the first process does not answer. */
  readonly metrics: () => Promise<Exposition>;
  /** Called for the figures of this worker. */
  giveFigures(give: () => Promise<Figures>): void;
  /** Takes news to the other workers. */
  readonly carry: Carry;
  /** Called with the news of the other workers. */
  onNews(listener: (news: News) => void): void;
}

/** What the first process tells a worker of the others when it starts. */
export interface TeamStart {
  readonly fullness: Fullness | undefined;
  readonly sandbox: { readonly host: string; readonly port: number } | undefined;
}

/** The first process is busy or about to end when it does not answer within so many ms. */
const answerMs = 3_000;

/** A worker's team, and what takes the messages that concern it. */
export function createTeam(
  worker: number,
  start: TeamStart,
  send: (message: FromWorker) => void,
): { readonly team: Team; readonly hear: (message: ToWorker<unknown>) => void } {
  const door = start.fullness && createDoor(start.fullness, (report) => send({ kind: 'door', report }));
  const newsListeners = new Set<(news: News) => void>();
  const arrivalListeners = new Set<() => void>();
  let giveFigures = async (): Promise<Figures> => [];
  const questions = createQuestions(send);
  const inbox: InboxReader = {
    list: () => questions.ask('inbox', { about: 'inbox' }),
    find: (id) => questions.ask('message', { about: 'message', id }),
    subscribe(listener) {
      arrivalListeners.add(listener);
      return () => arrivalListeners.delete(listener);
    },
  };
  const team: Team = {
    worker,
    door,
    sandbox: start.sandbox && { ...start.sandbox, inbox },
    limit: (key) => questions.ask('limit', { about: 'limit', key }),
    metrics: () => questions.ask('metrics', { about: 'metrics' }),
    giveFigures(give) {
      giveFigures = give;
    },
    carry: (news) => send({ kind: 'news', news }),
    onNews: (listener) => void newsListeners.add(listener),
  };
  return {
    team,
    hear(message) {
      if (message.kind === 'news') for (const listener of newsListeners) listener(message.news);
      if (message.kind === 'figures')
        void giveFigures().then((figures) => send({ kind: 'figures', figures }));
      if (message.kind === 'arrived') for (const listener of arrivalListeners) listener();
      if (message.kind === 'fullness') door?.hear(message.changes);
      if (message.kind === 'turnAway') door?.turnAway(message.connections);
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
