// SPDX-License-Identifier: MIT
/** Direct delivery: sessions with the mail servers of the target's own domain. */
import { domainToASCII } from 'node:url';
import { isPublicAddress, normalAddress } from '../base/public-address.ts';
import { inSteps } from '../base/timed.ts';
import type { Resolver } from '../dns/resolver.ts';
import { ClientError } from '../smtp/client/error.ts';
import type { PoolCounters } from '../smtp/client/pool.ts';
import type { ClientOptions, ClientSession } from '../smtp/client/types.ts';
import { Destinations } from './destinations.ts';
import { findMailServers, type SearchOptions } from './mail-servers.ts';
import { StsPolicies } from './sts-policies.ts';
import { demandOf } from './tls-demand.ts';

/** What direct delivery is made of. */
export interface DirectOptions {
  /** One that is even: how long an answer takes must not tell what was asked before. */
  readonly resolver: Resolver;
  /** Our name in EHLO; a mail server of this name is ourselves. */
  readonly hostname: string;
  /** Addresses of this machine at the moment. */
  readonly ownAddresses: () => readonly string[];
  /** From 0 to below 1. */
  readonly random: () => number;
  /** The clock, ms. */
  readonly now: () => number;
  /** Hears of what a policy (MTA-STS, DANE) forbids or lacks, in words that name no name, and for which domain. */
  readonly onFault: (fault: string, domain: string) => void;
  /** For trying out on one machine: other ports, and addresses that are not public but may be connected to all the same. */
  readonly trial?: Trial | undefined;
}

/** How direct delivery is tried out on one machine. */
interface Trial {
  readonly mayConnect: (address: string) => boolean;
  readonly smtpPort: number;
  readonly httpsPort: number;
}

/** Has the shape of the relay's next hop. */
export interface Direct {
  acquire(target: string, circle: string): Promise<ClientSession>;
  release(session: ClientSession): void;
  routeOf(target: string): string;
  /** Resolves when a name server answers; what mail servers do is not ours to judge. */
  check(): Promise<void>;
  /** Of the pools of all domains together. */
  readonly counters: PoolCounters;
  close(): Promise<void>;
}

/** Sessions on loan at a time with one domain, and in all. */
const maxPerDomain = 50;
const maxSessions = 1000;
/** Addresses tried for one session. */
const maxAttempts = 5;
/** Where a session leads is told at multiples of this time, so that the few ms do not tell either which answers were remembered. */
const lookupStepMs = 250;

/** Makes direct delivery; it asks and opens nothing until it is asked. */
export function createDirect(options: DirectOptions): Direct {
  const search = searchOptions(options);
  const { resolver, now, onFault, trial } = options;
  const { mayConnect } = search;
  const policies = new StsPolicies({
    resolver,
    mayConnect,
    now,
    onFault,
    httpsPort: trial?.httpsPort ?? 443,
  });
  const hopsOf = async (domain: string): Promise<readonly ClientOptions[]> => {
    if (isLiteral(domain)) return literalHops(domain, options, search);
    const hops = await inSteps(mxHops(domain, { options, search, policies }), lookupStepMs, now);
    return hops.slice(0, maxAttempts);
  };
  const destinations = new Destinations({ hopsOf, maxPerDomain, maxSessions });
  return {
    acquire: (target, circle) => destinations.acquire(domainOf(target), circle),
    release: (session) => destinations.release(session),
    routeOf: domainOf,
    check: () => options.resolver.check(),
    get counters() {
      return destinations.counters;
    },
    async close() {
      options.resolver.close();
      await destinations.close();
    },
  };
}

function searchOptions({ resolver, hostname, ownAddresses, random, trial }: DirectOptions): SearchOptions {
  const isAllowed = (address: string): boolean => trial?.mayConnect(address) === true;
  return {
    resolver,
    random,
    mayConnect: (address) => isAllowed(address) || isPublicAddress(address),
    // A private or loopback address in DNS is anyone's, and out of bounds anyway.
    isOurs: (it) =>
      it === hostname ||
      (isPublicAddress(it) && ownAddresses().map(normalAddress).includes(normalAddress(it))),
  };
}

interface Means {
  readonly options: DirectOptions;
  readonly search: SearchOptions;
  readonly policies: StsPolicies;
}

/** The address that was judged is the one connected to; nobody looks the name up again. */
async function mxHops(domain: string, { options, search, policies }: Means): Promise<ClientOptions[]> {
  const [servers, policy] = await Promise.all([findMailServers(domain, search), policies.policyOf(domain)]);
  const { resolver, onFault } = options;
  const common = commonOptions(options);
  const demands = await Promise.all(
    servers.map((server) =>
      demandOf(server, {
        resolver,
        smtpPort: common.port,
        domain,
        policy,
        onFault: (fault) => onFault(fault, domain),
      }),
    ),
  );
  const hops = servers.flatMap(({ addresses }, at) => {
    const demand = demands[at];
    return demand === undefined
      ? []
      : addresses.map((host): ClientOptions => ({ host, ...common, ...demand }));
  });
  if (hops.length > 0) return hops;
  throw new ClientError('unreachable', 'lookup', { detail: 'no mail server that policies allow' });
}

/** A target at an address literal (RFC 5321 §4.1.3), which only a reverse path that is answered to can have. */
function literalHops(literal: string, options: DirectOptions, search: SearchOptions): ClientOptions[] {
  const host = literal.slice(1, -1).replace(/^ipv6:/, '');
  if (search.mayConnect(host) && !search.isOurs(host)) return [{ host, ...commonOptions(options) }];
  throw new ClientError('undeliverable', 'lookup', { detail: 'address literal out of bounds' });
}

function commonOptions({
  hostname,
  trial,
}: DirectOptions): Pick<ClientOptions, 'port' | 'tls' | 'clientName'> {
  return { port: trial?.smtpPort ?? 25, tls: 'opportunistic', clientName: hostname };
}

function isLiteral(domain: string): boolean {
  return domain.startsWith('[');
}

/** In lower-case A-labels, since DNS knows no others; empty for what is no domain. */
function domainOf(target: string): string {
  const domain = target.slice(target.lastIndexOf('@') + 1).toLowerCase();
  return isLiteral(domain) ? domain : domainToASCII(domain);
}
