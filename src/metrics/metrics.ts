/** All metrics of one process, as Prometheus reads them. docs/monitoring.md tells what each of them means. */
import { X509Certificate } from 'node:crypto';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Store } from '../alias/ports.ts';
import type { RelayMetrics } from '../relay/relay-metrics.ts';
import type { PoolCounters } from '../smtp/client/pool.ts';
import type { ServerCounters } from '../smtp/server/server.ts';
import { addBlockMetrics, type BlockFigures } from './block-metrics.ts';
import { createHttpMetrics, type HttpMetrics } from './http-metrics.ts';
import { createRelayMetrics } from './relay-metrics.ts';
import { addPoolMetrics, addServerMetrics, createSessionMetrics } from './smtp-metrics.ts';
import { measureStore } from './store-metrics.ts';

/** What counts, and what tells the metrics. */
export interface Metrics {
  readonly relay: RelayMetrics;
  readonly smtp: ReturnType<typeof createSessionMetrics>;
  readonly http: HttpMetrics;
  /** The same store, measured. */
  ofStore(store: Store): Store;
  addServer(counters: () => ServerCounters): void;
  addPool(counters: () => PoolCounters): void;
  addBlocks(figures: () => BlockFigures): void;
  /** The certificate chain, PEM, that STARTTLS is offered with from now on. */
  useCertificate(cert: string | Buffer): void;
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
    ofStore: (store) => measureStore(store, registry),
    addServer: (counters) => addServerMetrics(registry, counters),
    addPool: (counters) => addPoolMetrics(registry, counters),
    addBlocks: (figures) => addBlockMetrics(registry, figures),
    useCertificate: createCertificateMetric(registry),
    snapshot: () => registry.getMetricsAsJSON(),
    render: async () => ({ text: await registry.metrics(), mediaType: registry.contentType }),
  };
}

/** Registered with the first certificate: without one there is nothing that could expire. */
function createCertificateMetric(registry: Registry): (cert: string | Buffer) => void {
  let expiry: Gauge | undefined;
  return (cert) => {
    expiry ??= new Gauge({
      name: 'mayfly_tls_certificate_expiry_timestamp_seconds',
      help: 'When the certificate for STARTTLS expires, in seconds since the epoch.',
      aggregator: 'min',
      registers: [registry],
    });
    expiry.set(Date.parse(new X509Certificate(cert).validTo) / 1000);
  };
}
