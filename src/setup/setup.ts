// SPDX-License-Identifier: MIT
/**
 * Sets a machine up for Mayfly under systemd: looks first, then does it step by step, tells each, writes a log of it, and takes all
 * of it back when a step fails. Run again it changes what is asked, and nothing else.
 */
import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import type { Finding } from '../base/finding.ts';
import { type Config, loadConfig } from '../config/config.ts';
import { type Spelling, spellingIn } from '../config/spelling.ts';
import { makeDkimKey } from '../dkim/key.ts';
import { type Answers, type Asked, packagedPlaceOf, places } from './answers.ts';
import { Journal, SetupError } from './journal.ts';
import { lookAtMachine } from './looks.ts';
import type { Machine } from './machine.ts';
import { answersOf } from './questions.ts';
import { changeSettings } from './settings-change.ts';
import { formatSettingsFile } from './settings-file.ts';
import { formatSystemFiles, type Invocation } from './system-files.ts';

/** What was asked on the command line. */
export interface SetupOptions extends Asked {
  readonly isDry: boolean;
  /** Files go below this folder, no command is run, and nothing is started. */
  readonly root: string | undefined;
}

/** What a set-up needs from outside. */
export interface SetupDeps {
  readonly machine: Machine;
  readonly invocation: Invocation;
  /** Asks a person; nothing where there is none. */
  readonly ask: (question: string) => Promise<string | undefined>;
  readonly tell: (text: string) => void;
  /** What only the machine itself tells; `lookAtMachine` by default. */
  readonly look?: typeof lookAtMachine;
  /** What the world says of this machine, and whether mail can go on from here by this configuration. */
  readonly lookOutside: (config: Config) => Promise<readonly Finding[]>;
  /** Zone-file lines. */
  readonly zone: (config: Config) => Promise<string>;
  /** Waits until the service is ready; rejects with one line when it does not become so. */
  readonly untilReady: (config: Config) => Promise<void>;
  readonly examine: (config: Config) => AsyncIterable<Finding>;
  /** Makes an alias and sends a message through it; gives a line on where it arrived. */
  readonly tryOut: (config: Config, target: string) => Promise<string>;
}

const units = ['mayfly.service', 'mayfly-backup.timer'];
const settingsMode = 0o600;
const unitTemplate = new URL('../../docs/mayfly.service', import.meta.url);

/** Does it. Rejects with `ConfigError` for what was asked wrongly, and with `SetupError` for what could not be done. */
export async function setUp(options: SetupOptions, deps: SetupDeps): Promise<void> {
  const { machine, tell } = deps;
  const present = await machine.read(places.settings);
  const isNew = present === undefined;
  const answers = await answersOf(options, present, deps.ask);
  const settings =
    present === undefined ? formatSettingsFile(answers, hasIpv6()) : changeSettings(present, options);
  const config = loadConfig({}, settings);
  const journal = new Journal({ machine, isDry: options.isDry, tell: (line) => tell(`${line}\n`) });
  const spell = spellingIn({}, settings);
  await look(config, options, { deps, journal, spell });
  try {
    await install({ settings, isNew, options }, deps, journal);
    await tellZone(config, options, deps);
    if (options.root === undefined) await start({ config, isNew }, journal, deps);
  } catch (error) {
    if (!options.isDry) journal.note('it failed, and is taken back:');
    await journal.undo();
    // What an earlier set-up started runs on, by the files that are back.
    if (!isNew && journal.hasChanged && machine.runsCommands && !options.isDry)
      await machine.run('systemctl', ['restart', ...units]);
    throw error;
  } finally {
    if (!options.isDry) await writeLog(machine, journal);
  }
  if (options.root === undefined && !options.isDry)
    await finish(config, isNew ? answers : undefined, { deps, journal, spell });
}

/** Who tells, where to, and how the settings file names a setting. */
interface Telling {
  readonly deps: SetupDeps;
  readonly journal: Journal;
  readonly spell: Spelling;
}

/** Tells all findings; throws when one of them stands in the way, but in a dry run only says so. */
async function look(
  config: Config,
  { root, isDry }: SetupOptions,
  { deps, journal, spell }: Telling,
): Promise<void> {
  const lookHere = deps.look ?? lookAtMachine;
  const { smtpListen, httpListen, httpsListen } = config;
  const listens = [smtpListen, httpListen, ...(httpsListen ? [httpsListen] : [])];
  const here = root === undefined ? await lookHere(deps.machine, deps.invocation, listens) : [];
  const findings = [...here, ...(await deps.lookOutside(config))];
  for (const finding of findings) journal.note(spell(formatLook(finding)));
  const failures = findings.filter(({ status }) => status === 'fail');
  if (failures.length === 0) return;
  const subjects = failures.map(({ subject }) => subject).join(', ');
  if (!isDry) throw new SetupError(`nothing was done: ${subjects}`);
  journal.note(`without --dry-run it stops here, until this is fixed: ${subjects}`);
}

function formatLook({ status, subject, says, fix }: Finding): string {
  return `${status.padEnd(5)}      ${subject}: ${says}${fix === undefined ? '' : `; ${fix}`}`;
}

/** Listening for IPv6 fails where the system has none. */
function hasIpv6(): boolean {
  return Object.values(networkInterfaces()).some((cards) => cards?.some(({ family }) => family === 'IPv6'));
}

async function install(
  {
    settings,
    isNew,
    options,
  }: { readonly settings: string; readonly isNew: boolean; readonly options: SetupOptions },
  { machine, invocation }: SetupDeps,
  journal: Journal,
): Promise<void> {
  const files = formatSystemFiles(await readFile(unitTemplate, 'utf8'), invocation);
  const provide = (name: keyof typeof files) => provideFile(places[name], files[name], { machine, journal });
  const hasUser = (await machine.run('getent', ['passwd', 'mayfly'])).code === 0;
  const undoUser = hasUser ? undefined : () => machine.run('userdel', ['mayfly']);
  await journal.run('systemd-sysusers', [await provide('sysusers')], undoUser);
  const tmpfiles = await provide('tmpfiles');
  await journal.run('systemd-tmpfiles', ['--create', tmpfiles], await undoFolders(machine));
  if (isNew) await journal.writeFile(places.settings, settings, settingsMode);
  else await journal.changeFile(places.settings, settings, settingsMode);
  await makeKey(machine, journal, options);
  for (const name of ['unit', 'backupUnit', 'backupTimer'] as const) await provide(name);
}

/**
 * Writes a file of the system, but where the Debian package has brought the same one: below /etc it would hide that one, and all that
 * upgrades change there. Gives where it is.
 */
async function provideFile(
  path: string,
  text: string,
  { machine, journal }: { readonly machine: Machine; readonly journal: Journal },
): Promise<string> {
  const packaged = packagedPlaceOf(path);
  if ((await machine.read(packaged)) !== text) {
    await journal.writeFile(path, text, 0o644);
    return path;
  }
  const isHidden = await machine.has(path);
  if (isHidden) journal.note(`warn       ${path} hides ${packaged}; remove it to go by that of the package`);
  else journal.note(`unchanged  ${packaged}`);
  return isHidden ? path : packaged;
}

/** Takes away the folders that are not there yet, as far as they are empty then. */
async function undoFolders(machine: Machine): Promise<() => Promise<void>> {
  const { configuration, state, backups } = places;
  const made: string[] = [];
  for (const folder of [`${configuration}/tls`, configuration, state, backups])
    if (!(await machine.has(folder))) made.push(folder);
  return async () => {
    for (const folder of made) await machine.removeEmpty(folder);
  };
}

async function makeKey(machine: Machine, journal: Journal, { root }: SetupOptions): Promise<void> {
  if (await machine.has(places.dkimKey)) return journal.note(`unchanged  ${places.dkimKey}`);
  await journal.act(
    ['made', places.dkimKey],
    () => makeDkimKey(machine.place(places.dkimKey)),
    () => machine.remove(places.dkimKey),
  );
  if (root !== undefined) return;
  await journal.run('chown', ['root:mayfly', places.dkimKey]);
  await journal.run('chmod', ['0640', places.dkimKey]);
}

async function tellZone(
  config: Config,
  { isDry }: SetupOptions,
  { machine, tell, zone }: SetupDeps,
): Promise<void> {
  // A key that would be made has no record yet.
  const hasKey = !isDry || (await machine.has(places.dkimKey));
  const dkimKey = hasKey && config.dkimKey !== undefined ? machine.place(config.dkimKey) : undefined;
  tell(`\nFor your DNS zone (mayfly dns prints it again):\n\n${await zone({ ...config, dkimKey })}\n`);
}

/** Starts the service, anew where it runs by other files, and waits until it is ready. */
async function start(
  { config, isNew }: { readonly config: Config; readonly isNew: boolean },
  journal: Journal,
  { machine, untilReady }: SetupDeps,
): Promise<void> {
  await journal.run('systemctl', ['daemon-reload']);
  const undo = isNew ? () => machine.run('systemctl', ['disable', '--now', ...units]) : undefined;
  await journal.run('systemctl', ['enable', ...units], undo);
  try {
    // What runs by the same files as before is left alone.
    await journal.run('systemctl', [journal.hasChanged ? 'restart' : 'start', ...units]);
    await journal.act(['ready', 'mayfly.service'], () => untilReady(config));
  } catch (error) {
    await noteLastWords(machine, journal);
    throw error;
  }
}

/** What the service itself said before it ended: systemd does not repeat it. */
async function noteLastWords(machine: Machine, journal: Journal): Promise<void> {
  const which = ['_SYSTEMD_UNIT=mayfly.service', '--since=-2min', '--lines=3', '--output=cat', '--no-pager'];
  const { code, said } = await machine.run('journalctl', which);
  if (code === 0 && said !== '') for (const line of said.split('\n')) journal.note(`said       ${line}`);
}

/** What is left for the operator, and where it was the first set-up, a first alias. What fails here fails outside, and nothing is taken back for it. */
async function finish(
  config: Config,
  first: Answers | undefined,
  { deps, journal, spell }: Telling,
): Promise<void> {
  for await (const finding of deps.examine(config))
    if (finding.status !== 'ok') journal.note(spell(formatLook(finding)));
  // Not for the log: it has the link by which the alias is managed.
  if (first !== undefined) deps.tell(`${await deps.tryOut(config, first.target)}\n`);
  journal.note(`Keep a copy of ${places.state}/secret apart from ${places.backups}.`);
  await writeLog(deps.machine, journal);
}

async function writeLog(machine: Machine, journal: Journal): Promise<void> {
  const lines = journal.lines.splice(0).map((line) => `${new Date().toISOString()} ${line}\n`);
  await machine.write(places.log, `${(await machine.read(places.log)) ?? ''}${lines.join('')}`, 0o600);
}
