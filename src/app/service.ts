// SPDX-License-Identifier: MIT
/** The whole service, composed from a configuration. */
import type { Store } from '../alias/ports.ts';
import { createSealedRows, type SealedRows } from '../alias/sealed-rows.ts';
import type { WorkerChannel } from '../cluster/worker-channel.ts';
import type { Config } from '../config/config.ts';
import { createVault, type Secrets } from '../crypto/vault.ts';
import { createMetrics } from '../metrics/metrics.ts';
import { createAliasServices } from './alias-services.ts';
import { openAliasStore, startSweeping } from './alias-store.ts';
import { startAsking } from './asking.ts';
import { openBlocklists } from './blocklists.ts';
import { followBlocks } from './blocks.ts';
import type { Certificates } from './certificate-shelf.ts';
import { openCertificates } from './certificates.ts';
import { joinCluster } from './cluster-state.ts';
import { addressOf, graceMs, isFirst, type ServiceContext } from './context.ts';
import { watchDescriptors } from './descriptors.ts';
import { HttpFace } from './http-face.ts';
import { createInspectors } from './inspectors.ts';
import type { Log, Logger } from './log.ts';
import { createMailRelay, returnPathsOf } from './mail-relay.ts';
import { serveMetrics } from './metrics-serving.ts';
import { startProbing } from './next-hop-probe.ts';
import { createNextHops } from './next-hops.ts';
import { createOwnSigner } from './own-signer.ts';
import { openProofOfWork } from './proof-of-work.ts';
import { createReadiness } from './readiness.ts';
import { openSandbox } from './sandbox.ts';
import { type SmtpFace, startSmtpFace } from './smtp-face.ts';
import { testMessagesOf } from './test-messages.ts';
import { version } from './version.ts';
import { createVouching } from './vouching.ts';

/** A running service. */
export interface Service {
  /** `host:port`, as bound. */
  readonly http: string;
  readonly smtp: string;
  readonly publicUrl: string;
  readonly isSandbox: boolean;
  /** Reads the certificate again. Never rejects: one that cannot be used is logged, and the old one stays. */
  reload(): Promise<void>;
  /** Takes no more work, lets what runs finish, and closes everything. */
  stop(): Promise<void>;
}

/** Starts the service, alone or as one of several workers; rejects with one clear line when something it needs cannot be had. */
export async function startService(
  config: Config,
  secrets: Secrets,
  log: Log,
  channel?: WorkerChannel,
): Promise<Service> {
  await using stack = new AsyncDisposableStack();
  const vault = createVault(...secrets);
  const metrics = createMetrics(version);
  stack.defer(watchDescriptors(log));
  const base = { config, secrets, vault, log, metrics, channel, stack };
  const store = await openAliasStore(base);
  const context = { ...base, now: () => store.now() };
  const { http, smtp, isSandbox, certificates } = await startFaces(context, store);
  // Both at once, though the other is closed already when its turn comes: a slow request must not let mail in meanwhile.
  stack.defer(async () => void (await Promise.all([http.close(), smtp.server.close(graceMs)])));
  channel?.onMetricsAsked(metrics.snapshot);
  const own = channel === undefined ? await serveMetrics(config, metrics.render) : undefined;
  stack.defer(() => own?.close(graceMs));

  await certificates?.keep();
  if (isFirst(context)) startProbing(context);
  const addresses = { http: http.address, https: http.secureAddress, smtp: addressOf(smtp) };
  if (channel === undefined) logListening(log, config, { ...addresses, metrics: own && addressOf(own) });
  if (isFirst(context) && !isSandbox && config.postmaster === undefined)
    log.warn(
      'MAYFLY_POSTMASTER is not set: mail to postmaster is refused, which RFC 5321 §4.5.1 does not allow',
    );
  const running = stack.move();
  return {
    ...addresses,
    publicUrl: http.publicUrl(),
    isSandbox,
    reload: async () => certificates?.reload(),
    stop: () => running.disposeAsync(),
  };
}

/** Builds what serves on a store: aliases, next hops, relay, SMTP, HTTP. */
async function startFaces(
  context: ServiceContext,
  store: Store,
): Promise<{
  readonly http: HttpFace;
  readonly smtp: SmtpFace;
  readonly isSandbox: boolean;
  readonly certificates: Certificates | undefined;
}> {
  const { config, metrics } = context;
  const cluster = await joinCluster(context);
  const certificates = await openCertificates(context);
  const { events, limiter, sharedCounts } = cluster;
  const blocks = await followBlocks(context, store);
  const kept = { ...createAliasServices(context, { store, events, blocks }), store, blocks };
  const { aliases, keys } = kept;
  const sandbox = await openSandbox(context);
  const nextHops = await createNextHops(context, sandbox);
  metrics.addPool(() => nextHops.counters);
  const isListed = openBlocklists(context);
  const inspectors = await createInspectors(context);
  const http = new HttpFace(context);
  const sign = await createOwnSigner(config);
  const returnPaths = returnPathsOf(context, store);
  const { nextHop, takesNoMail } = nextHops;
  const outgoing = { nextHop, sign, returnPaths, publicUrl: http.publicUrl, sharedCounts };
  const own = { ...outgoing, ...kept, rows: sealedRowsOf(context, store) };
  const { bounced, ...asking } = startAsking(context, { ...own, takesNoMail });
  const relay = createMailRelay(context, {
    ...outgoing,
    questionBounced: bounced,
    aliases,
    store,
    events,
    isListed,
    isBlocked: (address) => blocks.hasClient('smtp', address),
    isVouched: createVouching(context),
    inspectors,
    isSandbox: sandbox !== undefined,
  });
  const smtp = await startSmtpFace(context, relay, { cluster, certificates });
  const ready = createReadiness({ store: () => store.check(), nextHop: () => nextHops.check() }, () =>
    performance.now(),
  );
  await http.listen({
    proof: openProofOfWork(context, cluster),
    aliases,
    keys,
    ...asking,
    testMessages: testMessagesOf(context, own),
    limiter,
    isListed,
    blocks,
    inbox: sandbox?.inbox,
    ready,
    certificates,
  });
  if (isFirst(context)) startSweeping(store, context);
  return { http, smtp, isSandbox: sandbox !== undefined, certificates };
}

/** What the store keeps for a while of which only its name and a server secret tell. */
function sealedRowsOf({ secrets, vault }: ServiceContext, { returnPaths }: Store): SealedRows {
  return createSealedRows(returnPaths, [vault, ...secrets.slice(1).map((secret) => createVault(secret))]);
}

/** The line that says where the service is. */
export function logListening(log: Logger, { domains, nextHops }: Config, addresses: object): void {
  const nextHop = nextHops === 'direct' ? 'direct' : nextHops.length === 0 ? 'sandbox' : 'configured';
  log.info({ ...addresses, domains, nextHop }, 'listening');
}
