// SPDX-License-Identifier: MIT
/** What a set-up is made of: what the operator said, with the rest filled in. */
export interface Answers {
  readonly domain: string;
  /** Name of the mail server. */
  readonly hostname: string;
  /** Mailbox of the operator: postmaster, and the target of the first alias. */
  readonly target: string;
  /** As `next_hop` has it: a smarthost, which may hold a password, or `direct`. */
  readonly nextHop: string;
  /** Base of the links that are given out. */
  readonly publicUrl: string;
  /** Mailbox for the authority that gives certificates; without one a proxy speaks HTTPS. */
  readonly acme: string | undefined;
  /** Who may make aliases, as `create` has it: `anyone`, or `keys`. */
  readonly create: string;
}

/** What was given on the command line; what is absent is taken from the settings that are there, asked, or a default. */
export type Asked = { readonly [Answer in keyof Answers]?: Answers[Answer] | undefined };

/** Where things are, as the service sees them. */
export const places = {
  settings: '/etc/mayfly/mayfly.toml',
  dkimKey: '/etc/mayfly/dkim.pem',
  configuration: '/etc/mayfly',
  state: '/var/lib/mayfly',
  cache: '/var/cache/mayfly',
  backups: '/var/backups/mayfly',
  unit: '/etc/systemd/system/mayfly.service',
  backupUnit: '/etc/systemd/system/mayfly-backup.service',
  backupTimer: '/etc/systemd/system/mayfly-backup.timer',
  sysusers: '/etc/sysusers.d/mayfly.conf',
  tmpfiles: '/etc/tmpfiles.d/mayfly.conf',
  log: '/var/log/mayfly-setup.log',
} as const;

/** Where a package brings what a set-up would put below /etc, which goes before it. */
export function packagedPlaceOf(path: string): string {
  return path.replace(/^\/etc\//, '/usr/lib/');
}

/** Selector of the key that a set-up makes. */
export const dkimSelector = 'mayfly';

/** Where the website listens for a proxy on this machine. */
export const behindProxy = '127.0.0.1:8080';
