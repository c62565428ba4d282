// SPDX-License-Identifier: MIT
/** Where mail goes on to: what the relay's next hop is made of, by the configuration. */
import { networkInterfaces } from 'node:os';
import { matcherOf } from '../base/address-ranges.ts';
import { type NextHop, oneRoute } from '../relay/next-hop.ts';
import { createPool, type PoolCounters } from '../smtp/client/pool.ts';
import type { ServiceContext } from './context.ts';
import { domainHash } from './log-hashes.ts';

/** The next hops. */
export interface NextHops {
  readonly nextHop: NextHop;
  /** Resolves when mail can go on at the moment, as far as can be told without a message; rejects when not. */
  check(): Promise<void>;
  /** Whether it is certain that nothing can be delivered to a domain; missing where others know the ways. Never rejects. */
  readonly takesNoMail?: (domain: string) => Promise<boolean>;
  /** Read whenever wanted; costs nothing. */
  readonly counters: PoolCounters;
}

/**
 * The sandbox if there is one, else the smarthosts, or direct delivery. Opens nothing until it is asked, and is closed with the
 * service.
 */
export async function createNextHops(
  context: ServiceContext,
  sandbox: { readonly host: string; readonly port: number } | undefined,
): Promise<NextHops> {
  const { nextHops, hostname } = context.config;
  if (nextHops === 'direct') return directDelivery(context);
  const hops =
    sandbox === undefined ? nextHops : [{ host: sandbox.host, port: sandbox.port, tls: 'none' as const }];
  const pool = createPool({ hops: hops.map((hop) => ({ ...hop, clientName: hostname })) });
  context.stack.defer(() => pool.close());
  return {
    nextHop: oneRoute(pool),
    check: async () => pool.release(await pool.acquire()),
    get counters() {
      return pool.counters;
    },
  };
}

async function directDelivery({ config, log, vault, stack }: ServiceContext): Promise<NextHops> {
  const { createDirect } = await import('../direct/direct.ts');
  const { takesNoMail } = await import('../direct/takes-no-mail.ts');
  const { createResolver } = await import('../dns/resolver.ts');
  const { hostname, dnsServers, directTrial } = config;
  if (directTrial !== undefined)
    log.warn(
      'MAYFLY_DIRECT_TRIAL is set: mail goes to loopback addresses and other ports; never set it where mail is real',
    );
  const now = () => performance.now();
  const resolver = createResolver({ servers: dnsServers, now, isEven: true });
  if (!resolver.isTrusted)
    log.info('no DANE: the name servers are neither on this machine nor named in MAYFLY_DNS_SERVERS');
  const direct = createDirect({
    resolver,
    now,
    onFault: (fault, domain) => log.warn({ fault, domain: domainHash(vault, domain) }, 'direct delivery'),
    hostname,
    ownAddresses: () =>
      Object.values(networkInterfaces()).flatMap((cards) => cards?.map(({ address }) => address) ?? []),
    random: Math.random,
    trial: directTrial && { ...directTrial, mayConnect: matcherOf(directTrial.ranges) },
  });
  stack.defer(() => direct.close());
  return {
    nextHop: direct,
    check: direct.check,
    takesNoMail: (domain) => takesNoMail(domain, resolver),
    get counters() {
      return direct.counters;
    },
  };
}
