// SPDX-License-Identifier: MIT
/** What the SMTP server and the sessions with next hops do: they count for themselves, and are asked at each scrape. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { PoolCounters } from '../smtp/client/pool.ts';
import { replies } from '../smtp/server/replies.ts';
import type { ServerCounters } from '../smtp/server/server.ts';
import type { SessionSummary } from '../smtp/server/session-types.ts';
import { addCollectedCounter } from './collected-counter.ts';
import { reasonsOf } from './reasons.ts';

/** Why a connection gets no session; replies that tell of nothing else. */
const reasons = reasonsOf(replies);

/** Registers the metrics of sessions that have ended. Gives what counts them. */
export function createSessionMetrics(registry: Registry): { sessionEnded(summary: SessionSummary): void } {
  const registers = [registry];
  const ended = { commands: 0, errors: 0, sessions: new Map<string, number>() };
  new Counter({
    name: 'mayfly_smtp_sessions_total',
    help: 'SMTP sessions that have ended, by TLS and by the code of the reply that closed them; none: the client went away.',
    labelNames: ['tls', 'farewell'],
    registers,
    collect() {
      this.reset();
      for (const [key, count] of ended.sessions) {
        const [tls = '', farewell = ''] = key.split(' ');
        this.inc({ tls, farewell }, count);
      }
    },
  });
  addCollectedCounter(
    registry,
    { name: 'mayfly_smtp_commands_total', help: 'Commands of SMTP sessions that have ended.' },
    () => ended.commands,
  );
  addCollectedCounter(
    registry,
    {
      name: 'mayfly_smtp_errors_total',
      help: 'Replies of 5xx in SMTP sessions that have ended, refused recipients included.',
    },
    () => ended.errors,
  );
  return {
    sessionEnded({ commands, errors, isEncrypted, farewell }) {
      ended.commands += commands;
      ended.errors += errors;
      const key = `${isEncrypted ? 'yes' : 'no'} ${farewell?.code ?? 'none'}`;
      ended.sessions.set(key, (ended.sessions.get(key) ?? 0) + 1);
    },
  };
}

/** Registers the metrics of a server's connections. */
export function addServerMetrics(registry: Registry, counters: () => ServerCounters): void {
  const registers = [registry];
  new Gauge({
    name: 'mayfly_smtp_connections',
    help: 'SMTP connections that are open now.',
    registers,
    collect() {
      this.set(counters().open);
    },
  });
  addCollectedCounter(
    registry,
    { name: 'mayfly_smtp_connections_accepted_total', help: 'SMTP connections that became a session.' },
    () => counters().accepted,
  );
  new Counter({
    name: 'mayfly_smtp_connections_refused_total',
    help: 'SMTP connections that were turned away before a session, by why.',
    labelNames: ['reason'],
    registers,
    collect() {
      this.reset();
      for (const reason of refusalReasons) this.inc({ reason }, 0);
      for (const [answer, count] of counters().refusals)
        this.inc(
          { reason: answer === undefined ? 'bad_proxy_header' : (reasons.get(answer) ?? 'other') },
          count,
        );
    },
  });
}

const refusalReasons = [
  'too_busy',
  'too_many_from_client',
  'too_many_errors_from_client',
  'shutting_down',
  'bad_proxy_header',
] as const;

/** Registers the metrics of the sessions with next hops. */
export function addPoolMetrics(registry: Registry, counters: () => PoolCounters): void {
  const registers = [registry];
  new Gauge({
    name: 'mayfly_next_hop_sessions',
    help: 'Sessions with next hops: idle, busy with a message, or being opened while someone waits.',
    labelNames: ['state'],
    registers,
    collect() {
      const { idle, busy, opening } = counters();
      this.set({ state: 'idle' }, idle);
      this.set({ state: 'busy' }, busy);
      this.set({ state: 'opening' }, opening);
    },
  });
  addCollectedCounter(
    registry,
    { name: 'mayfly_next_hop_sessions_opened_total', help: 'Sessions with next hops that were opened.' },
    () => counters().opened,
  );
  addCollectedCounter(
    registry,
    {
      name: 'mayfly_next_hop_failures_total',
      help: 'Attempts to open a session with a next hop that failed.',
    },
    () => counters().failed,
  );
}
