// SPDX-License-Identifier: MIT
/** The SMTP side of the service: the server in front of the relay, and its certificate. */
import { descriptors } from '../cluster/sockets.ts';
import { acceptedRecipients, type createRelay } from '../relay/relay.ts';
import { createServer, type SmtpServer } from '../smtp/server/server.ts';
import type { Certificates } from './certificate-shelf.ts';
import type { ClusterState } from './cluster-state.ts';
import { graceMs, isFirst, type ServiceContext } from './context.ts';
import { descriptorLimit, shareDescriptors } from './descriptors.ts';

/** An SMTP server that listens. */
export interface SmtpFace {
  readonly server: SmtpServer;
  readonly host: string;
  readonly port: number;
}

/** Starts the server. Rejects with the system's error when it cannot listen. */
export async function startSmtpFace(
  context: ServiceContext,
  relay: ReturnType<typeof createRelay>,
  {
    cluster,
    certificates,
  }: { readonly cluster: ClusterState; readonly certificates: Certificates | undefined },
): Promise<SmtpFace> {
  const { config, metrics, channel, stack } = context;
  const server = createSmtpServer(context, relay, cluster);
  certificates?.serveMail((pair) => server.setTls(pair));
  metrics.addServer(() => server.counters);
  cluster.onErrors((client, errors) => server.hearErrors(client, errors));
  const { host, port } = config.smtpListen;
  const bound = await (channel ? server.listenOn(descriptors.smtp) : server.listen(host, port));
  stack.defer(() => server.close(graceMs));
  return { server, ...bound };
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
  relay: ReturnType<typeof createRelay>,
  cluster: ClusterState,
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
      onError: (error) => log.error({ err: error }, 'session failed'),
      onSessionEnd: (summary) => {
        metrics.smtp.sessionEnded(summary);
        log.sessionEnded(summary);
      },
    },
    relay,
  );
}
