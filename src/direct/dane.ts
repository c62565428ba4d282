// SPDX-License-Identifier: MIT
/** DANE for SMTP (RFC 7672): whether a server's certificates are those that signed DNS records name. */
import { createHash, type X509Certificate } from 'node:crypto';
import type { RecordTypes } from '../dns/message.ts';

type Tlsa = RecordTypes['TLSA'];

/** DANE-TA names who issued the certificate, DANE-EE the certificate itself; others mean nothing for SMTP (RFC 7672 §3.1). */
const usages = { ta: 2, ee: 3 };
const digests = new Map([
  [1, 'sha256'],
  [2, 'sha512'],
]);

/** The records that can be used; others are as if they were not there (RFC 7672 §3.1, RFC 6698 §4.1). */
export function usableRecords(records: readonly Tlsa[]): Tlsa[] {
  return records.filter(
    ({ usage, selector, matchingType, certificate }) =>
      (usage === usages.ta || usage === usages.ee) &&
      selector <= 1 &&
      matchingType <= 2 &&
      certificate.length > 0,
  );
}

/** Who a server must turn out to be. */
export interface DaneDemand {
  /** Usable ones; at least one. */
  readonly records: readonly Tlsa[];
  /** Names of which the certificate must carry one, where it is the issuer that is named (RFC 7672 §3.2.2). */
  readonly names: readonly string[];
  /** Instant, ms since epoch. */
  readonly now: number;
}

/** Why a chain of certificates, the server's own first, does not meet the demand; nothing if it does. */
export function judgeByDane(chain: readonly X509Certificate[], demand: DaneDemand): string | undefined {
  const [own] = chain;
  if (own === undefined) return 'no certificate';
  const { records, names } = demand;
  const isNamed = (usage: number, certificate: X509Certificate): boolean =>
    records.some((record) => record.usage === usage && matches(record, certificate));
  // RFC 7672 §3.1.1: neither the names in it nor its dates matter.
  if (isNamed(usages.ee, own)) return undefined;
  const anchor = chain.findIndex((certificate, at) => at > 0 && isNamed(usages.ta, certificate));
  if (anchor < 0) return 'no certificate that a TLSA record names';
  if (!isSoundPath(chain.slice(0, anchor + 1), demand.now))
    return 'certificates that do not lead to the one named by TLSA';
  if (!names.some((name) => own.checkHost(name) !== undefined)) return 'certificate for another name';
  return undefined;
}

function matches({ selector, matchingType, certificate }: Tlsa, presented: X509Certificate): boolean {
  const octets = selector === 0 ? presented.raw : presented.publicKey.export({ type: 'spki', format: 'der' });
  const digest = digests.get(matchingType);
  const found = digest === undefined ? octets : createHash(digest).update(octets).digest();
  return Buffer.compare(found, certificate) === 0;
}

/** Each certificate issued and signed by the next, which may issue; all of them in their time. */
function isSoundPath(path: readonly X509Certificate[], now: number): boolean {
  return path.every((certificate, at) => {
    const issuer = path[at + 1];
    const isInTime = Date.parse(certificate.validFrom) <= now && now <= Date.parse(certificate.validTo);
    return (
      isInTime &&
      (issuer === undefined ||
        (issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)))
    );
  });
}
