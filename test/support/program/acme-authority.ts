// SPDX-License-Identifier: MIT
/** Debian's pebble: a real ACME authority for tests, on ports of loopback. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { issuedCertificate } from '../certificate.ts';
import { startDnsServer } from '../dns/dns-server.ts';
import { freePort } from '../free-port.ts';
import { eventually } from '../redis/redis-server.ts';
import { temporaryFolder } from './program.ts';

/** An authority with a place, which may not run yet. */
export interface AcmeAuthority {
  /** What the program is told: where it is, and what its server is checked by. */
  readonly env: Readonly<Record<'MAYFLY_ACME' | 'MAYFLY_ACME_DIRECTORY' | 'MAYFLY_ACME_CA', string>>;
  /** Ends with the test. */
  start(): Promise<void>;
  /** The root of the certificates that it issues, PEM; another after each start. */
  root(): Promise<string>;
}

/** What is special about an authority. */
export interface AuthorityOptions {
  /** Hosts that it does not find; none by default. */
  readonly unknown?: readonly string[];
  /** How long its certificates hold, s; years by default. */
  readonly lifeSeconds?: number;
}

/** Makes a place for an authority that looks for every host at `httpPort` of this machine. */
export async function placeAuthority(
  t: TestContext,
  httpPort: number,
  { unknown = [], lifeSeconds }: AuthorityOptions = {},
): Promise<AcmeAuthority> {
  const folder = temporaryFolder(t);
  const { cert, key, issuer } = issuedCertificate('IP:127.0.0.1');
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const ca = file('ca.pem', issuer.cert);
  const dns = await startDnsServer({
    '*': { A: ['127.0.0.1'] },
    ...Object.fromEntries(unknown.map((host) => [host, 'nxdomain' as const])),
  });
  t.after(() => dns.close());
  const [port, managementPort] = [await freePort(), await freePort()];
  const settings = {
    listenAddress: `127.0.0.1:${port}`,
    managementListenAddress: `127.0.0.1:${managementPort}`,
    certificate: file('server.pem', cert),
    privateKey: file('server-key.pem', key),
    httpPort,
    tlsPort: 1,
    ...(lifeSeconds !== undefined && { certificateValidityPeriod: lifeSeconds }),
  };
  const configuration = file('pebble.json', JSON.stringify({ pebble: settings }));
  const root = (): Promise<string> => get(`https://127.0.0.1:${managementPort}/roots/0`, issuer.cert);
  return {
    env: {
      MAYFLY_ACME: 'postmaster@home.example',
      MAYFLY_ACME_DIRECTORY: `https://127.0.0.1:${port}/dir`,
      MAYFLY_ACME_CA: ca,
    },
    root,
    async start() {
      const child = spawn('pebble', ['-config', configuration, '-dnsserver', dns.address, '-strict'], {
        // Many nonces are refused, as the protocol allows.
        env: { ...process.env, PEBBLE_VA_NOSLEEP: '1', PEBBLE_WFE_NONCEREJECT: '20' },
        stdio: 'ignore',
      });
      const closed = once(child, 'close');
      t.after(() => {
        child.kill('SIGKILL');
        return closed;
      });
      await eventually(() =>
        root().then(
          () => true,
          () => false,
        ),
      );
    },
  };
}

async function get(url: string, ca: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<NodeJS.ReadableStream>();
  request(url, { ca }, resolve).on('error', reject).end();
  let text = '';
  for await (const piece of await promise) text += piece;
  return text;
}
