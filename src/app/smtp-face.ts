/** The SMTP side of the service: the server in front of the relay, and its certificate. */
import { descriptors } from '../cluster/sockets.ts';
import { readCertificate } from '../crypto/certificate-files.ts';
import { acceptedRecipients, type createRelay } from '../relay/relay.ts';
import { createServer, type ServerTls, type SmtpServer } from '../smtp/server/server.ts';
import { type CertificateFollower, followCertificate } from './certificate.ts';
import type { ClusterState } from './cluster-state.ts';
import { graceMs, isFirst, type ServiceContext } from './context.ts';
import { descriptorLimit, shareDescriptors } from './descriptors.ts';

/** Between two looks at the files of the certificate, ms. */
const certificateEveryMs = 60_000;

/** An SMTP server that listens. */
export interface SmtpFace {
  readonly server: SmtpServer;
  readonly host: string;
  readonly port: number;
  /** Follows the certificate, where there is one. */
  readonly certificate: CertificateFollower | undefined;
}

/** Starts the server. Rejects with `CertificateError`, or with the system's error when it cannot listen. */
export async function startSmtpFace(
  context: ServiceContext,
  relay: ReturnType<typeof createRelay>,
  cluster: ClusterState,
): Promise<SmtpFace> {
  const { config, metrics, channel, stack } = context;
  const tls = config.tls && (await readCertificate(config.tls));
  if (tls !== undefined) metrics.useCertificate(tls.cert);
  const server = createSmtpServer(context, { relay, cluster, tls });
  metrics.addServer(() => server.counters);
  cluster.onErrors((client, errors) => server.hearErrors(client, errors));
  const { host, port } = config.smtpListen;
  const bound = await (channel ? server.listenOn(descriptors.smtp) : server.listen(host, port));
  stack.defer(() => server.close(graceMs));
  return { server, ...bound, certificate: follow(context, server) };
}

/** As many as configured, where there are descriptors for them. */
function maxConnections(context: ServiceContext): number {
  const { connections } = context.config.smtp;
  const limit = descriptorLimit();
  const { smtp } = shareDescriptors(limit);
  if (smtp < connections && Number.isFinite(connections) && isFirst(context))
    context.log.warn(
      { limit, connections: smtp },
      `too few file descriptors for ${connections} SMTP connections; raise LimitNOFILE (ulimit -n)`,
    );
  return Math.min(connections, smtp);
}

function createSmtpServer(
  context: ServiceContext,
  {
    relay,
    cluster,
    tls,
  }: {
    readonly relay: ReturnType<typeof createRelay>;
    readonly cluster: ClusterState;
    readonly tls: ServerTls | undefined;
  },
): SmtpServer {
  const { config, log, metrics } = context;
  return createServer(
    {
      hostname: config.hostname,
      maxMessageSize: config.maxMessageSizeOctets,
      acceptedRecipients,
      limits: { ...config.smtp, connections: maxConnections(context) },
      shared: cluster.smtp,
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
}

/** Takes later certificates, where there is one at all. */
function follow(
  { config: { tls }, log, metrics, stack }: ServiceContext,
  server: SmtpServer,
): CertificateFollower | undefined {
  if (tls === undefined) return undefined;
  const follower = followCertificate(tls, {
    everyMs: certificateEveryMs,
    use: (certificate) => {
      server.setTls(certificate);
      metrics.useCertificate(certificate.cert);
      log.info('certificate reloaded');
    },
    keep: (error) => log.error({ err: error }, 'certificate not reloaded, the old one stays'),
  });
  stack.defer(() => follower.stop());
  return follower;
}
