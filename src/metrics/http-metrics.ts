// SPDX-License-Identifier: MIT
/** What the HTTP side answers. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { type ProofOutcome, proofOutcomes } from '../http/proof-of-work.ts';
import type { RequestLine } from '../http/request-log.ts';

/** Counts for the metrics of HTTP. */
export interface HttpMetrics {
  answered(line: RequestLine): void;
  /** A puzzle was made, or a solution of one judged. */
  proof(outcome: ProofOutcome): void;
  /** An event stream has begun; gives what ends it. */
  streamOpened(): () => void;
}

/** Registers the metrics of the HTTP side, and gives what counts for them. Routes are patterns, and so are few. */
export function createHttpMetrics(registry: Registry): HttpMetrics {
  const registers = [registry];
  let streams = 0;
  const requests = new Counter({
    name: 'mayfly_http_requests_total',
    help: 'HTTP requests that were answered.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'mayfly_http_request_duration_seconds',
    help: 'How long HTTP requests took; event streams until they began.',
    labelNames: ['route'],
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const limited = new Counter({
    name: 'mayfly_http_rate_limited_total',
    help: 'HTTP requests that were one too many for their client or target, and answered 429.',
    registers,
  });
  new Gauge({
    name: 'mayfly_http_event_streams',
    help: 'Event streams that are open now.',
    registers,
    collect() {
      this.set(streams);
    },
  });
  return {
    answered({ method, route, status, ms }) {
      requests.inc({ method: methods.has(method) ? method : 'other', route, status });
      durations.observe({ route }, ms / 1000);
      if (status === 429) limited.inc();
    },
    proof: createProofMetric(registry),
    streamOpened() {
      streams += 1;
      return () => {
        streams -= 1;
      };
    },
  };
}

const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS']);

function createProofMetric(registry: Registry): (outcome: ProofOutcome) => void {
  const proofs = new Counter({
    name: 'mayfly_challenges_total',
    help: 'Puzzles for asking without a key: issued, and solutions that were accepted or refused.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  for (const outcome of proofOutcomes) proofs.inc({ outcome }, 0);
  return (outcome) => proofs.inc({ outcome });
}
