// SPDX-License-Identifier: MIT
/** A real HAProxy in front of several nodes, as docs/nodes.md sets one up. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { freePort } from '../free-port.ts';
import { eventually } from '../redis/redis-server.ts';
import { type Program, temporaryFolder } from './program.ts';
import { need } from './real-clients.ts';

/** Whether there is an `haproxy` to test with; a missing one is a loud line, and fails in CI. */
export async function isHaproxyInstalled(): Promise<boolean> {
  let isInstalled = false;
  await test('a real HAProxy is there to test with', (context) => {
    isInstalled = need(context, 'haproxy');
  });
  return isInstalled;
}

/** Balances SMTP with the PROXY protocol and HTTP with X-Forwarded-For; ends with the test. */
export async function startHaproxy(
  t: TestContext,
  nodes: readonly Program[],
): Promise<{ readonly smtpPort: number; readonly url: string }> {
  const [smtpPort, httpPort] = [await freePort(), await freePort()];
  const file = join(temporaryFolder(t), 'haproxy.cfg');
  writeFileSync(file, configuration(nodes, smtpPort, httpPort));
  const child = spawn('haproxy', ['-db', '-f', file], {
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (octets) => {
    said += octets;
  });
  const closed = once(child, 'close');
  t.after(() => {
    child.kill('SIGKILL');
    return closed;
  });
  closed.then(() => process.stderr.write(said.includes('[ALERT]') ? said : ''));
  await eventually(async () => (await accepts(smtpPort)) && (await accepts(httpPort)));
  return { smtpPort, url: `http://127.0.0.1:${httpPort}` };
}

function configuration(nodes: readonly Program[], smtpPort: number, httpPort: number): string {
  const servers = (line: (node: Program) => string) =>
    nodes.map((node, at) => `  server node${at + 1} ${line(node)}`).join('\n');
  return `
defaults
  timeout connect 5s
  timeout client 6m
  timeout server 6m
  option redispatch 1
  retries 3

listen smtp
  mode tcp
  bind 127.0.0.1:${smtpPort}
  balance roundrobin
${servers(({ smtpPort: port }) => `127.0.0.1:${port} send-proxy-v2`)}

listen http
  mode http
  bind 127.0.0.1:${httpPort}
  balance roundrobin
  option forwardfor
${servers(({ url }) => new URL(url).host)}
`;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
