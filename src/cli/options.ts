// SPDX-License-Identifier: MIT
import { type Command, InvalidArgumentError } from 'commander';
import type { Config } from '../config/config.ts';
import type { Api } from './api.ts';
import { type CliDeps, UsageError } from './deps.ts';
import { serviceUrl } from './endpoints.ts';

/** Options of every command. */
export interface ConfigOptions {
  readonly config?: string;
  readonly json?: true;
}

/** Options of commands that call the service. */
export interface ClientOptions extends ConfigOptions {
  readonly url?: string;
}

/** Options of commands on one alias. */
export interface OwnerOptions extends ClientOptions {
  readonly token?: string;
}

/** Adds `--config`. */
export function configured(command: Command): Command {
  return command.option('--config <file>', 'TOML file with settings; the environment wins');
}

/** Adds what a command that calls the service takes. */
export function client(command: Command): Command {
  return configured(command)
    .option('--url <url>', 'the service; the configured one by default')
    .option('--json', 'print JSON');
}

/** Adds what a command on one alias takes. */
export function owner(command: Command): Command {
  return client(command)
    .argument('<address>', 'the alias')
    .option('--token <token>', 'its management token; MAYFLY_TOKEN by default');
}

/** Reads an option that is a number; what numbers make sense the service knows. */
export function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number.');
  return value;
}

/** The configuration that a command runs under. */
export async function configOf(deps: CliDeps, options: ConfigOptions): Promise<Config> {
  const { readConfig } = await import('../config/config.ts');
  return readConfig(deps.env, options.config);
}

/** The calls of the service that a command is for. */
export async function apiOf(deps: CliDeps, options: ClientOptions): Promise<Api> {
  const { createApi } = await import('./api.ts');
  return createApi(serviceUrl(await configOf(deps, options), options.url), deps.fetch);
}

/** The management token. Throws `UsageError` when there is none. */
export function tokenOf(deps: CliDeps, options: OwnerOptions): string {
  const token = options.token ?? deps.env.MAYFLY_TOKEN;
  if (!token)
    throw new UsageError('--token or MAYFLY_TOKEN is required: it was shown when the alias was made');
  // RFC 6750 §2.1: anything else could not be put into the request.
  if (!/^[\w.~+/=-]+$/.test(token))
    throw new UsageError('the management token contains characters that a token cannot have');
  return token;
}

/** Throws `UsageError` for what cannot be an address, so that a slip is not taken for an alias that is gone. */
export function refuseNoAddress(text: string): void {
  if (!/^[^@\s]+@[^@\s]+$/.test(text))
    throw new UsageError('the alias must be a whole address, such as shop@alias.example');
}
