// SPDX-License-Identifier: MIT
import type { Command } from 'commander';
import type { Config } from '../config/config.ts';
import { parseNextHops } from '../config/next-hop.ts';
import { type CliDeps, CommandError, type SetupOrder, type SmtpExchange, UsageError } from './deps.ts';
import { localUrl, smtpAddress } from './endpoints.ts';
import { formatMessage } from './message.ts';
import { formatMistake } from './option-names.ts';
import { askReady } from './ready-command.ts';

interface SetupOptions {
  readonly target?: string;
  readonly smarthost?: string;
  readonly direct?: true;
  readonly hostname?: string;
  readonly publicUrl?: string;
  readonly acme?: string;
  readonly private?: true;
  readonly yes?: true;
  readonly dryRun?: true;
  readonly container?: true;
  readonly remove?: true;
  readonly root?: string;
}

/** Until a service that was started has to be ready, and between two looks at it, ms. */
const startTimeoutMs = 60_000;
const betweenLooksMs = 500;

/** Adds `setup`, which makes a machine ready for the service. */
export function addSetupCommand(program: Command, deps: CliDeps): void {
  program
    .command('setup')
    .description(
      'set this machine up: user, folders, settings, DKIM key, systemd unit, nightly backup, first alias',
    )
    .argument('[domain]', 'domain of the aliases')
    .option('--target <mailbox>', 'your mailbox, for mail to postmaster and the first alias')
    .option(
      '--smarthost <url>',
      'where mail is passed on to, such as smtp://user:password@smarthost.example:587',
    )
    .option('--direct', "pass mail on to the mail servers of each target's own domain")
    .option('--hostname <name>', 'name of the mail server; mx. and the domain by default')
    .option('--public-url <url>', 'address of the website; https:// and the domain by default')
    .option(
      '--acme <mailbox>',
      "get certificates from Let's Encrypt, to whose terms you agree, and speak HTTPS on port 443; a proxy does by default",
    )
    .option('--private', 'only whoever has a key makes aliases (mayfly key create); anyone does by default')
    .option('--yes', 'ask no questions; what is missing is an error')
    .option('--dry-run', 'only look, and report what would be done')
    .option('--container', 'write compose.yaml and .env to this folder instead')
    .option('--remove', 'remove what setup made, except for the data')
    .option('--root <folder>', 'put all files below this folder; run no command and start nothing')
    .action((domain: string | undefined, options: SetupOptions) =>
      deps.setUp(orderOf(deps, domain, options)),
    );
}

function orderOf(deps: CliDeps, domain: string | undefined, options: SetupOptions): SetupOrder {
  const { smarthost, direct, target, hostname, publicUrl, acme, root } = options;
  if (smarthost !== undefined && direct) throw new UsageError('give either --smarthost or --direct');
  const parsed = smarthost === undefined ? undefined : parseNextHops(smarthost);
  if (parsed !== undefined && 'fault' in parsed) throw new UsageError(`--smarthost ${parsed.fault}`);
  if (options.container && options.remove) throw new UsageError('give either --container or --remove');
  return {
    answers: {
      ...{ domain, target, hostname, publicUrl, acme },
      nextHop: direct ? 'direct' : smarthost,
      create: options.private ? 'keys' : undefined,
    },
    action: options.remove ? 'remove' : options.container ? 'container' : 'install',
    mayAsk: !options.yes,
    isDry: options.dryRun === true,
    root,
    untilReady: (config) => untilReady(deps, config),
    tryOut: (config, mailbox) => tryOut(deps, config, mailbox),
  };
}

async function untilReady(deps: CliDeps, config: Config): Promise<void> {
  const url = localUrl(config, undefined);
  const deadline = AbortSignal.timeout(startTimeoutMs);
  for (;;) {
    const complaint = await askReady(deps.fetch, url).then(
      ({ isReady, failed }) => (isReady ? undefined : `not ready: ${failed.join(', ')}`),
      (error: Error) => error.message,
    );
    if (complaint === undefined) return;
    if (deadline.aborted)
      throw new CommandError(`the service did not start: ${complaint}; see: journalctl -u mayfly -n 20`);
    await new Promise((resolve) => setTimeout(resolve, betweenLooksMs));
  }
}

/**
 * A first alias, and a message through it. Its key is the operator's own, so that nobody has to be asked first and it works where
 * only keys make aliases.
 */
async function tryOut(deps: CliDeps, config: Config, target: string): Promise<string> {
  const { createApi } = await import('./api.ts');
  const made = await deps.createKey(config, { target, label: 'mayfly setup' });
  if ('mistakes' in made) throw new CommandError(made.mistakes.map((one) => formatMistake(one)).join('; '));
  const api = createApi(localUrl(config, undefined), deps.fetch);
  const alias = await api.create({ maxUses: 3, days: 7, note: 'first' }, made.key);
  const sender = `test@${config.hostname}`;
  const exchanges = await deps.send({
    ...smtpAddress(config, undefined),
    clientName: config.hostname,
    reversePath: sender,
    forwardPath: alias.address,
    content: formatMessage({
      sender,
      recipient: alias.address,
      subject: 'The first alias works',
      sentAt: new Date(),
    }),
  });
  return `First alias: ${alias.address}, for 3 messages or 7 days; ${fateOf(exchanges.at(-1), config, target)}.
Its page: ${alias.manageUrl}
Your key, shown this once, for the website, programs and password managers: ${made.key}`;
}

function fateOf(last: SmtpExchange | undefined, { nextHops }: Config, target: string): string {
  if (last === undefined) return 'a message through it had no answer';
  const reply = `${last.code} ${last.text}`;
  if (last.command !== '.' || last.code >= 400)
    return `a message through it was ${last.code < 500 ? 'put off' : 'refused'}: ${reply} (docs/replies.md)`;
  const server = nextHops === 'direct' ? `the mail server of ${target}` : `the smarthost, for ${target}`;
  return `a message through it was taken by ${server}: ${reply}`;
}
