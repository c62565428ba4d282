// SPDX-License-Identifier: MIT
/** All metrics of one process, as Prometheus reads them. docs/monitoring.md tells what each of them means. */
import { X509Certificate } from 'node:crypto';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Store } from '../alias/ports.ts';
import type { RelayMetrics } from '../relay/relay-metrics.ts';
import type { PoolCounters } from '../smtp/client/pool.ts';
import type { ServerCounters } from '../smtp/server/server.ts';
import { addBlockMetrics, type BlockTotals } from './block-metrics.ts';
import { createHttpMetrics, type HttpMetrics } from './http-metrics.ts';
import { createQuestionMetrics, type QuestionMetrics } from './question-metrics.ts';
import { createRelayMetrics } from './relay-metrics.ts';
import { addPoolMetrics, addServerMetrics, createSessionMetrics } from './smtp-metrics.ts';
import { measureStore } from './store-metrics.ts';

/** What counts, and what tells the metrics. */
export interface Metrics {
  readonly relay: RelayMetrics;
  readonly smtp: ReturnType<typeof createSessionMetrics>;
  readonly http: HttpMetrics;
  readonly questions: QuestionMetrics;
  /** The same store, measured. */
  ofStore(store: Store): Store;
  addServer(counters: () => ServerCounters): void;
  addPool(counters: () => PoolCounters): void;
  addBlocks(totals: () => BlockTotals): void;
  /** Whether a smarthost, by its place in the settings, answered when it was last asked. */
  nextHopReachable(hop: number, isReachable: boolean): void;
  /** The certificate chains, PEM, that are in use from now on. */
  useCertificates(chains: readonly Buffer[]): void;
  /** An order of a certificate has ended. */
  certificateOrdered(outcome: 'obtained' | 'failed'): void;
  /** The metrics now, to be added to those of other processes. */
  snapshot(): ReturnType<Registry['getMetricsAsJSON']>;
  /** The metrics now, in the text exposition format of Prometheus, and their media type. */
  render(): Promise<{ readonly text: string; readonly mediaType: string }>;
}

/** Makes the metrics of one service, with a registry of their own. */
export function createMetrics(version: string): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'mayfly_build_info',
    help: 'Version of Mayfly and of Node, always 1.',
    labelNames: ['version', 'node'],
    aggregator: 'first',
    registers: [registry],
  }).set({ version, node: process.versions.node }, 1);
  return {
    relay: createRelayMetrics(registry),
    smtp: createSessionMetrics(registry),
    http: createHttpMetrics(registry),
    questions: createQuestionMetrics(registry),
    ofStore: (store) => measureStore(store, registry),
    addServer: (counters) => addServerMetrics(registry, counters),
    addPool: (counters) => addPoolMetrics(registry, counters),
    addBlocks: (totals) => addBlockMetrics(registry, totals),
    nextHopReachable: createReachability(registry),
    ...createCertificateMetrics(registry),
    snapshot: () => registry.getMetricsAsJSON(),
    render: async () => ({ text: await registry.metrics(), mediaType: registry.contentType }),
  };
}

/** Registered with the first answer: in direct delivery there is nobody to ask. */
function createReachability(registry: Registry): Metrics['nextHopReachable'] {
  let gauge: Gauge<'hop'> | undefined;
  return (hop, isReachable) => {
    gauge ??= new Gauge({
      name: 'mayfly_next_hop_reachable',
      help: 'Whether a smarthost answered when it was last asked (1) or not (0), by its place in the settings.',
      labelNames: ['hop'],
      // One worker asks.
      aggregator: 'max',
      registers: [registry],
    });
    gauge.set({ hop }, isReachable ? 1 : 0);
  };
}

/** Registered with the first certificate: without one there is nothing that could expire, and without an authority nothing to order. */
function createCertificateMetrics(
  registry: Registry,
): Pick<Metrics, 'useCertificates' | 'certificateOrdered'> {
  let expiry: Gauge | undefined;
  let orders: Counter<'outcome'> | undefined;
  return {
    useCertificates: (chains) => {
      if (chains.length === 0) return;
      expiry ??= new Gauge({
        name: 'mayfly_tls_certificate_expiry_timestamp_seconds',
        help: 'When the certificate for STARTTLS expires, or the first of several, in seconds since the epoch.',
        aggregator: 'min',
        registers: [registry],
      });
      expiry.set(Math.min(...chains.map((chain) => Date.parse(new X509Certificate(chain).validTo))) / 1000);
    },
    certificateOrdered: (outcome) => {
      orders ??= new Counter({
        name: 'mayfly_certificate_orders_total',
        help: 'Orders of certificates from the authority, by how they ended.',
        labelNames: ['outcome'],
        registers: [registry],
      });
      orders.inc({ outcome });
    },
  };
}
