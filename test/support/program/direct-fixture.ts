// SPDX-License-Identifier: MIT
/** Direct delivery through the real program: a DNS server and mail servers of the tests' own, each on an address of loopback. */
import type { TestContext } from 'node:test';
import { type DnsBehaviour, type DnsServer, startDnsServer } from '../dns/dns-server.ts';
import { freePort } from '../free-port.ts';
import { type ScriptedHop, startScriptedHop } from '../next-hop/scripted-next-hop.ts';
import { Dialogue } from '../smtp/dialogue.ts';
import {
  type AliasBody,
  createAlias,
  environment,
  type Program,
  startProgram,
  temporaryFolder,
} from './program.ts';

/** The local part of every target: nobody outside may see it, nor the domain. */
export const canaryLocalPart = 'canary.7f3a';

/** A program that delivers directly, and what it meets. */
export interface DirectFixture {
  readonly program: Program;
  readonly dns: DnsServer;
  readonly servers: readonly ScriptedHop[];
  /** Makes an alias for the canary at a domain. */
  alias(domain: string): Promise<AliasBody>;
  /** Sends one message to an alias for the canary at a domain; gives the reply that decided it. */
  send(domain: string): Promise<string>;
}

/** Addresses that the program may connect to are in 127.0.1.0/24, where the servers are; nothing else of loopback. */
export const serverAddress = (index: number): string => `127.0.1.${index + 1}`;

/** How many servers there are, what the program is told beside that, and what DNS says. */
export interface DirectOptions {
  readonly table: Readonly<Record<string, DnsBehaviour>>;
  readonly servers: number;
  readonly httpsPort?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts it all; it ends with the test. */
export async function startDirect(t: TestContext, options: DirectOptions): Promise<DirectFixture> {
  const servers = await startServers(options.servers);
  const dns = await startDnsServer(options.table);
  t.after(() => Promise.all([dns.close(), ...servers.map((server) => server.close())]));
  const program = await startProgram(
    t,
    environment(temporaryFolder(t), {
      MAYFLY_NEXT_HOP: 'direct',
      MAYFLY_DIRECT_TRIAL: `127.0.1.0/24 smtp=${servers[0]?.port ?? 1} https=${options.httpsPort ?? 1}`,
      MAYFLY_DNS_SERVERS: dns.address,
      MAYFLY_LOG_LEVEL: 'trace',
      ...options.env,
    }),
  );
  const alias = (domain: string): Promise<AliasBody> =>
    createAlias(program, { target: `${canaryLocalPart}@${domain}`, maxUses: 5 });
  return {
    program,
    dns,
    servers,
    alias,
    async send(domain) {
      const [dialogue, rcpt] = await Dialogue.envelope(program.smtpPort, (await alias(domain)).address);
      const answer = rcpt.startsWith('250') ? await dialogue.message('Subject: hi\r\n\r\nBody\r\n') : rcpt;
      dialogue.drop();
      return answer;
    },
  };
}

/** All on one port, since mail has one; another try where some address has it taken. */
async function startServers(count: number): Promise<ScriptedHop[]> {
  for (;;) {
    const port = await freePort();
    const started = await Promise.allSettled(
      Array.from({ length: count }, (_, index) => startScriptedHop({}, { host: serverAddress(index), port })),
    );
    const servers = started.flatMap((it) => (it.status === 'fulfilled' ? [it.value] : []));
    if (servers.length === count) return servers;
    await Promise.all(servers.map((server) => server.close()));
  }
}
