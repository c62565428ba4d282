// SPDX-License-Identifier: MIT
import ipaddr from 'ipaddr.js';
import { errorCodeOf } from '../base/error-code.ts';
import { type Finding, fail, ok, warn } from '../base/finding.ts';
import type { Lookup } from './lookup.ts';

/** Our addresses, and whether the world can reach them. */
export function checkAddresses(hostname: string, addresses: readonly string[]): readonly Finding[] {
  const subject = `Address of ${hostname}`;
  const fix = `write the public address of this host in the zone: ${hostname}. IN A … (and AAAA)`;
  if (addresses.length === 0) return [fail(subject, 'is missing: senders cannot find this host', fix)];
  const hidden = addresses.filter((address) => ipaddr.process(address).range() !== 'unicast');
  if (hidden.length > 0) return [fail(subject, `${hidden.join(', ')} cannot be reached from outside`, fix)];
  return [ok(subject, addresses.join(', '))];
}

/** Whether an address leads back to our name; many servers take no mail from one that does not (RFC 1912 §2.1). */
export async function checkPtr(
  lookup: Lookup,
  hostname: string,
  address: string,
): Promise<readonly Finding[]> {
  const subject = `PTR of ${address}`;
  const fix = `ask the provider of the address to set its reverse name to ${hostname}`;
  const names = await lookup.names(address);
  if (names.includes(hostname)) return [ok(subject, hostname)];
  if (names.length === 0) return [fail(subject, 'is missing: many servers take no mail from here', fix)];
  const [name = ''] = names;
  const confirmed = await lookup.addresses(name);
  if (confirmed.includes(address))
    return [warn(subject, `is ${name}, which leads back here but is not our name`, fix)];
  return [fail(subject, `is ${name}, which does not lead back here`, fix)];
}

/** Opens a connection and gives the first line that the server says. Rejects with an error that has a `code`. */
export type AskGreeting = (address: string, port: number) => Promise<string>;

/** Whether our server answers where senders look for it. */
export async function checkInbound(
  ask: AskGreeting,
  { hostname, address, port }: { readonly hostname: string; readonly address: string; readonly port: number },
): Promise<readonly Finding[]> {
  const subject = `Port ${port} of ${address}`;
  try {
    const greeting = await ask(address, port);
    const [code, name = ''] = greeting.split(/[ -]/, 2);
    if (code !== '220') return [fail(subject, `greets with ${code}`, 'see what else listens there')];
    if (name.toLowerCase() !== hostname)
      return [
        fail(
          subject,
          'is answered by another mail server',
          `stop it, or let MAYFLY_HOSTNAME be its name if it is ours behind a proxy`,
        ),
      ];
    return [ok(subject, 'greets with our name; ask from outside too, this was asked from here')];
  } catch (error) {
    return [
      fail(
        subject,
        `is not answered (${errorCodeOf(error) ?? 'unknown error'})`,
        `set MAYFLY_SMTP_LISTEN to 0.0.0.0:${port}, start the service, and let TCP port ${port} in through firewall and provider`,
      ),
    ];
  }
}

/** Whether other servers can be reached; many providers block this port. `hosts` are tried until one greets. */
export async function checkOutbound(
  ask: AskGreeting,
  hosts: readonly string[],
  port: number,
): Promise<readonly Finding[]> {
  const subject = `Port ${port} to others`;
  if (hosts.length === 0)
    return [
      fail(
        subject,
        'was not tried: DNS gives no server to ask',
        'look at the name servers of this machine in /etc/resolv.conf, or name others in MAYFLY_DNS_SERVERS',
      ),
    ];
  let failure = 'no answer';
  for (const host of hosts) {
    try {
      const greeting = await ask(host, port);
      return [ok(subject, `open: ${host} answers ${greeting.slice(0, 3)}`)];
    } catch (error) {
      failure = errorCodeOf(error) ?? 'unknown error';
    }
  }
  return [
    fail(
      subject,
      `is blocked (${failure})`,
      'ask your provider to open outgoing TCP port 25, or use a smarthost: MAYFLY_NEXT_HOP=smtp://…',
    ),
  ];
}

/** Whether an address is on a blocklist. */
export async function checkListing(
  isListed: (address: string) => boolean | Promise<boolean>,
  zone: string,
  address: string,
): Promise<readonly Finding[]> {
  const subject = `${address} on ${zone}`;
  if (!(await isListed(address))) return [ok(subject, 'not listed, according to this resolver')];
  return [
    fail(
      subject,
      'listed: many servers take no mail from here',
      `find out why and ask for removal at ${zone}`,
    ),
  ];
}
