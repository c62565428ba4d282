import { Resolver } from 'node:dns/promises';
import type { DNSResolver } from 'mailauth';

/** DNS as `mailauth` asks for it. */
export interface DnsLookup {
  /** Rejects with an error whose `code` is that of Node's resolver. */
  readonly resolve: DNSResolver;
  /** Gives up what is being asked for. */
  close(): void;
}

/** One lost datagram is made good; then a name is given up, ms. */
const timeoutMs = 2_000;
const tries = 2;

/** Asks the given name servers, `address` or `address:port`; those of the system when there are none. */
export function createDnsLookup(servers: readonly string[]): DnsLookup {
  const resolver = new Resolver({ timeout: timeoutMs, tries });
  if (servers.length > 0) resolver.setServers(servers);
  return {
    async resolve(name, type) {
      try {
        return (await resolver.resolve(name, type)) as string[][];
      } catch (error) {
        throw isTemporary(error) ? error : new NoSuchName();
      }
    },
    close: () => resolver.cancel(),
  };
}

/** Answers each question once, for the look-ups of one message. */
export function remembering(resolve: DNSResolver): DNSResolver {
  const answers = new Map<string, ReturnType<DNSResolver>>();
  return (name, type) => {
    const question = `${type} ${name}`;
    const answer = answers.get(question) ?? resolve(name, type);
    answers.set(question, answer);
    return answer;
  };
}

/**
 * What may be otherwise a moment later. A name that cannot even be asked for is no such thing: a forger would choose one
 * to make a signature neither good nor bad.
 */
function isTemporary(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return !permanentCodes.has(code) && !code.startsWith('ERR_');
}

const permanentCodes: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA', 'EBADNAME', 'EBADQUERY']);

class NoSuchName extends Error {
  readonly code = 'ENOTFOUND';
}
