// SPDX-License-Identifier: MIT
import type { EndedMessage } from '../alias/message-ending.ts';
import type { Reservation } from '../alias/ports.ts';
import { ClientError } from '../smtp/client/error.ts';
import type { ClientSession } from '../smtp/client/types.ts';
import type { ReceivedReply } from '../smtp/wire/received-reply.ts';
import type { Reply } from '../smtp/wire/reply.ts';
import type { RelayContext } from './context.ts';
import { queueIdOf } from './queue-id.ts';
import { acceptedAs, replies } from './replies.ts';
import { mapRefusal } from './reply-mapping.ts';

/** How a message ended that came as far as its final dot. */
export interface CommitOutcome extends Pick<EndedMessage, 'ending' | 'cause' | 'nextHopId'> {
  readonly reply: Reply;
  /** Gives why the settlement failed, if it did, where the originator does not wait for it. */
  readonly settled?: Promise<unknown> | undefined;
}

/**
 * The commit point: spends the use durably, lets the final dot go, and does with the use what the next hop's answer
 * asks for. Nothing but a 2xx of the next hop gives `delivered` (invariant I2).
 */
export async function commit(
  context: RelayContext,
  reservation: Reservation,
  hop: ClientSession,
): Promise<CommitOutcome> {
  const { metrics } = context;
  const startedAt = performance.now();
  const spent = await spend(context, reservation);
  const spentAt = performance.now();
  metrics?.heldDot('spend', spentAt - startedAt);
  if ('reply' in spent) {
    hop.abort();
    return spent;
  }
  for (const { key } of reservation.uses) context.events?.publish(key, 'spent');
  let answer: ReceivedReply;
  try {
    answer = await hop.end();
  } catch (error) {
    return afterLoss(context, reservation, error);
  } finally {
    metrics?.heldDot('next_hop', performance.now() - spentAt);
  }
  if (answer.code >= 200 && answer.code < 300)
    return afterAcceptance(context, reservation, { isLast: spent.isLast, answer });
  return afterRefusal(context, reservation, answer);
}

async function spend(
  { store, now }: RelayContext,
  reservation: Reservation,
): Promise<CommitOutcome | { readonly isLast?: boolean | undefined }> {
  if (reservation.uses.length === 0) return { isLast: false };
  try {
    const result = await store.spend(reservation, now());
    if (result.verdict === 'spent') return result;
    const isForGood = result.life === 'gone' || result.life === 'expired' || result.life === 'usedUp';
    const reply = isForGood ? replies.noSuchAlias : replies.notNow;
    return { ending: 'refusedByUs', reply, cause: result.life };
  } catch (cause) {
    // The spending may have been written although its answer was lost; the dot has not gone, so give it back.
    store.refund(reservation).catch(() => undefined);
    return { ending: 'refusedByUs', reply: replies.storeUnavailable, cause };
  }
}

/**
 * The originator need not wait for the settlement, unless it ends an alias or the store cannot tell: whoever writes to it
 * next shall hear that it is gone, whichever process is asked. Should settling fail, the use stays spent and the message is
 * delivered all the same: 250 is the truth.
 */
async function afterAcceptance(
  { store, now }: RelayContext,
  reservation: Reservation,
  { isLast, answer }: { readonly isLast: boolean | undefined; readonly answer: ReceivedReply },
): Promise<CommitOutcome> {
  const settled = attempt(store.settle(reservation, now(), isLast));
  const isWaitedFor = isLast !== false;
  return {
    ending: 'delivered',
    reply: acceptedAs(reservation.id),
    cause: isWaitedFor ? await settled : undefined,
    settled: isWaitedFor ? undefined : settled,
    nextHopId: queueIdOf(answer.text),
  };
}

async function afterRefusal(
  { store }: RelayContext,
  reservation: Reservation,
  answer: ReceivedReply,
): Promise<CommitOutcome> {
  const cause = await attempt(store.refund(reservation));
  return { ending: 'refusedByNextHop', reply: mapRefusal(answer, 'message'), cause: cause ?? answer.code };
}

async function afterLoss(
  { store }: RelayContext,
  reservation: Reservation,
  error: unknown,
): Promise<CommitOutcome> {
  const dotWasSent = !(error instanceof ClientError) || error.dotWasSent;
  await attempt(dotWasSent ? store.doubt(reservation) : store.refund(reservation));
  const ending = dotWasSent ? 'inDoubt' : 'refusedByNextHop';
  return { ending, reply: replies.nextHopLost, cause: error };
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
