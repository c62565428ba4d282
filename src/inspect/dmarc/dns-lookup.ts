// SPDX-License-Identifier: MIT
import { isAscii } from 'node:buffer';
import { domainToASCII } from 'node:url';
import type { DNSResolver } from 'mailauth';
import { DnsError } from '../../dns/message.ts';
import { createResolver, type Resolver } from '../../dns/resolver.ts';

/** DNS as `mailauth` asks for it. */
export interface DnsLookup {
  /** Rejects with an error whose `code` is `ENOTFOUND` where there is nothing, as Node's resolver, else with `DnsError`. */
  readonly resolve: DNSResolver;
  /** Gives up what is being asked for. */
  close(): void;
}

/** A lost datagram is made good within it. */
const usualTimeoutMs = 4_000;

/**
 * Asks the given name servers, `address` or `address:port`; those of the system when there are none. Answers are remembered. There is one
 * deadline over all tries at a name.
 */
export function createDnsLookup(servers: readonly string[], timeoutMs = usualTimeoutMs): DnsLookup {
  const resolver = createResolver({ servers, now: () => performance.now(), timeoutMs });
  return {
    async resolve(name, type) {
      const ascii = isAscii(Buffer.from(name)) ? name : domainToASCII(name);
      const records = await recordsOf(resolver, ascii.replace(/\.$/, ''), type);
      if (records.length === 0) throw new NoSuchName();
      // What records hold differs by type, and the library's type knows strings alone.
      return records as string[][];
    },
    close: () => resolver.close(),
  };
}

/** Records in the shapes of Node's resolver; none where there is no such name, or it cannot even be asked for: a forger would choose
 * such a one to make a signature neither good nor bad. Rejects with `DnsError` what may be otherwise a moment later. */
async function recordsOf(resolver: Resolver, name: string, type: string): Promise<readonly unknown[]> {
  if (name === '') return [];
  try {
    if (type === 'TXT') return (await resolver.resolve(name, type)).records.map((text) => [text]);
    if (type === 'MX')
      return (await resolver.resolve(name, type)).records.map(({ exchange, preference }) => ({
        exchange,
        priority: preference,
      }));
    if (type === 'A' || type === 'AAAA' || type === 'PTR' || type === 'CNAME')
      return (await resolver.resolve(name, type)).records;
    return [];
  } catch (error) {
    if (error instanceof DnsError && error.code === 'name') return [];
    throw error;
  }
}

/** The same for a client with an IPv4 address, which matches no other: no question is asked in vain. */
export function withoutIpv6(resolve: DNSResolver): DNSResolver {
  return (name, type) => (type === 'AAAA' ? Promise.reject(new NoSuchName()) : resolve(name, type));
}

/** More questions than an honest message needs: SPF may ask for 10 names, and the names of its mail servers. */
const maxQuestions = 60;

/**
 * Answers each question once, for the look-ups of one message, and a limited number of them: what a message asks beyond that cannot be told
 * for the moment.
 */
export function remembering(resolve: DNSResolver): DNSResolver {
  const answers = new Map<string, ReturnType<DNSResolver>>();
  return (name, type) => {
    const question = `${type} ${name}`;
    const answer =
      answers.get(question) ??
      (answers.size < maxQuestions ? resolve(name, type) : Promise.reject(new TooManyQuestions()));
    answers.set(question, answer);
    return answer;
  };
}

class TooManyQuestions extends Error {
  readonly code = 'ETIMEOUT';
}

class NoSuchName extends Error {
  readonly code = 'ENOTFOUND';
}
