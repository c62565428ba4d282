// SPDX-License-Identifier: MIT
import { type Finding, fail, ok, warn } from '../base/finding.ts';
import type { Lookup } from './lookup.ts';
import type { SpfRecord } from './spf-record.ts';

/** One alias domain and who serves it. */
export interface ServedDomain {
  readonly domain: string;
  /** Our name. */
  readonly hostname: string;
  /** Our addresses, as DNS has them. */
  readonly addresses: readonly string[];
  /** What its SPF should say. */
  readonly spf: SpfRecord;
  /** The key that signs messages of our own, as DNS should have it. */
  readonly dkim?:
    | { readonly selector: string; readonly record: string; readonly publicPart: string }
    | undefined;
}

/** Whether mail to the domain comes here (RFC 5321 §5.1). */
export async function checkMx(lookup: Lookup, served: ServedDomain): Promise<readonly Finding[]> {
  const { domain, hostname, addresses } = served;
  const subject = `MX of ${domain}`;
  const record = `in the zone of ${domain}: ${domain}. IN MX 10 ${hostname}.`;
  const exchangers = await lookup.mx(domain);
  if (exchangers.includes(''))
    return [fail(subject, 'says that the domain takes no mail', `write ${record}`)];
  if (exchangers.length === 0) return [fail(subject, 'is missing: no mail comes here', `write ${record}`)];
  if (exchangers.includes(hostname)) return [ok(subject, exchangers.join(', '))];
  for (const exchanger of exchangers) {
    const theirs = await lookup.addresses(exchanger);
    if (theirs.some((address) => addresses.includes(address)))
      return [ok(subject, `${exchanger}, which is this host under another name`)];
  }
  return [fail(subject, `is ${exchangers.join(', ')}, which is not this host`, `write ${record}`)];
}

/** Whether a next hop that looks may believe our reverse paths (RFC 7208 §3). */
export async function checkSpf(lookup: Lookup, served: ServedDomain): Promise<readonly Finding[]> {
  const { domain, spf } = served;
  const subject = `SPF of ${domain}`;
  const record = `in the zone of ${domain}: ${domain}. IN TXT "${spf.value}"`;
  const note = spf.note === undefined ? '' : `; ${spf.note}`;
  const policies = (await lookup.txt(domain)).filter((text) => /^v=spf1(?: |$)/i.test(text));
  const [policy = '', ...others] = policies;
  if (policies.length === 0)
    return [fail(subject, 'is missing: what we pass on looks forged', `write ${record}${note}`)];
  if (others.length > 0)
    return [
      fail(subject, `is there ${policies.length} times, which counts as an error`, `keep one, ${record}`),
    ];
  const terms = policy.toLowerCase().split(/ +/).slice(1);
  if (!terms.some((term) => /^\+?(?:ip4|ip6|a|mx|include|exists)\b|^redirect=/.test(term)))
    return [fail(subject, `is "${policy}", which lets nobody send`, `write ${record}${note}`)];
  if (terms.some((term) => /^\+?all$/.test(term)))
    return [warn(subject, `is "${policy}", which lets everybody send`, `write ${record}${note}`)];
  return [ok(subject, policy)];
}

/** Whether somebody else's mail in the name of the domain is turned away (RFC 7489 §6.3). */
export async function checkDmarc(lookup: Lookup, { domain }: ServedDomain): Promise<readonly Finding[]> {
  const subject = `DMARC of ${domain}`;
  const record = `in the zone of ${domain}: _dmarc.${domain}. IN TXT "v=DMARC1; p=reject"`;
  const policies = (await lookup.txt(`_dmarc.${domain}`)).filter((text) => /^v=DMARC1(?: *;|$)/i.test(text));
  if (policies.length === 0)
    return [warn(subject, 'is missing: forged mail in your name is not refused', `write ${record}`)];
  const [policy = '', ...others] = policies;
  if (others.length > 0)
    return [warn(subject, `is there ${policies.length} times and so void`, `keep one, ${record}`)];
  if (!/; *p *= *(?:none|quarantine|reject) *(?:;|$)/i.test(policy))
    return [warn(subject, `is "${policy}", which has no policy`, `write ${record}`)];
  return [ok(subject, policy)];
}

/** Whether our key is published (RFC 6376 §3.6.2). Without a key nothing of our own is signed. */
export async function checkDkim(lookup: Lookup, { domain, dkim }: ServedDomain): Promise<readonly Finding[]> {
  const subject = `DKIM of ${domain}`;
  if (dkim === undefined)
    return [
      warn(
        subject,
        'none: our own reports are not signed, and fail a DMARC policy; what is passed on keeps the signatures of its senders',
        'make a key with mayfly dkim, and set MAYFLY_DKIM_KEY',
      ),
    ];
  const name = `${dkim.selector}._domainkey.${domain}`;
  const record = `in the zone of ${domain}: ${name}. IN TXT with what mayfly dns prints`;
  const published = (await lookup.txt(name)).map((text) => /(?:^|;)\s*p\s*=([^;]*)/i.exec(text)?.[1]);
  if (published.length === 0) return [fail(subject, `${name} is missing`, `write ${record}`)];
  const keys = published.map((key) => key?.replaceAll(/\s/g, ''));
  if (keys.length > 1) return [fail(subject, `${name} is there ${keys.length} times`, `keep one, ${record}`)];
  if (keys[0] !== dkim.publicPart)
    return [fail(subject, `${name} has another key than MAYFLY_DKIM_KEY`, `write ${record}`)];
  return [ok(subject, `${name} has our key`)];
}
