// SPDX-License-Identifier: MIT
/** The relay between the SMTP server and the next hops, with its return paths. */
import { randomBytes } from 'node:crypto';
import type { AliasEvents } from '../alias/events.ts';
import type { Store } from '../alias/ports.ts';
import type { AliasService } from '../alias/service.ts';
import { createReturnPaths, type ReturnPaths } from '../bounce/return-paths.ts';
import { createVault } from '../crypto/vault.ts';
import type { RelayOptions } from '../relay/context.ts';
import { createRelay } from '../relay/relay.ts';
import { createIds } from '../relay/transfer-id.ts';
import type { ServiceContext } from './context.ts';
import { recipientHash } from './log-hashes.ts';
import { stopLinkOf } from './stop-link.ts';

/** What the relay needs of the other parts. */
export interface RelayParts
  extends Pick<
    RelayOptions,
    | 'nextHop'
    | 'returnPaths'
    | 'questionBounced'
    | 'isListed'
    | 'isBlocked'
    | 'isVouched'
    | 'sharedCounts'
    | 'inspectors'
    | 'sign'
  > {
  readonly events: AliasEvents;
  readonly aliases: AliasService;
  readonly store: Store;
  readonly isSandbox: boolean;
  /** Base of the links in messages. */
  readonly publicUrl: () => string;
}

/** Makes the relay; it gives a handler for each SMTP session. */
export function createMailRelay(context: ServiceContext, parts: RelayParts): ReturnType<typeof createRelay> {
  const { config, vault, log, metrics, now } = context;
  const { publicUrl, isSandbox, ...others } = parts;
  const { events } = parts;
  return createRelay({
    ...others,
    vault,
    hostname: config.hostname,
    targetRate: config.targetRate,
    now,
    postmaster: config.postmaster ?? (isSandbox ? `postmaster@${config.domains[0]}` : undefined),
    abuse: config.abuse?.includes('://') ? undefined : config.abuse,
    stopLink: config.mailFields ? stopLinkOf(context, publicUrl) : undefined,
    offersUnsubscribe: config.mailFields && config.listUnsubscribe,
    limits: { maxHeaderOctets: 262_144, maxReceivedFields: 100 },
    newId: createIds(randomBytes),
    ended(alias, message) {
      if (alias !== undefined) events.ended(alias.key, message.ending);
      metrics.relay.ended(message);
      log.messageEnded(message);
    },
    metrics: metrics.relay,
    onRefused: refusalTeller(log, vault),
    onNextHopFailure: (error) => log.warn({ err: error }, 'next hop failed'),
  });
}

/** Where it is wanted, each refused recipient is a line, by the hash that `mayfly trace` makes of an address too. */
function refusalTeller(
  { debug }: ServiceContext['log'],
  vault: ServiceContext['vault'],
): RelayOptions['onRefused'] {
  if (debug === undefined) return undefined;
  return ({ id: session }, { text }, { code: reply, enhanced }) =>
    debug({ session, recipient: recipientHash(vault, text), reply, enhanced }, 'recipient refused');
}

/** The return paths of the service. */
export function returnPathsOf({ config, secrets, vault, now }: ServiceContext, store: Store): ReturnPaths {
  return createReturnPaths({
    store: store.returnPaths,
    vault,
    otherVaults: secrets.slice(1).map((secret) => createVault(secret)),
    domains: config.domains,
    now,
    randomBytes,
    mode: config.returnPath,
  });
}
