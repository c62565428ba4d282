// SPDX-License-Identifier: MIT
import { readFile } from 'node:fs/promises';
import { type Finding, fail, ok, warn } from '../base/finding.ts';
import type { Config } from '../config/config.ts';
import { certificateHosts } from '../config/own-hosts.ts';
import { readCertificate } from '../crypto/certificate-files.ts';
import { createBlocklist } from '../dns/blocklist.ts';
import { DnsError } from '../dns/message.ts';
import { checkCertificate, checkObtained } from './certificate-check.ts';
import { askClockOffset, checkClock } from './clock-check.ts';
import { checkDkim, checkDmarc, checkMx, checkSpf, type ServedDomain } from './domain-checks.ts';
import { askGreeting } from './greeting.ts';
import { checkAddresses, checkInbound, checkListing, checkOutbound, checkPtr } from './host-checks.ts';
import { createLookup, type Lookup } from './lookup.ts';
import { checkSmarthost } from './next-hop-check.ts';
import { spfRecordOf } from './spf-record.ts';
import { checkSecret, checkStore } from './store-check.ts';

/** What the outside world is asked for. */
export interface DoctorOptions {
  /** Where senders look for our SMTP server, and we for theirs. */
  readonly smtpPort: number;
  /** A time server. */
  readonly ntp: { readonly host: string; readonly port: number };
  /** A domain whose mail servers show whether we can reach any. */
  readonly probeDomain: string;
}

/** One of the things that are looked at; `subject` names it when the check itself fails. */
interface Check {
  readonly subject: string;
  run(): Promise<readonly Finding[]> | readonly Finding[];
}

/**
 * Looks at everything that mail through this host depends on: configuration, files, store, next hop, our names in DNS,
 * ports and clock. Gives the findings in a fixed order as they come; a check that breaks is a finding too.
 */
export async function* examine(config: Config, options: DoctorOptions): AsyncGenerator<Finding> {
  const local: Check[] = [
    { subject: 'Settings', run: () => checkSettings(config) },
    { subject: 'Secret', run: () => checkSecret(config) },
    { subject: 'Store', run: () => checkStore(config) },
    { subject: 'Certificate', run: () => checkTls(config) },
    { subject: 'DKIM key', run: () => checkDkimKey(config) },
    { subject: 'Website', run: () => checkPublicUrl(config) },
    { subject: 'Clock', run: () => checkClock(() => askClockOffset(options.ntp)) },
  ];
  yield* inOrder(local);
  if (config.nextHops.length === 0) {
    yield warn(
      'Next hop',
      'none: this is the sandbox, and nothing outside was looked at',
      'set MAYFLY_NEXT_HOP=smtp://user:password@smarthost.example:587, or direct',
    );
    return;
  }
  yield* inOrder(await outsideChecks(config, options));
}

async function outsideChecks(config: Config, options: DoctorOptions): Promise<readonly Check[]> {
  const { hostname, nextHops } = config;
  const lookup = createLookup(config.dnsServers);
  const isDirect = nextHops === 'direct';
  const addresses = await lookup.addresses(hostname).catch(() => []);
  const zones = config.dnsbl.length > 0 ? config.dnsbl : ['zen.spamhaus.org'];
  const { smtpPort: port } = options;
  return [
    ...(isDirect
      ? [
          {
            subject: `Port ${port} to others`,
            run: async () => checkOutbound(askGreeting, await lookup.mx(options.probeDomain), port),
          },
        ]
      : nextHops.map((hop) => ({
          subject: `Smarthost ${hop.host}:${hop.port}`,
          run: () => checkSmarthost(hop, config),
        }))),
    ...addresses.flatMap((address) => [
      {
        subject: `Port ${port} of ${address}`,
        run: () => checkInbound(askGreeting, { hostname, address, port }),
      },
      ...zones.map((zone) => ({
        subject: `${address} on ${zone}`,
        run: () => checkZone(config, zone, address),
      })),
    ]),
    ...(await nameChecks(config, lookup)),
  ];
}

/** Looks at our names in DNS alone: addresses, reverse names, and the records of every domain. */
export async function* examineNames(config: Config): AsyncGenerator<Finding> {
  yield* inOrder(await nameChecks(config, createLookup(config.dnsServers)));
}

async function nameChecks(config: Config, lookup: Lookup): Promise<readonly Check[]> {
  const { domains, hostname, nextHops } = config;
  const addresses = await lookup.addresses(hostname).catch(() => []);
  const dkim = await publishedKeyOf(config);
  const spf = spfRecordOf(nextHops);
  return [
    {
      subject: `Address of ${hostname}`,
      run: async () => checkAddresses(hostname, await lookup.addresses(hostname)),
    },
    ...addresses.map((address) => ({
      subject: `PTR of ${address}`,
      run: () => checkPtr(lookup, hostname, address),
    })),
    ...domains.flatMap((domain) => domainChecks(lookup, { domain, hostname, addresses, spf, dkim })),
  ];
}

/** What DNS has to say of our key, where there is one that can be read. */
async function publishedKeyOf({ dkimKey, dkimSelector: selector }: Config): Promise<ServedDomain['dkim']> {
  if (dkimKey === undefined) return undefined;
  const { dkimRecordOf, publicPartOf, readDkimKey } = await import('../dkim/key.ts');
  const key = await readDkimKey(dkimKey).catch(() => undefined);
  return key && { selector, record: dkimRecordOf(key), publicPart: publicPartOf(key) };
}

function domainChecks(lookup: Lookup, served: ServedDomain): readonly Check[] {
  return [
    { subject: `MX of ${served.domain}`, run: () => checkMx(lookup, served) },
    { subject: `SPF of ${served.domain}`, run: () => checkSpf(lookup, served) },
    { subject: `DKIM of ${served.domain}`, run: () => checkDkim(lookup, served) },
    { subject: `DMARC of ${served.domain}`, run: () => checkDmarc(lookup, served) },
  ];
}

/** Runs the checks side by side. */
async function* inOrder(checks: readonly Check[]): AsyncGenerator<Finding> {
  const running = checks.map(async (check) => {
    try {
      return await check.run();
    } catch (error) {
      const says = error instanceof Error ? error.message : 'failed';
      const fix =
        error instanceof DnsError
          ? 'see MAYFLY_DNS_SERVERS and /etc/resolv.conf'
          : 'run it again; if it stays so, report it as a fault of Mayfly';
      return [warn(check.subject, `could not be checked: ${says}`, fix)];
    }
  });
  for (const findings of running) yield* await findings;
}

function checkSettings(config: Config): readonly Finding[] {
  const subject = 'Settings';
  const findings: Finding[] = [];
  if (config.postmaster === undefined && config.nextHops.length > 0)
    findings.push(
      fail(
        subject,
        'mail to postmaster is refused, which RFC 5321 does not allow',
        'set MAYFLY_POSTMASTER to a mailbox that somebody reads',
      ),
    );
  return findings.length > 0 ? findings : [ok(subject, 'sound')];
}

async function checkTls(config: Config): Promise<readonly Finding[]> {
  const { tls, hostname, acme, secretFile } = config;
  if (acme !== undefined) return checkObtained(secretFile, certificateHosts(config), Date.now());
  const subject = 'Certificate';
  if (tls === undefined)
    return [
      warn(
        subject,
        'none: senders cannot encrypt',
        `set MAYFLY_ACME to your mailbox, or get one for ${hostname} and set MAYFLY_TLS_CERT and MAYFLY_TLS_KEY`,
      ),
    ];
  try {
    await readCertificate(tls);
  } catch (error) {
    return [
      fail(subject, error instanceof Error ? error.message : 'unusable', 'correct the file that it names'),
    ];
  }
  return checkCertificate(await readFile(tls.certFile), { host: hostname }, Date.now());
}

async function checkDkimKey({ dkimKey }: Config): Promise<readonly Finding[]> {
  if (dkimKey === undefined) return [];
  const { readDkimKey } = await import('../dkim/key.ts');
  return readDkimKey(dkimKey).then(
    () => [ok('DKIM key', 'signs messages of our own')],
    (error: Error) => [fail('DKIM key', error.message, 'correct the file, or make a new one: mayfly dkim')],
  );
}

async function checkPublicUrl({ publicUrl, nextHops }: Config): Promise<readonly Finding[]> {
  const subject = 'Website';
  const fix = 'set MAYFLY_PUBLIC_URL to the https:// address of your reverse proxy';
  if (publicUrl === undefined)
    return nextHops.length === 0
      ? []
      : [warn(subject, 'the links that owners are given cannot be opened', fix)];
  if (!publicUrl.startsWith('https:'))
    return [warn(subject, `${publicUrl} is not encrypted; anyone on the way can read tokens`, fix)];
  try {
    const answer = await fetch(`${publicUrl}/healthz`, { signal: AbortSignal.timeout(10_000) });
    if (answer.ok) return [ok(subject, publicUrl)];
    return [
      warn(subject, `${publicUrl}/healthz answers ${answer.status}`, 'see the reverse proxy and the service'),
    ];
  } catch {
    return [warn(subject, `${publicUrl} does not answer from here`, 'see the reverse proxy and the service')];
  }
}

async function checkZone(
  { dnsServers: servers }: Config,
  zone: string,
  address: string,
): Promise<readonly Finding[]> {
  let failure: string | undefined;
  const onFailure = (_zone: string, code: string): void => {
    failure = code;
  };
  const blocklist = createBlocklist({ zones: [zone], servers, now: () => performance.now(), onFailure });
  try {
    const findings = await checkListing(blocklist.isListed.bind(blocklist), zone, address);
    if (failure === undefined) return findings;
    return [
      warn(
        `${address} on ${zone}`,
        `no usable answer (${failure})`,
        'use a resolver of your own: many blocklists refuse public ones',
      ),
    ];
  } finally {
    blocklist.close();
  }
}
