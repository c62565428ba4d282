// SPDX-License-Identifier: MIT
import { createHash } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import ipaddr from 'ipaddr.js';
import type { Config } from '../config/config.ts';
import { formatPolicy, policyHostOf, websiteOf } from '../config/own-hosts.ts';
import { dkimRecordOf, readDkimKey } from '../dkim/key.ts';
import { createLookup } from '../doctor/lookup.ts';
import { spfRecordOf } from '../doctor/spf-record.ts';
import { type ZoneFacts, type ZoneRecord, zoneRecords } from './zone.ts';

/**
 * The records that a configured service needs. Its addresses are the public ones of this machine or, behind NAT, what DNS has already.
 * `reportsTo` takes reports on TLS. Rejects with `DkimKeyError`.
 */
export async function zoneOf(config: Config, reportsTo: string | undefined): Promise<readonly ZoneRecord[]> {
  const { domains, hostname, nextHops, dkimKey, dkimSelector: selector } = config;
  const own = publicAddresses();
  const addresses =
    own.length > 0
      ? own
      : await createLookup(config.dnsServers)
          .addresses(hostname)
          .catch(() => []);
  return zoneRecords({
    domains,
    hostname,
    addresses,
    website: websiteOf(config),
    spf: spfRecordOf(nextHops),
    dkim: dkimKey === undefined ? undefined : { selector, record: dkimRecordOf(await readDkimKey(dkimKey)) },
    policies: policiesOf(config),
    reportsTo,
  });
}

/** Ours are served where the website is; a policy that says something else has another id (RFC 8461 §3.1). */
function policiesOf({ httpsListen, domains, hostname }: Config): ZoneFacts['policies'] {
  if (httpsListen === undefined) return undefined;
  const id = createHash('sha256').update(formatPolicy(hostname)).digest('hex').slice(0, 16);
  return { hosts: domains.map(policyHostOf), id };
}

/** Addresses of this machine's own that the world can reach; none behind NAT. */
export function publicAddresses(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((cards) => cards ?? []);
  return all
    .map(({ address }) => address)
    .filter((address) => ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast');
}
