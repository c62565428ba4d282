// SPDX-License-Identifier: MIT
import { readFile } from 'node:fs/promises';
import { loadConfig } from '../config/config.ts';
import { formatComposeEnvironment } from './compose-file.ts';
import { Journal } from './journal.ts';
import { answersOf } from './questions.ts';
import { formatSettingsFile } from './settings-file.ts';
import type { SetupDeps, SetupOptions } from './setup.ts';

/** Of the package. */
const composeFile = (name: string): URL => new URL(`../../${name}`, import.meta.url);

/** Writes compose.yaml and what it asks for, `.env`, to a folder. Rejects as `setUp` does. */
export async function setUpContainer(
  options: SetupOptions,
  { machine, ask, tell }: Pick<SetupDeps, 'machine' | 'ask' | 'tell'>,
  folder: string,
): Promise<void> {
  const answers = await answersOf(options, undefined, ask);
  // For its faults alone.
  loadConfig({}, formatSettingsFile(answers, true));
  const journal = new Journal({ machine, isDry: options.isDry, tell: (line) => tell(`${line}\n`) });
  const names = ['compose.yaml', ...(answers.acme === undefined ? [] : ['compose.acme.yaml'])];
  for (const name of names)
    await journal.writeFile(`${folder}/${name}`, await readFile(composeFile(name), 'utf8'), 0o644);
  await journal.writeFile(`${folder}/.env`, formatComposeEnvironment(answers), 0o600);
  const compose = names.length === 1 ? 'podman compose' : `podman compose -f ${names.join(' -f ')}`;
  tell(`
${options.isDry ? 'Then' : 'Now'}, in ${folder} (docs/container.md):
  podman build -t mayfly -f Containerfile .     in a checkout, if there is no image yet
  ${compose} up -d
  ${compose} exec mayfly mayfly dns         for your DNS zone
`);
}
