// SPDX-License-Identifier: MIT
import { isIPv6 } from 'node:net';
import type { SpfRecord } from '../doctor/spf-record.ts';

/** What the DNS records are made of. */
export interface ZoneFacts {
  readonly domains: readonly string[];
  /** Name of the mail server, and its public addresses; none where they are not known. */
  readonly hostname: string;
  readonly addresses: readonly string[];
  /** Host of the website; absent where the website is none of the domains' business. */
  readonly website: string | undefined;
  readonly spf: SpfRecord;
  /** Selector and text of the record, where there is a key. */
  readonly dkim: { readonly selector: string; readonly record: string } | undefined;
  /** Hosts of the MTA-STS policies, and what tells one version of them from the next, where we serve them ourselves. */
  readonly policies: { readonly hosts: readonly string[]; readonly id: string } | undefined;
  /** Mailbox for reports on TLS; without it they come to the postmaster of each domain, which we serve. */
  readonly reportsTo: string | undefined;
}

/** One DNS record. */
export interface ZoneRecord {
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'MX' | 'TXT';
  /** As text: an address, `10 host`, or the text of a TXT record. */
  readonly value: string;
  /** For a person. */
  readonly note?: string;
  /** Not needed at first, or not before something else is there. */
  readonly isOptional?: true;
}

/** The records that the domains need, in the order in which people write them. */
export function zoneRecords(facts: ZoneFacts): readonly ZoneRecord[] {
  const { hostname, website, policies } = facts;
  const hosts = new Set([hostname, ...(website === undefined ? [] : [website]), ...(policies?.hosts ?? [])]);
  return [
    ...[...hosts].flatMap((host) => addressRecords(host, facts)),
    ...facts.domains.flatMap((domain) => domainRecords(domain, facts)),
  ];
}

/** Zone-file lines (RFC 1035 §5.1); notes are comments, and so is what is optional. */
export function formatZone(records: readonly ZoneRecord[]): string {
  return records
    .map((record, at) => {
      const { name, type, note, isOptional } = record;
      const line = `${isOptional ? '; ' : ''}${name}. IN ${type} ${formatValue(record)}`;
      const isToldAlready = note === undefined || note === records[at - 1]?.note;
      return `${isToldAlready ? '' : `; ${note}\n`}${line}\n`;
    })
    .join('');
}

function addressRecords(host: string, { addresses }: ZoneFacts): readonly ZoneRecord[] {
  if (addresses.length === 0)
    return [
      {
        name: host,
        type: 'A',
        value: 'ADDRESS',
        isOptional: true,
        note: 'the public address of this machine could not be found out: write it in place of ADDRESS',
      },
    ];
  return addresses.map((value) => ({ name: host, type: isIPv6(value) ? 'AAAA' : 'A', value }));
}

function domainRecords(
  domain: string,
  { hostname, spf, dkim, reportsTo, policies }: ZoneFacts,
): readonly ZoneRecord[] {
  return [
    { name: domain, type: 'MX', value: `10 ${hostname}` },
    { name: domain, type: 'TXT', value: spf.value, ...(spf.note !== undefined && { note: spf.note }) },
    ...(dkim === undefined
      ? []
      : [{ name: `${dkim.selector}._domainkey.${domain}`, type: 'TXT' as const, value: dkim.record }]),
    { name: `_dmarc.${domain}`, type: 'TXT', value: 'v=DMARC1; p=reject; adkim=s; aspf=s' },
    {
      name: `_smtp._tls.${domain}`,
      type: 'TXT',
      value: `v=TLSRPTv1; rua=mailto:${reportsTo ?? `postmaster@${domain}`}`,
      isOptional: true,
      note: `optional: senders report when TLS to here fails, ${reportsTo === undefined ? 'to postmaster' : 'to a mailbox whose name everyone can then read here'}`,
    },
    {
      name: `_mta-sts.${domain}`,
      type: 'TXT',
      value: `v=STSv1; id=${policies?.id ?? '1'}`,
      ...(policies === undefined && {
        isOptional: true as const,
        note: `optional, once https://mta-sts.${domain}/.well-known/mta-sts.txt is served (docs/operations.md)`,
      }),
    },
  ];
}

/** Longer texts are written as several strings (RFC 1035 §3.3.14). */
function formatValue({ type, value }: ZoneRecord): string {
  if (type === 'MX') return `${value}.`;
  if (type !== 'TXT') return value;
  const strings = value.match(/.{1,255}/gs) ?? [''];
  return strings.map((text) => `"${text.replaceAll(/["\\]/g, '\\$&')}"`).join(' ');
}
