/** The whole service, composed from a configuration. */
import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { createAliases } from '../alias/aliases.ts';
import type { Store } from '../alias/ports.ts';
import { createReturnPaths } from '../bounce/return-paths.ts';
import { descriptors } from '../cluster/sockets.ts';
import type { Team } from '../cluster/worker-channel.ts';
import type { Config } from '../config/config.ts';
import { storeMemoryOf } from '../crypto/store-memory.ts';
import { checkOf, createVault, type Secrets } from '../crypto/vault.ts';
import { type Blocklist, createBlocklist } from '../dns/blocklist.ts';
import { createHttpApp } from '../http/app.ts';
import { type HttpServer, serveHttp } from '../http/serve.ts';
import { createMetrics, type Metrics } from '../metrics/metrics.ts';
import { createRelay } from '../relay/relay.ts';
import { createIds } from '../relay/transfer-id.ts';
import { createSandbox } from '../sandbox/sandbox.ts';
import { createServer, type SmtpServer } from '../smtp/server/server.ts';
import { openStore } from '../store/open.ts';
import { type CertificateFollower, followCertificate, readCertificate } from './certificate.ts';
import { type Sharing, startSharing } from './cluster-state.ts';
import { createInspectors } from './inspectors.ts';
import type { Log } from './log.ts';
import { metricsAtHttp, serveMetrics } from './metrics-serving.ts';
import { createOnward } from './next-hops.ts';
import { createReadiness } from './readiness.ts';
import { version } from './version.ts';

/** How long running transactions and requests may take to finish when the service stops, ms. */
const graceMs = 20_000;
/** Until the log has written the last line of a process that is to end at once, ms. */
const lastWordsMs = 500;
/** Between two sweeps of dead aliases, ms. */
const sweepEveryMs = 60_000;
/** What has died is kept this long, so that a clock that goes wrong can be set right before anything is lost, ms. */
const buryAfterMs = 60 * 60 * 1000;
/** Between two looks at the files of the certificate, ms. */
const certificateEveryMs = 60_000;

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
  team?: Team,
): Promise<Service> {
  const vault = createVault(...secrets);
  const isFirst = team === undefined || team.worker === 1;
  const metrics = createMetrics(version);
  const warn = (line: string): void => (isFirst ? log.warn(line) : undefined);
  const onBroken = (error: Error): void => endProcess(log, error);
  const store = metrics.ofStore(
    await openStore(config.store, {
      secrets: secrets.map(checkOf),
      memory: storeMemoryOf(config.secretFile),
      whenMissing: 'wait',
      warn,
      onBroken,
    }),
  );
  const stops: (() => Promise<unknown>)[] = [() => store.close()];
  const stop = async (): Promise<void> => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    const now = (): number => store.now();
    const { domains, caps, hostname } = config;
    const sharing = await startSharing({ config, vault, team, now, warn });
    stops.push(() => sharing.close());
    const { events } = sharing;
    const aliases = createAliases({ store, vault, domains, caps, now, randomBytes, events });
    const own = config.nextHops.length === 0 && team === undefined ? await createSandbox(now) : undefined;
    stops.push(async () => own?.close());
    const sandbox = own ?? team?.sandbox;
    const onward = createOnward(config, sandbox, log);
    stops.push(() => onward.close());
    metrics.addPool(() => onward.counters);

    const blocklist = blocklistOf(config, log);
    stops.push(async () => blocklist?.close());
    const isListed = blocklist?.isListed.bind(blocklist);

    const inspection = await createInspectors(config, log);
    stops.push(async () => inspection.close());

    const http: { server?: HttpServer } = {};
    const publicUrl = (): string => config.publicUrl ?? `http://${http.server ? addressOf(http.server) : ''}`;
    const relay = createRelay({
      aliases,
      store,
      vault,
      nextHop: onward.nextHop,
      returnPaths: createReturnPaths({
        store: store.returnPaths,
        vault,
        otherVaults: secrets.slice(1).map((secret) => createVault(secret)),
        domains,
        now,
        randomBytes,
        mode: config.returnPath,
      }),
      events,
      hostname,
      now,
      isListed,
      inspectors: inspection.inspectors,
      postmaster: config.postmaster ?? (sandbox && `postmaster@${domains[0]}`),
      stopLink: config.mailFields
        ? (address) => `${publicUrl()}/stop/${encodeURIComponent(address)}/${vault.linkOf(address)}`
        : undefined,
      limits: { maxHeaderOctets: 262_144, maxReceivedFields: 100 },
      newId: createIds(randomBytes),
      ended(alias, message) {
        if (alias !== undefined) events.ended(alias.key, message.ending);
        metrics.relay.ended(message);
        log.messageEnded(message);
      },
      metrics: metrics.relay,
      onNextHopFailure: (error) => log.warn({ err: error }, 'next hop failed'),
    });
    const smtp = await startSmtp(config, { relay, log, metrics, sharing, team });
    stops.push(() => smtp.server.close(graceMs));
    const certificate = followTls(config, smtp.server, { log, metrics });
    stops.push(async () => certificate?.stop());

    const stopping = new AbortController();
    const app = createHttpApp({
      stopping: stopping.signal,
      aliases,
      publicUrl,
      domains,
      caps,
      rateLimit: config.rateLimit,
      limiter: sharing.limiter,
      trustProxy: config.trustProxy,
      isListed,
      ready: createReadiness({ store: () => store.check(), nextHop: () => onward.check() }, () =>
        performance.now(),
      ),
      now,
      log: {
        answered: (line) => {
          metrics.http.answered(line);
          log.info(line, 'request');
        },
        failed: (error) => log.error({ err: error }, 'request failed'),
      },
      onStreamOpened: metrics.http.streamOpened,
      metrics: metricsAtHttp(config, team?.metrics ?? metrics.render),
      inbox: sandbox?.inbox,
    });
    const server = await serveHttp(app, team ? { fd: descriptors.http } : config.httpListen);
    http.server = server;
    // Both at once, though the other is closed already when its turn comes: a slow request must not let mail in meanwhile.
    stops.push(() => Promise.all([server.close(graceMs), smtp.server.close(graceMs)]));
    stops.push(async () => stopping.abort());
    team?.giveFigures(metrics.figures);
    const metricsServer = team === undefined ? await serveMetrics(config, metrics.render) : undefined;
    stops.push(async () => metricsServer?.close(graceMs));
    if (isFirst) stops.push(startSweeping(store, log));

    const addresses = { http: addressOf(server), smtp: addressOf(smtp) };
    if (team === undefined)
      logListening(log, config, { ...addresses, metrics: metricsServer && addressOf(metricsServer) });
    if (isFirst && sandbox === undefined && config.postmaster === undefined)
      log.warn(
        'MAYFLY_POSTMASTER is not set: mail to postmaster is refused, which RFC 5321 §4.5.1 does not allow',
      );
    const reload = async (): Promise<void> => certificate?.reload();
    return { ...addresses, publicUrl: publicUrl(), isSandbox: sandbox !== undefined, reload, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Whoever runs us starts us again (systemd, a container, the first process of several), and what is stored is whole. */
function endProcess(log: Logger, error: Error): void {
  log.fatal(error.message);
  // Not `exit`, at which lmdb-js waits for a lock that it never gives back then.
  const end = (): void => void process.kill(process.pid, 'SIGKILL');
  process.prependOnceListener('exit', end);
  setTimeout(end, lastWordsMs);
}

function blocklistOf({ dnsbl, dnsServers }: Config, log: Logger): Blocklist | undefined {
  if (dnsbl.length === 0) return undefined;
  return createBlocklist({
    zones: dnsbl,
    servers: dnsServers,
    now: () => performance.now(),
    onFailure: (zone, code) => log.warn({ zone, code }, 'blocklist gives no usable answer'),
  });
}

/** The line that says where the service is. */
export function logListening(log: Logger, { domains, nextHops }: Config, addresses: object): void {
  const nextHop = nextHops === 'direct' ? 'direct' : nextHops.length === 0 ? 'sandbox' : 'configured';
  log.info({ ...addresses, domains, nextHop }, 'listening');
}

async function startSmtp(
  config: Config,
  {
    relay,
    log,
    metrics,
    sharing,
    team,
  }: {
    readonly relay: ReturnType<typeof createRelay>;
    readonly log: Log;
    readonly metrics: Metrics;
    readonly sharing: Sharing;
    readonly team: Team | undefined;
  },
): Promise<{ server: SmtpServer; host: string; port: number }> {
  const tls = config.tls && (await readCertificate(config.tls));
  if (tls !== undefined) metrics.useCertificate(tls.cert);
  const server = createServer(
    {
      hostname: config.hostname,
      maxMessageSize: config.maxMessageSizeOctets,
      limits: config.smtp,
      shared: sharing.smtp,
      proxyPeers: config.proxyPeers,
      onProxyFault: () => log.warn('a proxy sent no sound PROXY header'),
      tls,
      onError: (error) => log.error({ err: error }, 'session failed'),
      onSessionEnd: (summary) => {
        metrics.smtp.sessionEnded(summary);
        log.sessionEnded(summary);
      },
    },
    relay,
  );
  metrics.smtp.follow(() => server.counters);
  sharing.onErrors((client, errors) => server.hearErrors(client, errors));
  const { host, port } = config.smtpListen;
  return { server, ...(await (team ? server.listenOn(descriptors.smtp) : server.listen(host, port))) };
}

/** Later certificates, where there is one at all. */
function followTls(
  { tls }: Config,
  server: SmtpServer,
  { log, metrics }: { readonly log: Logger; readonly metrics: Metrics },
): CertificateFollower | undefined {
  return (
    tls &&
    followCertificate(tls, {
      everyMs: certificateEveryMs,
      use: (certificate) => {
        server.setTls(certificate);
        metrics.useCertificate(certificate.cert);
        log.info('certificate reloaded');
      },
      keep: (error) => log.error({ err: error }, 'certificate not reloaded, the old one stays'),
    })
  );
}

/** Sweeps now and then; gives what ends it. */
function startSweeping(store: Store, log: Logger): () => Promise<void> {
  let sweeping: Promise<void> = Promise.resolve();
  const sweep = (): void => {
    sweeping = sweeping
      .then(() => store.sweep(store.now() - buryAfterMs))
      .then(
        (swept) => (swept > 0 ? log.info({ swept }, 'swept dead aliases') : undefined),
        (error) => log.error({ err: error }, 'sweep failed'),
      );
  };
  const timer = setInterval(sweep, sweepEveryMs);
  return () => {
    clearInterval(timer);
    return sweeping;
  };
}

/** `host:port`, an IPv6 address in brackets. */
export function addressOf({ host, port }: { readonly host: string; readonly port: number }): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
