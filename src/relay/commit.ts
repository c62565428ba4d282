import type { AliasEvent } from '../alias/events.ts';
import type { Reservation } from '../alias/ports.ts';
import { ClientError } from '../smtp/client/error.ts';
import type { ClientSession } from '../smtp/client/types.ts';
import type { ReceivedReply } from '../smtp/wire/received-reply.ts';
import type { Reply } from '../smtp/wire/reply.ts';
import type { RelayContext } from './context.ts';
import type { HeldDotStep } from './relay-metrics.ts';
import { replies } from './replies.ts';
import { mapRefusal } from './reply-mapping.ts';

/** How a message ended. `cause` is for the log. */
export interface Outcome {
  readonly event: 'delivered' | 'refused' | 'inDoubt';
  readonly reply: Reply;
  readonly cause?: unknown;
  /** Gives why the settlement failed, if it did, where the originator does not wait for it. */
  readonly settled?: Promise<unknown>;
  /** Whether the next hop refused it, or was lost, and not we. */
  readonly isByNextHop?: boolean;
}

/** A message whose mail data has gone to the next hop, all but the final dot. */
export interface Commitment {
  readonly reservation: Reservation;
  readonly hop: ClientSession;
  readonly hasOneRecipient: boolean;
}

/**
 * The commit point: spends the uses durably, lets the final dot go, and does with the uses what the next hop's answer
 * asks for. Nothing but a 2xx of the next hop gives `delivered` (invariant I2).
 */
export async function commit(
  context: RelayContext,
  { reservation, hop, hasOneRecipient }: Commitment,
): Promise<Outcome> {
  const spent = await held(context, 'spend', spend(context, reservation, hasOneRecipient));
  if ('reply' in spent) {
    hop.abort();
    return spent;
  }
  tell(context, reservation, 'spent');
  let answer: ReceivedReply;
  try {
    answer = await held(context, 'next_hop', hop.end());
  } catch (error) {
    return afterLoss(context, reservation, error);
  }
  if (answer.code >= 200 && answer.code < 300) return afterAcceptance(context, reservation, spent.isLast);
  return afterRefusal(context, reservation, answer);
}

/** Measures what the final dot waits for, beside it. */
function held<T>({ metrics }: RelayContext, step: HeldDotStep, work: Promise<T>): Promise<T> {
  if (metrics === undefined) return work;
  const startedAt = performance.now();
  const done = (): void => metrics.heldDot(step, performance.now() - startedAt);
  work.then(done, done);
  return work;
}

async function spend(
  { store, now }: RelayContext,
  reservation: Reservation,
  hasOneRecipient: boolean,
): Promise<Outcome | { readonly isLast?: boolean | undefined }> {
  if (reservation.uses.length === 0) return { isLast: false };
  try {
    const result = await store.spend(reservation, now());
    if (result.verdict === 'spent') return result;
    const isForGood = result.life === 'gone' || result.life === 'expired' || result.life === 'usedUp';
    // A reply to the dot is for all recipients: 550 would take the message from those that live. The retry tells at RCPT.
    const reply = isForGood && hasOneRecipient ? replies.noSuchAlias : replies.notNow;
    return { event: 'refused', reply, cause: result.life };
  } catch (cause) {
    // The spending may have been written although its answer was lost; the dot has not gone, so give it back.
    store.refund(reservation).catch(() => undefined);
    return { event: 'refused', reply: replies.storeUnavailable, cause };
  }
}

/**
 * The originator need not wait for the settlement, unless it ends an alias or the store cannot tell: whoever writes to it
 * next shall hear that it is gone, whichever process he asks. Should settling fail, the use stays spent and the message is
 * delivered all the same: 250 is the truth.
 */
async function afterAcceptance(
  context: RelayContext,
  reservation: Reservation,
  isLast: boolean | undefined,
): Promise<Outcome> {
  const { store, now } = context;
  const done = (cause?: unknown): unknown => {
    tell(context, reservation, 'settled');
    return cause;
  };
  const settled = store.settle(reservation, now(), isLast).then(() => done(), done);
  const outcome: Outcome = { event: 'delivered', reply: replies.delivered };
  return isLast === false ? { ...outcome, settled } : { ...outcome, cause: await settled };
}

async function afterRefusal(
  context: RelayContext,
  reservation: Reservation,
  answer: ReceivedReply,
): Promise<Outcome> {
  const cause = await attempt(context.store.refund(reservation));
  tell(context, reservation, 'refunded');
  const reply = mapRefusal(answer, 'message');
  return { event: 'refused', reply, cause: cause ?? answer.code, isByNextHop: true };
}

async function afterLoss(context: RelayContext, reservation: Reservation, error: unknown): Promise<Outcome> {
  const { store } = context;
  const dotWasSent = !(error instanceof ClientError) || error.dotWasSent;
  if (!dotWasSent) {
    await attempt(store.refund(reservation));
    tell(context, reservation, 'refunded');
    return { event: 'refused', reply: replies.nextHopLost, cause: error, isByNextHop: true };
  }
  await attempt(store.doubt(reservation));
  tell(context, reservation, 'doubted');
  return { event: 'inDoubt', reply: replies.nextHopLost, cause: error };
}

/** Tells who follows the aliases of a message what became of its uses. */
function tell({ events }: RelayContext, { uses }: Reservation, event: AliasEvent): void {
  for (const { key } of uses) events?.publish(key, event);
}

/** Gives the failure instead of throwing it. */
async function attempt(done: Promise<void>): Promise<unknown> {
  try {
    await done;
    return undefined;
  } catch (error) {
    return error;
  }
}
