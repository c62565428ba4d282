// SPDX-License-Identifier: MIT
/** What a mail server must prove before it gets mail: DANE (RFC 7672), else MTA-STS (RFC 8461), else nothing. */
import type { Resolver } from '../dns/resolver.ts';
import type { ClientOptions } from '../smtp/client/types.ts';
import { judgeByDane, usableRecords } from './dane.ts';
import type { MailServer } from './mail-servers.ts';
import { allows, type StsPolicy } from './sts-policy.ts';

/** What a demand is made from. */
export interface DemandOptions {
  readonly resolver: Pick<Resolver, 'resolve' | 'isTrusted'>;
  /** Port that mail goes to; TLSA records are kept by port. */
  readonly smtpPort: number;
  /** The domain that mail is for. */
  readonly domain: string;
  readonly policy: StsPolicy | undefined;
  /** Hears of what a policy forbids, without the domain. */
  readonly onFault: (fault: string) => void;
}

/** TLS in a session with a server. */
export type Demand = Pick<ClientOptions, 'tls' | 'serverName' | 'judgeServer'>;

/** What is demanded of a server; nothing where it must not be used at all. Never rejects. */
export async function demandOf(server: MailServer, options: DemandOptions): Promise<Demand | undefined> {
  try {
    return (await daneDemand(server, options)) ?? stsDemand(server, options);
  } catch {
    // RFC 7672 §2.1: whoever can keep the records from us must not get rid of them that way.
    options.onFault('TLSA records cannot be looked up');
    return undefined;
  }
}

/** Records count where DNSSEC vouches for all of the way, at the end of CNAMEs first (RFC 7672 §2.2.2, §2.2.3). */
async function daneDemand(server: MailServer, options: DemandOptions): Promise<Demand | undefined> {
  const { resolver, smtpPort, domain, onFault } = options;
  if (!resolver.isTrusted || !server.isAuthentic) return undefined;
  for (const base of new Set([server.canonicalName, server.name])) {
    const answer = await resolver.resolve(`_${smtpPort}._tcp.${base}`, 'TLSA');
    if (!answer.isAuthentic || answer.records.length === 0) continue;
    const records = usableRecords(answer.records);
    const names = [base, server.name, domain];
    return {
      tls: 'required',
      serverName: base,
      judgeServer: ({ chain }) => {
        // RFC 7672 §2.2: with none that can be used TLS is still a must, but anyone's.
        const fault =
          records.length === 0 ? undefined : judgeByDane(chain, { records, names, now: Date.now() });
        if (fault !== undefined) onFault(`DANE: ${fault}`);
        return fault;
      },
    };
  }
  return undefined;
}

function stsDemand({ name }: MailServer, { policy, onFault }: DemandOptions): Demand | undefined {
  if (policy === undefined || policy.mode === 'none') return { tls: 'opportunistic', serverName: name };
  const isEnforced = policy.mode === 'enforce';
  if (!allows(policy, name)) {
    onFault(
      `MTA-STS: mail server that the policy does not name, ${isEnforced ? 'passed over' : 'taken while it is tested'}`,
    );
    return isEnforced ? undefined : { tls: 'opportunistic', serverName: name };
  }
  return {
    tls: isEnforced ? 'required' : 'opportunistic',
    serverName: name,
    judgeServer: ({ fault }) => {
      if (fault !== undefined) onFault(`MTA-STS: certificate does not hold (${fault})`);
      return isEnforced ? fault : undefined;
    },
  };
}
