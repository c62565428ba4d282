// SPDX-License-Identifier: MIT
import { AbortError, ErrorReply } from 'redis';
import { StoreError } from '../../alias/ports.ts';
import { errorCodeOf } from '../../base/error-code.ts';

/** What went wrong, as a StoreError of one line that names no user, password or alias. */
export type ToStoreError = (error: unknown) => StoreError;

/** A command that got no answer in time; whether Redis has done it, nobody knows. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/** The replicas, or the disk, did not confirm a write in time. */
export class UnconfirmedError extends Error {
  override readonly name = 'UnconfirmedError';
}

/** Speaks of the store at `place`. */
export function explainFor(place: string): ToStoreError {
  return (error) => {
    if (error instanceof StoreError) return error;
    return new StoreError(`The Redis store ${place} ${reasonOf(error)}`, { cause: error });
  };
}

/** Whether the connection was lost, so that the command may be repeated on the next one. */
export function isLoss(error: unknown): boolean {
  return !(
    error instanceof ErrorReply ||
    error instanceof StoreError ||
    error instanceof AbortError ||
    error instanceof DeadlineError ||
    error instanceof UnconfirmedError
  );
}

/** By the first word of an error reply. */
const replies: Readonly<Record<string, string>> = {
  NOAUTH: 'asks for a password: give it in MAYFLY_STORE',
  WRONGPASS: 'refuses the user or the password',
  NOPERM: 'does not permit this user what Mayfly needs (docs/nodes.md)',
  LOADING: 'is still loading its data',
  READONLY: 'is a replica and takes no writes',
  OOM: 'is out of memory and takes no writes',
  MISCONF: 'cannot save to its disk and takes no writes',
  NOREPLICAS: 'has too few replicas and takes no writes',
  MASTERDOWN: 'has lost its primary',
  CLUSTERDOWN: 'is a cluster that is down, or has slots that no node serves',
  MOVED: 'is a node of a cluster; use redis+cluster:// in MAYFLY_STORE',
  TRYAGAIN: 'is moving these keys between its nodes',
  BUSY: 'is busy with a script',
};

function reasonOf(error: unknown): string {
  if (error instanceof DeadlineError || error instanceof UnconfirmedError) return error.message;
  const text = error instanceof Error ? error.message : String(error);
  if (/AUTH .*without any password configured/.test(text)) return 'has no password set, but was given one';
  if (/invalid username-password pair|invalid password/.test(text)) return replies.WRONGPASS ?? '';
  if (/unknown command '?WAITAOF/i.test(text))
    return 'has no WAITAOF, which came with Redis 7.2; use wait= instead of waitaof=';
  if (/cluster support disabled/.test(text)) return 'is not a cluster; use redis:// in MAYFLY_STORE';
  if (/No such master/.test(text)) return 'is a sentinel that knows no primary of that name';
  if (/unknown version/.test(text)) return 'holds aliases of an unknown version';
  // From `decodeRecord`.
  if (error instanceof RangeError) return 'holds an alias that is damaged; restore the store from a backup';
  if (error instanceof ErrorReply) {
    const [word = ''] = /^[A-Z]+/.exec(text) ?? [];
    return replies[word] ?? `answered with an error (${word || 'ERR'})`;
  }
  const code = codeOfChain(error);
  return `cannot be reached${code === undefined ? '' : ` (${code})`}`;
}

/** Its own code, or that of what caused it. */
function codeOfChain(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return errorCodeOf(error) ?? codeOfChain(error.cause);
}
