// SPDX-License-Identifier: MIT
import { deliver } from '../smtp/client/deliver.ts';
import { ClientError } from '../smtp/client/error.ts';
import type { ClientSession } from '../smtp/client/types.ts';
import { formatMailbox } from '../smtp/wire/path.ts';

/** A message of our own, and how it is sent. */
export interface OwnLetter {
  readonly id: string;
  readonly target: string;
  readonly reversePath: string;
  readonly content: Buffer;
}

/** Sessions with next hops, as the relay has them. */
export interface WayOut {
  acquire(target: string, circle: string): Promise<ClientSession>;
  release(session: ClientSession): void;
}

/**
 * Sends one, once. `inDoubt`: whether it was taken nobody knows. `later`: it was not taken now, or nobody was there to take it. Rejects when something else
 * than the way out has failed.
 */
export async function sendOwnMail(
  nextHop: WayOut,
  { id, target, reversePath, content }: OwnLetter,
): Promise<'sent' | 'inDoubt' | 'refused' | 'later'> {
  let hop: ClientSession | undefined;
  try {
    hop = await nextHop.acquire(target, id);
    const { isAccepted, replies, lacks } = await deliver(hop, {
      reversePath,
      forwardPath: formatMailbox(target),
      content,
    });
    if (isAccepted) return 'sent';
    const last = replies.at(-1);
    return lacks !== undefined || (last?.reply.code ?? 0) >= 500 ? 'refused' : 'later';
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    hop?.abort();
    if (error.failure === 'undeliverable') return 'refused';
    return error.dotWasSent ? 'inDoubt' : 'later';
  } finally {
    if (hop !== undefined) nextHop.release(hop);
  }
}
