// SPDX-License-Identifier: MIT
import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseDomain } from '../alias/domain.ts';
import { type Finding, warn } from '../base/finding.ts';
import { parseListen } from '../config/parsers.ts';
import { type CliDeps, CommandError, UsageError } from './deps.ts';
import { formatCount, formatJson } from './format.ts';
import { type ConfigOptions, configOf, configured } from './options.ts';

interface DoctorOptions extends ConfigOptions {
  readonly smtpPort: number;
  readonly ntp: { readonly host: string; readonly port: number };
  readonly probe: string;
  readonly unit?: string;
}

/** Adds `doctor`, which looks at what the service depends on. */
export function addDoctorCommand(program: Command, deps: CliDeps): void {
  configured(program.command('doctor'))
    .description('check DNS, ports, certificate, next hop, store and clock, and say what to fix')
    .option('--smtp-port <port>', 'the port at which senders look for the SMTP server', parsePort, 25)
    .addOption(
      new Option('--ntp <host:port>', 'a time server')
        .argParser(parseServer)
        .default({ host: 'pool.ntp.org', port: 123 }, 'pool.ntp.org:123'),
    )
    .option(
      '--probe <domain>',
      'a domain whose mail servers are asked whether they can be reached',
      parseProbe,
      'gmail.com',
    )
    .option('--unit <name>', 'by the settings, variables and file, that this systemd unit runs with')
    .option('--json', 'print JSON')
    .action(async ({ unit, smtpPort, ntp, probe: probeDomain, ...options }: DoctorOptions) => {
      if (unit !== undefined && options.config !== undefined)
        throw new UsageError('give either --unit or --config');
      const given = unit === undefined ? undefined : await deps.unitSettings(unit);
      const seen = given === undefined ? deps : { ...deps, env: given.env };
      const places = given?.config === undefined ? options : { ...options, config: given.config };
      const config = await configOf(seen, places);
      await printFindings(seen, places, deps.examine(config, { smtpPort, ntp, probeDomain }));
    });
}

/** Prints findings as they come, in the names that the operator uses for settings. Throws `CommandError` when something must be fixed. */
export async function printFindings(
  deps: CliDeps,
  options: ConfigOptions,
  found: AsyncIterable<Finding>,
): Promise<void> {
  const { spellingOf } = await import('../config/spelling.ts');
  const spell = await spellingOf(deps.env, options.config);
  const findings: Finding[] = [];
  const print = ({ subject, status, says, fix }: Finding): void => {
    const finding = { subject, status, says: spell(says), ...(fix !== undefined && { fix: spell(fix) }) };
    findings.push(finding);
    if (!options.json) deps.out(formatFinding(finding));
  };
  if (hasNoSettings(deps, options)) print(withoutSettings);
  for await (const finding of found) print(finding);
  if (options.json) deps.out(formatJson(findings));
  const failures = findings.filter(({ status }) => status === 'fail').length;
  if (failures > 0) throw new CommandError(formatCount(failures, 'problem to fix', 'problems to fix'));
}

function hasNoSettings({ env }: CliDeps, { config }: ConfigOptions): boolean {
  return config === undefined && !Object.keys(env).some((name) => /^MAYFLY_(?!TOKEN$)/.test(name));
}

/** A shell does not have the environment of a service. */
const withoutSettings = warn(
  'Settings',
  'none are given, so the defaults are checked; what a systemd unit sets for the service is not seen here',
  'where it runs as a unit, mayfly doctor --unit mayfly; else name its file: mayfly doctor --config /etc/mayfly/mayfly.toml',
);

/** `FAIL  MX of alias.example: is missing`, and below it what to do. */
function formatFinding({ status, subject, says, fix }: Finding): string {
  const mark = { ok: 'ok   ', warn: 'warn ', fail: 'FAIL ' }[status];
  return `${mark} ${subject}: ${says}\n${fix === undefined ? '' : `      -> ${fix}\n`}`;
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError('It must be a port.');
}

function parseServer(text: string): { readonly host: string; readonly port: number } {
  const parsed = parseListen(text);
  if ('value' in parsed && parsed.value.port > 0) return parsed.value;
  throw new InvalidArgumentError('It must be a host and a port.');
}

function parseProbe(text: string): string {
  const domain = parseDomain(text);
  if (domain !== undefined) return domain;
  throw new InvalidArgumentError('It must be a domain.');
}
