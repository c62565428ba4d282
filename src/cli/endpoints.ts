// SPDX-License-Identifier: MIT
import type { Config } from '../config/config.ts';
import type { Listen } from '../config/parsers.ts';
import { parseListen } from '../config/parsers.ts';
import { UsageError } from './deps.ts';

/** Base of the REST calls without a slash at the end: `--url`, else the configuration's public URL or HTTP address. */
export function serviceUrl(config: Config, option: string | undefined): string {
  return option === undefined && config.publicUrl !== undefined ? config.publicUrl : localUrl(config, option);
}

/** The same without the public URL, since what is asked for is the process on this machine and no proxy in front of it. */
export function localUrl(config: Config, option: string | undefined): string {
  if (option === undefined) return `http://${formatListen(reachable(config.httpListen, '--url'))}`;
  if (!URL.canParse(option) || !/^https?:$/.test(new URL(option).protocol))
    throw new UsageError('--url must be a URL such as http://127.0.0.1:8080');
  return option.replace(/\/+$/, '');
}

/** Where the SMTP server listens: `--smtp`, else the configuration's SMTP address. */
export function smtpAddress(config: Config, option: string | undefined): Listen {
  if (option === undefined) return reachable(config.smtpListen, '--smtp');
  const parsed = parseListen(option);
  if ('fault' in parsed) throw new UsageError(`--smtp ${parsed.fault}`);
  return parsed.value;
}

/** A listener on every address is reached on loopback; one that picked its port only its log knows. */
function reachable(listen: Listen, option: string): Listen {
  if (listen.port === 0)
    throw new UsageError(`${option} is required, since the configured port is 0: the log has it`);
  if (listen.host === '0.0.0.0') return { ...listen, host: '127.0.0.1' };
  return listen.host === '::' ? { ...listen, host: '::1' } : listen;
}

function formatListen({ host, port }: Listen): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
