// SPDX-License-Identifier: MIT
/** What the first process and its workers say to each other. Everything goes through structured clone, octets included. */
import type { Rate } from '../base/rate.ts';
import type { ReceivedMessage } from '../sandbox/message.ts';
import type { ReadableMessage } from '../sandbox/read-message.ts';
import type { Broadcast } from './broadcast.ts';
import type { ConnectionReport, FullnessChanges, TurnedAway } from './connection-counts.ts';
import type { Exposition, MetricSnapshot } from './metric-totals.ts';

/** The first process to a worker. `Start` is what a worker needs to begin. */
export type ToWorker<Start> =
  | { readonly kind: 'start'; readonly start: Start }
  | { readonly kind: 'reload' }
  | { readonly kind: 'stop' }
  | { readonly kind: 'broadcast'; readonly broadcast: Broadcast }
  /** Asks for `metrics`. */
  | { readonly kind: 'metrics' }
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
  | { readonly kind: 'broadcast'; readonly broadcast: Broadcast }
  | { readonly kind: 'connections'; readonly report: ConnectionReport }
  | { readonly kind: 'metrics'; readonly metrics: MetricSnapshot }
  /** The others are to read the certificates again. */
  | { readonly kind: 'reload' }
  | { readonly kind: 'ask'; readonly id: number; readonly question: Question };

/** What a worker may ask. */
export type Question =
  /** Counts one event for a key, by one of several rates; answered with the ms to wait when it was one too many. */
  | { readonly about: 'limit'; readonly key: string; readonly rate: Rate }
  /** The metrics of all workers together. */
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
