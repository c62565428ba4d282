// SPDX-License-Identifier: MIT
import type { Command } from 'commander';
import type { Config } from '../config/config.ts';
import { type DemoStage, runDemo } from './demo.ts';
import { type CliDeps, CommandError, type SmtpExchange, UsageError } from './deps.ts';
import { serviceUrl, smtpAddress } from './endpoints.ts';
import { formatExchange, formatJson } from './format.ts';
import { formatMessage } from './message.ts';
import { type ClientOptions, type ConfigOptions, client, configOf, configured } from './options.ts';

interface SendOptions extends ConfigOptions {
  readonly smtp?: string;
  readonly from?: string;
  readonly subject: string;
}

interface DemoOptions extends ClientOptions {
  readonly smtp?: string;
  readonly target?: string;
}

/** Adds `send` and `demo`, which speak SMTP with a running service. */
export function addMailCommands(program: Command, deps: CliDeps): void {
  configured(program.command('send'))
    .description('send a small test message to an alias and print the replies')
    .argument('<address>', 'the alias')
    .option('--smtp <address:port>', 'the SMTP server; the configured one by default')
    .option('--from <address>', 'the sender')
    .option('--subject <text>', 'the subject', 'Test')
    .option('--json', 'print JSON')
    .action((address: string, options: SendOptions) => sendTest(deps, address, options));

  client(program.command('demo'))
    .description('an alias of three uses receives four messages: three arrive, the fourth is refused')
    .option('--smtp <address:port>', 'the SMTP server; the configured one by default')
    .option('--target <address>', 'the target of the alias')
    .action((options: DemoOptions) => demonstrate(deps, options));
}

async function sendTest(deps: CliDeps, recipient: string, options: SendOptions): Promise<void> {
  const config = await configOf(deps, options);
  const sender = options.from ?? `test@${config.hostname}`;
  const exchanges = await deps.send({
    ...smtpAddress(config, options.smtp),
    clientName: config.hostname,
    reversePath: sender,
    forwardPath: recipient,
    content: formatMessage({ sender, recipient, subject: options.subject, sentAt: new Date() }),
  });
  const last = exchanges.at(-1);
  const isAccepted = last?.command === '.' && last.code < 300;
  if (options.json) deps.out(formatJson({ accepted: isAccepted, exchanges }));
  else for (const exchange of exchanges) deps.out(`${formatExchange(exchange)}\n`);
  if (!isAccepted) throw new CommandError(whyNot(last, recipient));
}

/** What a reply of 4xx means to whoever tries an alias out; docs/replies.md has the others. */
function whyNot(last: SmtpExchange | undefined, alias: string): string {
  if (last === undefined || last.code < 400 || last.code >= 500) return 'the message was not accepted';
  const later = 'the message was not accepted yet; mail servers try again by themselves';
  if (last.code !== 450 || last.enhanced !== '4.2.1') return later;
  return `${later}: the alias is unconfirmed, paused or not valid yet, or a message on its way has its last use; look at it with: mayfly show ${alias}`;
}

async function demonstrate(deps: CliDeps, options: DemoOptions): Promise<void> {
  const config = await configOf(deps, options);
  const tell = options.json ? () => {} : (line: string) => deps.out(`${line}\n`);
  const { stage, stop } = await prepareStage(deps, config, { ...options, tell });
  try {
    const outcome = await runDemo(stage);
    if (options.json) deps.out(formatJson(outcome));
  } finally {
    await stop();
  }
}

/** The running service, if there is one or one was named; else a sandbox of our own. */
async function prepareStage(
  deps: CliDeps,
  config: Config,
  options: DemoOptions & Pick<DemoStage, 'tell'>,
): Promise<{ readonly stage: DemoStage; stop(): Promise<void> }> {
  const { createApi } = await import('./api.ts');
  const { tell, target = 'you@home.example' } = options;
  const common = { send: deps.send, clientName: config.hostname, target, tell };
  const isNamed = options.url !== undefined;
  if (isNamed || config.publicUrl !== undefined || config.httpListen.port !== 0) {
    const url = serviceUrl(config, options.url);
    const api = createApi(url, deps.fetch);
    if (isNamed || (await api.isRunning())) {
      if (options.target === undefined && config.nextHops.length > 0)
        throw new UsageError('--target is required: with a next hop configured, this sends real mail');
      tell(`with the service at ${url}`);
      return { stage: { ...common, api, smtp: smtpAddress(config, options.smtp) }, stop: async () => {} };
    }
  }
  const started = await deps.startInMemory();
  tell(`no service is running: with one in memory, at ${started.url}`);
  const api = createApi(started.url, deps.fetch);
  return { stage: { ...common, api, smtp: started.smtp }, stop: () => started.stop() };
}
