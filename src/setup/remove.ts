// SPDX-License-Identifier: MIT
import { packagedPlaceOf, places } from './answers.ts';
import { Journal } from './journal.ts';
import type { Machine } from './machine.ts';

/** What a set-up made, but for what holds data. */
const files = [
  places.unit,
  places.backupUnit,
  places.backupTimer,
  places.sysusers,
  places.tmpfiles,
  places.settings,
  places.dkimKey,
];

/** Takes away what a set-up made. Store, secret, backups, log and the user, who owns some of them, stay. */
export async function removeSetup(
  machine: Machine,
  { isDry, tell }: { readonly isDry: boolean; readonly tell: (text: string) => void },
): Promise<void> {
  const journal = new Journal({ machine, isDry, tell: (line) => tell(`${line}\n`) });
  if ((await machine.has(places.unit)) || (await machine.has(packagedPlaceOf(places.unit))))
    await journal.run('systemctl', ['disable', '--now', 'mayfly.service', 'mayfly-backup.timer']);
  for (const file of files.flatMap((path) => [path, `${path}.new`]))
    if (await machine.has(file)) await journal.act(['removed', file], () => machine.remove(file));
  for (const folder of [`${places.configuration}/tls`, places.configuration])
    if (!isDry) await machine.removeEmpty(folder);
  if (await machine.has(places.cache)) await journal.run('rm', ['-rf', places.cache]);
  await journal.run('systemctl', ['daemon-reload']);
  journal.noteDeed('kept', `${places.state}, ${places.backups}, ${places.log} and the user mayfly`);
}
