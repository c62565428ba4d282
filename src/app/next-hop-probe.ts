// SPDX-License-Identifier: MIT
/** Looks now and then whether each smarthost answers, so that operators hear of one that does not before there is mail for it. */
import { setTimeout as wait } from 'node:timers/promises';
import { connect } from '../smtp/client/client.ts';
import type { ClientOptions } from '../smtp/client/types.ts';
import type { ServiceContext } from './context.ts';

/** How long a smarthost may take to say that it is there, ms. */
const setupTimeoutMs = 15_000;

/** Begins, with a pause first; it ends with the service. Nothing is to be done in direct delivery and in the sandbox. */
export function startProbing({ config, log, metrics, stack }: ServiceContext): void {
  const { nextHops, nextHopProbe: everyMs, hostname: clientName } = config;
  if (everyMs === undefined || nextHops === 'direct') return;
  const stopping = new AbortController();
  const { signal } = stopping;
  stack.defer(() => stopping.abort());
  nextHops.forEach((hop, at) => {
    const number = at + 1;
    let wasReachable = true;
    const tell = (error: unknown): void => {
      const isReachable = error === undefined;
      metrics.nextHopReachable(number, isReachable);
      if (isReachable === wasReachable) return;
      wasReachable = isReachable;
      if (isReachable) log.info({ hop: number }, 'next hop answers again');
      else log.warn({ hop: number, err: error }, 'next hop does not answer');
    };
    // Nobody logs in: that it is there is asked often, and a login is what smarthosts count.
    const { auth: _auth, ...open } = hop;
    void probe({ ...open, clientName, setupTimeoutMs, signal }, { everyMs, tell });
  });
}

/** Goes on until `signal` of the options is aborted. Never rejects. */
async function probe(
  options: ClientOptions & { readonly signal: AbortSignal },
  { everyMs, tell }: { readonly everyMs: number; readonly tell: (error: unknown) => void },
): Promise<void> {
  const { signal } = options;
  for (;;) {
    // Each node has a time of its own.
    const pauseMs = everyMs * (0.9 + Math.random() / 5);
    await wait(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted) return;
    const error = await connect(options).then(
      (session) => session.quit(),
      (reason: unknown) => reason,
    );
    if (!signal.aborted) tell(error);
  }
}
