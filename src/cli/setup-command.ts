import type { Command } from 'commander';
import type { Config } from '../config/config.ts';
import { parseNextHops } from '../config/next-hop.ts';
import { type CliDeps, CommandError, type SetupOrder, UsageError } from './deps.ts';
import { localUrl, smtpAddress } from './endpoints.ts';
import { formatMessage } from './message.ts';
import { askReady } from './ready-command.ts';

interface SetupOptions {
  readonly target?: string;
  readonly smarthost?: string;
  readonly direct?: true;
  readonly hostname?: string;
  readonly publicUrl?: string;
  readonly acme?: string;
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
    .option('--yes', 'ask nothing')
    .option('--dry-run', 'only look, and tell what would be done')
    .option('--container', 'write compose.yaml and .env to this folder instead')
    .option('--remove', 'take away what a set-up made, but for the data')
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
    answers: { domain, target, hostname, publicUrl, acme, nextHop: direct ? 'direct' : smarthost },
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

/** A first alias, and a message through it. */
async function tryOut(deps: CliDeps, config: Config, target: string): Promise<string> {
  const { createApi } = await import('./api.ts');
  const api = createApi(localUrl(config, undefined), deps.fetch);
  const alias = await api.create({ target, maxUses: 3, days: 7, note: 'first' });
  const page = `Its page: ${alias.manageUrl}`;
  const first = `First alias: ${alias.address}, for 3 messages or 7 days`;
  if (alias.state === 'unconfirmed')
    return `${first}; whether mail may be passed on, ${target} is asked just now by mail: agree there.\n${page}`;
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
  const last = exchanges.at(-1);
  const isAccepted = last?.command === '.' && last.code < 300;
  const fate = isAccepted
    ? `a message through it is on its way to ${target}`
    : `a message through it was refused: ${last?.code} ${last?.text}`;
  return `${first}; ${fate}.\n${page}`;
}
