// SPDX-License-Identifier: MIT
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { places } from './answers.ts';

/** How the program is run: the path of node, and of its script. */
export interface Invocation {
  readonly node: string;
  readonly script: string;
}

/** The files by which systemd runs the service, by their places; `unit` is that of the documentation. */
export function formatSystemFiles(
  unit: string,
  invocation: Invocation,
): Record<'sysusers' | 'tmpfiles' | 'unit' | 'backupUnit' | 'backupTimer', string> {
  return {
    sysusers: formatSysusers(),
    tmpfiles: formatTmpfiles(),
    unit: formatUnit(unit, invocation),
    backupUnit: formatBackupUnit(invocation),
    backupTimer: formatBackupTimer(),
  };
}

/** With the node, the script and the documentation of this program. */
function formatUnit(template: string, invocation: Invocation): string {
  const guide = pathToFileURL(join(dirname(invocation.script), '../docs/operations.md')).href;
  return [
    [/^Documentation=file:\/usr\/local\/.*$/m, `Documentation=${guide.replaceAll('%', '%%')}`] as const,
    [/^ExecStart=\/usr\/local\/bin\/mayfly /m, `ExecStart=${commandOf(invocation)} `] as const,
  ].reduce((text, [line, own]) => {
    if (!line.test(text)) throw new Error(`docs/mayfly.service has no ${line.source}`);
    return text.replace(line, () => own);
  }, template);
}

/** Saves the store once a night, and keeps two weeks. */
function formatBackupUnit(invocation: Invocation): string {
  return `# Of Mayfly (docs/operations.md); started by mayfly-backup.timer.
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
function formatBackupTimer(): string {
  return `# Of Mayfly (docs/operations.md).
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
function formatSysusers(): string {
  return `# Of Mayfly (docs/operations.md).
u mayfly - "Mayfly" ${places.state}
`;
}

/** The folders (tmpfiles.d). */
function formatTmpfiles(): string {
  return `# Of Mayfly (docs/operations.md).
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
