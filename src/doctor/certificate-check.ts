import { X509Certificate } from 'node:crypto';
import { type Finding, fail, ok, warn } from '../base/finding.ts';

const dayMs = 86_400_000;
/** A renewal that has not come by now is late. */
const soonDays = 14;

/** The certificate for STARTTLS, in PEM, at an instant (ms). What OpenSSL does not take is the caller's to find. */
export function checkCertificate(pem: Uint8Array, hostname: string, now: number): readonly Finding[] {
  const subject = 'Certificate';
  const renew = `renew it for ${hostname}; the service takes the new files by itself`;
  const certificate = new X509Certificate(pem);
  const ends = certificate.validToDate.getTime();
  const day = certificate.validToDate.toISOString().slice(0, 10);
  if (now >= ends) return [fail(subject, `expired on ${day}`, renew)];
  if (now < certificate.validFromDate.getTime())
    return [fail(subject, 'is not valid yet', 'set the clock of this host, or wait')];
  const findings: Finding[] = [];
  if (certificate.checkHost(hostname) === undefined)
    findings.push(warn(subject, `does not name ${hostname}; senders that check refuse it`, renew));
  if (certificate.checkIssued(certificate))
    findings.push(
      warn(
        subject,
        'is signed by itself; senders that check refuse it',
        `get one from an authority, such as Let's Encrypt, for ${hostname}`,
      ),
    );
  if (ends - now < soonDays * dayMs) findings.push(warn(subject, `expires on ${day}`, renew));
  return findings.length > 0 ? findings : [ok(subject, `for ${hostname} until ${day}`)];
}
