import { places } from './answers.ts';

/** How the program is run: the path of node, and of its script. */
export interface Invocation {
  readonly node: string;
  readonly script: string;
}

/** The unit of the documentation with the node and the script that run this set-up. */
export function formatUnit(template: string, invocation: Invocation): string {
  const command = /^ExecStart=\/usr\/local\/bin\/mayfly /m;
  if (!command.test(template)) throw new Error('docs/mayfly.service has no ExecStart=/usr/local/bin/mayfly');
  return template.replace(command, () => `ExecStart=${commandOf(invocation)} `);
}

/** Saves the store once a night, and keeps two weeks. */
export function formatBackupUnit(invocation: Invocation): string {
  return `# Made by mayfly setup; started by mayfly-backup.timer.
[Unit]
Description=Backup of Mayfly's store
ConditionPathExists=${places.state}/store

[Service]
Type=oneshot
ExecStart=/bin/sh -c '${commandOf(invocation)} backup "${places.backups}/$(date +%%F-%%H%%M%%S).mayfly" --config ${places.settings}'
ExecStart=/usr/bin/find ${places.backups} -maxdepth 1 -name *.mayfly -mtime +14 -delete
UMask=0077
NoNewPrivileges=yes
ProtectHome=yes
PrivateTmp=yes
Nice=10
`;
}

/** The timer of the backup. */
export function formatBackupTimer(): string {
  return `# Made by mayfly setup.
[Unit]
Description=Nightly backup of Mayfly's store

[Timer]
OnCalendar=*-*-* 03:30
RandomizedDelaySec=30min
Persistent=yes

[Install]
WantedBy=timers.target
`;
}

/** The user of the service (sysusers.d). */
export function formatSysusers(): string {
  return `# Made by mayfly setup.
u mayfly - "Mayfly" ${places.state}
`;
}

/** The folders (tmpfiles.d). */
export function formatTmpfiles(): string {
  return `# Made by mayfly setup.
d ${places.configuration} 0750 root mayfly -
d ${places.configuration}/tls 0750 root mayfly -
d ${places.state} 0700 mayfly mayfly -
d ${places.backups} 0700 root root -
`;
}

/** Words of a command as systemd reads them: a % is doubled, and what has a space is quoted. */
function commandOf({ node, script }: Invocation): string {
  return [node, script]
    .map((path) => path.replaceAll('%', '%%'))
    .map((path) => (/[\s"'\\]/.test(path) ? `"${path.replaceAll(/["\\]/g, '\\$&')}"` : path))
    .join(' ');
}
