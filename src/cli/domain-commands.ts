// SPDX-License-Identifier: MIT
import type { Command } from 'commander';
import { type CliDeps, UsageError } from './deps.ts';
import { printFindings } from './doctor-command.ts';
import { formatJson } from './format.ts';
import { type ConfigOptions, configOf, configured } from './options.ts';

interface DnsOptions extends ConfigOptions {
  readonly check?: true;
  readonly target?: string;
}

/** Adds `dns` and `dkim`: what the zones of the alias domains have to say. */
export function addDomainCommands(program: Command, deps: CliDeps): void {
  configured(program.command('dns'))
    .description('print the DNS records of the alias domains as lines of a zone file')
    .option('--check', 'look them up, and say what is missing')
    .option(
      '--target <mailbox>',
      'a mailbox for reports on TLS, which the zone then names; postmaster of each domain by default',
    )
    .option('--json', 'print JSON')
    .action((options: DnsOptions) => (options.check ? checkZone(deps, options) : printZone(deps, options)));

  configured(program.command('dkim'))
    .description(
      'make the key that signs messages of the service itself, unless there is one, and print its DNS records',
    )
    .argument('[file]', 'where the key is; MAYFLY_DKIM_KEY by default')
    .option('--json', 'print JSON')
    .action((file: string | undefined, options: ConfigOptions) => makeKey(deps, file, options));
}

async function printZone(deps: CliDeps, { target, ...options }: DnsOptions): Promise<void> {
  const { records, text } = await deps.zone(await configOf(deps, options), target);
  deps.out(options.json ? formatJson(records) : text);
}

async function checkZone(deps: CliDeps, options: DnsOptions): Promise<void> {
  await printFindings(deps, options, deps.examineNames(await configOf(deps, options)));
}

async function makeKey(deps: CliDeps, file: string | undefined, options: ConfigOptions): Promise<void> {
  const config = await configOf(deps, options);
  const path = file ?? config.dkimKey;
  if (path === undefined)
    throw new UsageError(
      'name the file of the key, or set MAYFLY_DKIM_KEY: mayfly dkim /etc/mayfly/dkim.pem',
    );
  const { isNew, records, text } = await deps.dkimKey({ ...config, dkimKey: path });
  if (options.json) return deps.out(formatJson({ file: path, isNew, records }));
  deps.out(
    `; ${isNew ? 'A new key is' : 'The key was there already'} in ${path}; only the service may read it.\n`,
  );
  if (config.dkimKey !== path) deps.out(`; Set MAYFLY_DKIM_KEY=${path} and restart the service.\n`);
  deps.out(text);
}
