/** What the first process and its workers say to each other. Everything goes through structured clone, octets included. */
import type { ReceivedMessage } from '../sandbox/message.ts';
import type { ReadableMessage } from '../sandbox/read-message.ts';
import type { News } from './broadcast.ts';
import type { DoorReport, FullnessChanges, TurnedAway } from './connection-counts.ts';
import type { Exposition, Figures } from './metric-totals.ts';

/** The first process to a worker. `Start` is what a worker needs to begin. */
export type ToWorker<Start> =
  | { readonly kind: 'start'; readonly start: Start }
  | { readonly kind: 'reload' }
  | { readonly kind: 'stop' }
  | { readonly kind: 'news'; readonly news: News }
  /** Asks for `figures`. */
  | { readonly kind: 'figures' }
  | { readonly kind: 'fullness'; readonly changes: FullnessChanges }
  | { readonly kind: 'turnAway'; readonly connections: TurnedAway }
  /** A message has come into the sandbox. */
  | { readonly kind: 'arrived' }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: Answers[keyof Answers] };

/** A worker to the first process. */
export type FromWorker =
  | { readonly kind: 'listening' }
  /** It cannot start: one line that says why. */
  | { readonly kind: 'failed'; readonly line: string }
  | { readonly kind: 'news'; readonly news: News }
  | { readonly kind: 'door'; readonly report: DoorReport }
  | { readonly kind: 'figures'; readonly figures: Figures }
  | { readonly kind: 'ask'; readonly id: number; readonly question: Question };

/** What a worker may ask. */
export type Question =
  /** Counts one event for a key; answered with the ms to wait when it was one too many. */
  | { readonly about: 'limit'; readonly key: string }
  /** The figures of all workers together. */
  | { readonly about: 'metrics' }
  | { readonly about: 'inbox' }
  | { readonly about: 'message'; readonly id: string };

/** What each question is answered with. */
export interface Answers {
  readonly limit: number | undefined;
  readonly metrics: Exposition;
  readonly inbox: readonly ReadableMessage[];
  readonly message: ReceivedMessage | undefined;
}
