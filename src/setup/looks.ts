// SPDX-License-Identifier: MIT
import { statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { type Finding, fail, ok, warn } from '../base/finding.ts';
import type { Config } from '../config/config.ts';
import { checkClock } from '../doctor/clock-check.ts';
import { checkMx } from '../doctor/domain-checks.ts';
import { checkPtr } from '../doctor/host-checks.ts';
import type { Lookup } from '../doctor/lookup.ts';
import { spfRecordOf } from '../doctor/spf-record.ts';
import type { Machine } from './machine.ts';
import type { Invocation } from './system-files.ts';

/** Most of this is for mail that is on its way; the store itself is small. */
const leastFreeOctets = 256 * 2 ** 20;

/** Whether this machine can carry the service at all, and has the ports for it. What fails here ends the set-up before anything was done. */
export async function lookAtMachine(
  machine: Machine,
  invocation: Invocation,
  listens: readonly { readonly port: number }[],
): Promise<readonly Finding[]> {
  const ports: Finding[] = [];
  for (const { port } of listens) ports.push(await lookAtPort(machine, port));
  return [
    lookAtUser(),
    await lookAtSystemd(machine),
    lookAtProgram(invocation),
    ...ports,
    await lookAtDisk(),
  ];
}

function lookAtUser(): Finding {
  return process.getuid?.() === 0
    ? ok('User', 'root')
    : fail('User', 'is not root, who alone can set up a service', 'run it as root: sudo mayfly setup …');
}

async function lookAtSystemd(machine: Machine): Promise<Finding> {
  return (await machine.has('/run/systemd/system'))
    ? ok('systemd', 'runs this machine')
    : fail('systemd', 'does not run this machine', 'use --container, or docs/operations.md');
}

/** The unit has ProtectHome=yes and PrivateTmp=yes. */
function lookAtProgram({ node, script }: Invocation): Finding {
  const subject = 'Program';
  const hidden = [node, script].find((path) => /^\/(?:home|root|run\/user|tmp|var\/tmp)\//.test(path));
  if (hidden === undefined) return ok(subject, `${node} ${script}`);
  const fix =
    'install both for everyone, below /usr/local or /opt: npm install -g (docs/operations.md#install)';
  return fail(subject, `${hidden} cannot be seen by a service, which has no access to homes`, fix);
}

/** Programs whose processes go by names that nobody knows them by: Node calls its first thread so, and with it the process. */
const names: Readonly<Record<string, string>> = { MainThread: 'node', master: 'Postfix' };

/** A port is free, or is Mayfly's already. */
async function lookAtPort(machine: Machine, port: number): Promise<Finding> {
  const subject = `Port ${port}`;
  if (await canListen(port)) return ok(subject, 'free');
  const { said } = await machine.run('ss', ['-Hltnp', `sport = :${port}`]);
  const [, thread, id] = /users:\(\("([^"]+)",pid=(\d+)/.exec(said) ?? [];
  if (await isMayfly(machine, id)) return ok(subject, 'taken by Mayfly, which runs already');
  const program = thread === undefined ? undefined : (names[thread] ?? thread);
  const name = program === undefined ? 'another program' : `${program} (process ${id})`;
  return fail(
    subject,
    `is taken by ${name}`,
    port === 25
      ? `stop ${name}, or let it listen on loopback with another port (docs/operations.md#a-postfix-on-this-machine): Mayfly must be what the MX leads to`
      : port === 80 || port === 443
        ? `stop ${name}, or leave --acme out and let it pass the website on (docs/operations.md#reverse-proxy)`
        : `stop ${name}, or let it listen elsewhere`,
  );
}

/** Whether a process is the service; where it is not known which process it is, whether the service runs. */
async function isMayfly(machine: Machine, process: string | undefined): Promise<boolean> {
  if (process === undefined)
    return (await machine.run('systemctl', ['is-active', '--quiet', 'mayfly.service'])).code === 0;
  const groups = await machine.read(`/proc/${process}/cgroup`).catch(() => undefined);
  return groups?.includes('/mayfly.service') ?? false;
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'EADDRINUSE'));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}

/** What the world is asked about this machine, and its own public addresses. */
export interface Surroundings {
  readonly lookup: Lookup;
  readonly addresses: readonly string[];
  /** How far our clock is ahead, ms. */
  readonly askClockOffset: () => Promise<number>;
}

/** Clock, addresses, reverse names, and where mail for the domains goes now. None of it stands in the way: DNS may be written later. */
export async function lookAround(
  { hostname, domains, nextHops }: Pick<Config, 'hostname' | 'domains' | 'nextHops'>,
  { lookup, addresses, askClockOffset }: Surroundings,
): Promise<readonly Finding[]> {
  const spf = spfRecordOf(nextHops);
  const looks = [
    ...addresses.map((address) => ({
      subject: `PTR of ${address}`,
      run: () => checkPtr(lookup, hostname, address),
    })),
    ...domains.map((domain) => ({
      subject: `MX of ${domain}`,
      run: async () =>
        (await lookup.mx(domain)).length === 0
          ? [ok(`MX of ${domain}`, 'none yet')]
          : checkMx(lookup, { domain, hostname, addresses, spf }),
    })),
  ].map(({ subject, run }) =>
    run().catch((error: Error) => [
      warn(subject, `could not be looked up: ${error.message}`, 'see /etc/resolv.conf'),
    ]),
  );
  const found = await Promise.all([checkClock(askClockOffset), lookAtAddresses(addresses), ...looks]);
  return found
    .flat()
    .map((finding) => (finding.status === 'fail' ? { ...finding, status: 'warn' } : finding));
}

function lookAtAddresses(addresses: readonly string[]): readonly Finding[] {
  const subject = 'Addresses';
  if (addresses.length > 0) return [ok(subject, addresses.join(', '))];
  const fix = 'where it is behind NAT, have port 25 passed on to it';
  return [warn(subject, 'this machine has none that is public', fix)];
}

async function lookAtDisk(): Promise<Finding> {
  const { bavail, bsize } = await statfs('/var');
  const says = `${Math.floor((bavail * bsize) / 2 ** 20)} MiB free on /var`;
  return bavail * bsize < leastFreeOctets
    ? warn('Disk', says, 'make room: when the disk is full, mail is answered 451')
    : ok('Disk', says);
}
