// SPDX-License-Identifier: MIT
/** A Postfix of the tests' own: queue, configuration and port in a temporary folder, everything else as Debian has it. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../redis/redis-server.ts';
import { accepts } from './accepts.ts';
import type { Run } from './name-service.ts';

/** A running Postfix. */
export interface Postfix {
  /** What it has logged. */
  log(): string;
}

const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };

/** Starts it with these settings beside ours, at a port, by the name servers of `run`; it ends with the test. Needs to be root. */
export async function startPostfix(
  { folder, port, run }: { readonly folder: string; readonly port: number; readonly run: Run },
  settings: Readonly<Record<string, string>>,
): Promise<Postfix> {
  const [config, queue, data, log] = ['config', 'queue', 'data', 'log'].map((name) => join(folder, name));
  if (config === undefined || queue === undefined || data === undefined || log === undefined)
    throw new Error();
  for (const made of [folder, config, queue, data]) mkdirSync(made, { recursive: true });
  chmodSync(folder, 0o755);
  writeFileSync(log, '');
  execFileSync('chown', ['postfix', data]);
  const all = { ...ownSettings(queue, data, log), ...settings };
  const lines = Object.entries(all).map(([name, value]) => `${name} = ${value}\n`);
  writeFileSync(join(config, 'main.cf'), lines.join(''));
  writeFileSync(join(config, 'master.cf'), services(port));
  execFileSync('postfix', ['-c', config, 'check'], { env, stdio: 'pipe' });
  const daemons = execFileSync('postconf', ['-dh', 'daemon_directory'], { env, encoding: 'utf8' }).trim();
  run(join(daemons, 'master'), ['-c', config, '-d']);
  await eventually(() => accepts(port));
  return { log: () => readFileSync(log, 'utf8') };
}

function ownSettings(queue: string, data: string, log: string): Record<string, string> {
  return {
    compatibility_level: '3.6',
    queue_directory: queue,
    data_directory: data,
    maillog_file: log,
    maillog_file_prefixes: '/tmp',
    inet_interfaces: 'loopback-only',
    inet_protocols: 'ipv4',
    mynetworks: '127.0.0.0/8',
    mydestination: '',
    alias_maps: '',
    local_recipient_maps: '',
    smtpd_peername_lookup: 'no',
    smtp_host_lookup: 'native',
    smtpd_error_sleep_time: '0',
    smtpd_tls_security_level: 'none',
    smtp_tls_security_level: 'none',
    // At 1 s qmgr may take a deferred message up while its delivery still has the file, and then leaves it for good.
    maximal_backoff_time: '3s',
    minimal_backoff_time: '3s',
    queue_run_delay: '1s',
    milter_default_action: 'tempfail',
    address_verify_poll_delay: '1s',
  };
}

function services(port: number): string {
  const service = (name: string, type: string, rest: string): string => `${name} ${type} ${rest}\n`;
  return [
    service(`127.0.0.1:${port}`, 'inet', 'n - n - - smtpd'),
    service('pickup', 'unix', 'n - n 1 1 pickup'),
    service('cleanup', 'unix', 'n - n - 0 cleanup'),
    service('qmgr', 'unix', 'n - n 1 1 qmgr'),
    service('rewrite', 'unix', '- - n - - trivial-rewrite'),
    ...['bounce', 'defer', 'trace'].map((name) => service(name, 'unix', '- - n - 0 bounce')),
    service('verify', 'unix', '- - n - 1 verify'),
    service('flush', 'unix', 'n - n 1000? 0 flush'),
    service('proxymap', 'unix', '- - n - - proxymap'),
    service('smtp', 'unix', '- - n - - smtp'),
    service('relay', 'unix', '- - n - - smtp'),
    service('lmtp', 'unix', '- - n - - lmtp'),
    service('virtual', 'unix', '- n n - - virtual'),
    service('showq', 'unix', 'n - n - - showq'),
    service('error', 'unix', '- - n - - error'),
    service('retry', 'unix', '- - n - - error'),
    service('discard', 'unix', '- - n - - discard'),
    service('anvil', 'unix', '- - n - 1 anvil'),
    service('scache', 'unix', '- - n - 1 scache'),
    service('postlog', 'unix-dgram', 'n - n - 1 postlogd'),
  ].join('');
}
