// SPDX-License-Identifier: MIT
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../network.ts';
import { start } from '../processes.ts';
import { listening, messageLimitOctets, type Peer, type Setting } from './peer.ts';

const processes = 100;

/** Postfix as a relay for known recipients, with a queue and a configuration of its own and everything else as it comes. */
export const postfix: Peer = {
  name: 'postfix',
  async prepare() {
    try {
      const version = postconf('mail_version');
      if (process.getuid?.() !== 0) return { missing: 'Postfix has to be started as root' };
      return { version };
    } catch {
      return { missing: 'Postfix is not installed (apt-get install postfix)' };
    }
  },
  async start(setting) {
    const port = await freePort();
    const config = await configure(setting, port);
    execFileSync('postfix', ['-c', config, 'check'], { stdio: 'pipe' });
    const daemons = postconf('daemon_directory');
    const child = start(join(daemons, 'master'), ['-c', config, '-d'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return listening(child, port);
  },
};

/** What a parameter is where nothing is configured. */
function postconf(parameter: string): string {
  return execFileSync('postconf', ['-dh', parameter], { encoding: 'utf8' }).trim();
}

async function configure(
  { folder, domain, localParts, sinkPort, connections }: Setting,
  port: number,
): Promise<string> {
  const [config, queue, data] = ['config', 'queue', 'data'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const made of [config, queue, data]) await mkdir(made, { recursive: true });
  await chmod(folder, 0o755);
  execFileSync('chown', ['postfix', data]);
  const recipients = join(config, 'recipients');
  await writeFile(recipients, localParts.map((localPart) => `${localPart}@${domain} ok\n`).join(''));
  const table = `${postconf('default_database_type')}:${recipients}`;
  execFileSync('postmap', [table]);
  await writeFile(
    join(config, 'main.cf'),
    `compatibility_level = 3.6
queue_directory = ${queue}
data_directory = ${data}
myhostname = postfix.test
mydestination =
inet_interfaces = loopback-only
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
relay_domains = ${domain}
relay_recipient_maps = ${table}
relayhost = [127.0.0.1]:${sinkPort}
alias_maps =
local_recipient_maps =
message_size_limit = ${messageLimitOctets}
smtpd_error_sleep_time = 0
smtpd_peername_lookup = no
smtp_host_lookup = native
default_process_limit = ${Math.max(processes, connections)}
`,
  );
  await writeFile(join(config, 'master.cf'), services(port));
  return config;
}

function services(port: number): string {
  const service = (name: string, type: string, rest: string): string => `${name} ${type} ${rest}\n`;
  return [
    service(`127.0.0.1:${port}`, 'inet', 'n - n - - smtpd'),
    service('cleanup', 'unix', 'n - n - 0 cleanup'),
    service('qmgr', 'unix', 'n - n 300 1 qmgr'),
    service('rewrite', 'unix', '- - n - - trivial-rewrite'),
    ...['bounce', 'defer', 'trace'].map((name) => service(name, 'unix', '- - n - 0 bounce')),
    service('verify', 'unix', '- - n - 1 verify'),
    service('flush', 'unix', 'n - n 1000? 0 flush'),
    service('proxymap', 'unix', '- - n - - proxymap'),
    service('smtp', 'unix', '- - n - - smtp'),
    service('relay', 'unix', '- - n - - smtp'),
    service('showq', 'unix', 'n - n - - showq'),
    service('error', 'unix', '- - n - - error'),
    service('retry', 'unix', '- - n - - error'),
    service('anvil', 'unix', '- - n - 1 anvil'),
    service('scache', 'unix', '- - n - 1 scache'),
    service('tlsmgr', 'unix', '- - n 1000? 1 tlsmgr'),
  ].join('');
}
