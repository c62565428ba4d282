// SPDX-License-Identifier: MIT
import { type Finding, fail, ok, warn } from '../base/finding.ts';
import type { Config } from '../config/config.ts';
import { connect } from '../smtp/client/client.ts';
import { ClientError } from '../smtp/client/error.ts';
import type { ClientOptions } from '../smtp/client/types.ts';

type Smarthost = Omit<ClientOptions, 'clientName'>;

/** A whole session with a smarthost up to the point where mail would begin: connection, TLS, login. */
export async function checkSmarthost(
  hop: Smarthost,
  { hostname, maxMessageSizeOctets }: Config,
): Promise<readonly Finding[]> {
  const subject = `Smarthost ${hop.host}:${hop.port}`;
  try {
    const session = await connect({ ...hop, clientName: hostname, setupTimeoutMs: 15_000 });
    const { extensions } = session;
    await session.quit();
    const findings: Finding[] = [];
    const size = Number(extensions.get('SIZE') || 0);
    if (size > 0 && size < maxMessageSizeOctets)
      findings.push(
        warn(
          subject,
          `takes ${size} octets, we take ${maxMessageSizeOctets}`,
          `set MAYFLY_MAX_MESSAGE_SIZE=${size}, so that senders are told at once`,
        ),
      );
    if (!extensions.has('8BITMIME'))
      findings.push(
        warn(subject, 'does not offer 8BITMIME, so such mail is refused', 'use another smarthost'),
      );
    return findings.length > 0
      ? findings
      : [ok(subject, hop.auth === undefined ? 'answers' : 'accepts the login')];
  } catch (error) {
    return [fail(subject, error instanceof Error ? error.message : 'failed', adviceFor(error, hop))];
  }
}

function adviceFor(error: unknown, { tls }: Smarthost): string {
  if (!(error instanceof ClientError)) return 'see MAYFLY_NEXT_HOP';
  switch (error.failure) {
    case 'auth':
      return 'see user and password in MAYFLY_NEXT_HOP; characters such as @ / : are written as %40 %2F %3A';
    case 'tls':
      return tls === 'implicit'
        ? 'use smtp:// and port 587 if the server wants STARTTLS; its certificate must name it'
        : 'use smtps:// and port 465 if the server wants TLS at once; its certificate must name it';
    case 'refused':
      return 'ask who runs it to take mail from this host';
    default:
      return 'see host and port in MAYFLY_NEXT_HOP, and whether a firewall blocks outgoing connections';
  }
}
