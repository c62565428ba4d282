// SPDX-License-Identifier: MIT
import { X509Certificate } from 'node:crypto';
import { type Finding, fail, ok, warn } from '../base/finding.ts';
import { certificateFileOf, readKept } from '../crypto/kept-certificates.ts';

const dayMs = 86_400_000;
/** A renewal that has not come by now is late; of a short life, what is left of its last sixth. */
const soonMs = 14 * dayMs;
const lastPart = 1 / 6;

/** Whom the certificate is for, and how the findings speak of it. */
interface Checked {
  readonly host: string;
  readonly subject?: string;
  /** How a new one is had. */
  readonly renew?: string;
}

/** A certificate, in PEM, at an instant (ms). What OpenSSL does not take is the caller's to find. */
export function checkCertificate(
  pem: Uint8Array,
  {
    host,
    subject = 'Certificate',
    renew = `renew it for ${host}; the service takes the new files by itself`,
  }: Checked,
  now: number,
): readonly Finding[] {
  const certificate = new X509Certificate(pem);
  const ends = certificate.validToDate.getTime();
  const begins = certificate.validFromDate.getTime();
  const day = certificate.validToDate.toISOString().slice(0, 10);
  if (now >= ends) return [fail(subject, `expired on ${day}`, renew)];
  if (now < begins) return [fail(subject, 'is not valid yet', 'set the clock of this host, or wait')];
  const findings: Finding[] = [];
  if (certificate.checkHost(host) === undefined)
    findings.push(warn(subject, `does not name ${host}; senders that check refuse it`, renew));
  if (certificate.checkIssued(certificate))
    findings.push(
      warn(
        subject,
        'is signed by itself; senders that check refuse it',
        `get one from an authority, such as Let's Encrypt, for ${host}`,
      ),
    );
  if (ends - now < Math.min(soonMs, (ends - begins) * lastPart))
    findings.push(warn(subject, `expires on ${day}`, renew));
  return findings.length > 0 ? findings : [ok(subject, `for ${host} until ${day}`)];
}

/** Those that the service obtains itself: one for each host, of which that of the mail server comes first. */
export async function checkObtained(
  secretFile: string,
  hosts: readonly string[],
  now: number,
): Promise<readonly Finding[]> {
  const findings = hosts.map(async (host, at) => {
    const subject = `Certificate of ${host}`;
    const renew = `see "certificate not obtained" in the log; the authority must find http://${host}/ on port 80 of this service, and systemctl reload mayfly makes it try at once`;
    const kept = await readKept(certificateFileOf(secretFile, host));
    if (kept !== undefined) return checkCertificate(kept.pem, { host, subject, renew }, now);
    return [
      at === 0 ? fail(subject, 'none yet: senders cannot encrypt', renew) : warn(subject, 'none yet', renew),
    ];
  });
  return (await Promise.all(findings)).flat();
}
