// SPDX-License-Identifier: MIT
/** OpenDKIM, OpenDMARC and Dovecot as Debian has them, each with a configuration in a temporary folder and on a free port. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';
import { eventually } from '../redis/redis-server.ts';
import { accepts } from './accepts.ts';
import { nameServer, type Run } from './name-service.ts';

/** None of its own, since everything here is on loopback. */
const nowhere = '192.0.2.1\n';

/** OpenDKIM as a milter: signs for a domain with selector `s1`, or verifies as `mx.home.example`; gives the address. */
export async function startOpendkim(
  run: Run,
  folder: string,
  role: { readonly sign: { readonly domain: string; readonly keyFile: string } } | 'verify',
): Promise<string> {
  const port = await freePort();
  const name = role === 'verify' ? 'verifier' : 'signer';
  const file = (suffix: string): string => join(folder, `${name}.${suffix}`);
  writeFileSync(file('hosts'), nowhere);
  const own =
    role === 'verify'
      ? `Mode v\nInternalHosts ${file('hosts')}\nNameservers ${nameServer}\nAuthservID mx.home.example\n`
      : `Mode s\nDomain ${role.sign.domain}\nSelector s1\nKeyFile ${role.sign.keyFile}\nCanonicalization relaxed/relaxed\n`;
  writeFileSync(
    file('conf'),
    `Socket inet:${port}@127.0.0.1\nBackground no\nSyslog no\nRequireSafeKeys no\nPidFile ${file('pid')}\n${own}`,
  );
  run('opendkim', ['-f', '-x', file('conf')]);
  await eventually(() => accepts(port));
  return `inet:127.0.0.1:${port}`;
}

/** OpenDMARC as a milter that refuses what fails; gives the address. */
export async function startOpendmarc(run: Run, folder: string): Promise<string> {
  const port = await freePort();
  const file = (suffix: string): string => join(folder, `opendmarc.${suffix}`);
  writeFileSync(file('hosts'), nowhere);
  writeFileSync(
    file('conf'),
    `Socket inet:${port}@127.0.0.1\nBackground no\nSyslog no\nPidFile ${file('pid')}\nIgnoreHosts ${file('hosts')}
AuthservID mx.home.example\nTrustedAuthservIDs mx.home.example\nRejectFailures yes\nSoftwareHeader yes\n`,
  );
  run('opendmarc', ['-f', '-c', file('conf')]);
  await eventually(() => accepts(port));
  return `inet:127.0.0.1:${port}`;
}

/** A running Dovecot that takes mail by LMTP. */
export interface Dovecot {
  readonly lmtp: string;
  /** The messages that a user has, as they are stored. */
  mailbox(user: string): readonly string[];
}

/** Dovecot with these users, and no others. */
export async function startDovecot(run: Run, folder: string, users: readonly string[]): Promise<Dovecot> {
  const port = await freePort();
  const home = join(folder, 'dovecot');
  const mail = join(home, 'mail');
  for (const made of [home, mail, join(home, 'run'), join(home, 'state')])
    mkdirSync(made, { recursive: true });
  for (const open of [folder, home, mail]) chmodSync(open, 0o755);
  execFileSync('chown', ['mail:mail', mail]);
  const [uid, gid] = ['-u', '-g'].map((option) =>
    execFileSync('id', [option, 'mail'], { encoding: 'utf8' }).trim(),
  );
  writeFileSync(
    join(home, 'users'),
    users.map((user) => `${user}::${uid}:${gid}::${mail}/${user}\n`).join(''),
  );
  writeFileSync(
    join(home, 'dovecot.conf'),
    `base_dir = ${home}/run
state_dir = ${home}/state
log_path = ${home}/log
protocols = lmtp
listen = 127.0.0.1
ssl = no
first_valid_uid = 1
mail_location = maildir:~/Maildir
passdb {
  driver = passwd-file
  args = username_format=%u ${home}/users
}
userdb {
  driver = passwd-file
  args = username_format=%u ${home}/users
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = ${port}
  }
}
`,
  );
  run('dovecot', ['-F', '-c', join(home, 'dovecot.conf')]);
  await eventually(() => accepts(port));
  return {
    lmtp: `lmtp:inet:127.0.0.1:${port}`,
    mailbox(user) {
      const inbox = join(mail, user, 'Maildir/new');
      try {
        return readdirSync(inbox).map((name) => readFileSync(join(inbox, name), 'latin1'));
      } catch {
        return [];
      }
    },
  };
}
