// SPDX-License-Identifier: MIT
import { isIP } from 'node:net';
import { isLoopback } from '../base/loopback.ts';
import { isPublicAddress } from '../base/public-address.ts';
import type { Config } from '../config/config.ts';

/** An SPF record, and what a person has to know of it. */
export interface SpfRecord {
  readonly value: string;
  readonly note: string | undefined;
}

/**
 * What SPF of every alias domain has to say, since return paths are there (RFC 7208 §3): this machine sends, and each smarthost that
 * is elsewhere. By what address one in a private network goes out, its operator alone knows.
 */
export function spfRecordOf(nextHops: Config['nextHops']): SpfRecord {
  const hosts = nextHops === 'direct' ? [] : [...new Set(nextHops.map(({ host }) => host))];
  const elsewhere = hosts.filter((host) => !isLoopback(host));
  const value = `v=spf1 ${['mx', ...elsewhere.flatMap(mechanismsOf)].join(' ')} -all`;
  return { value, note: noteOn(hosts, elsewhere) };
}

function mechanismsOf(host: string): readonly string[] {
  if (!isIP(host)) return [`a:${host}`];
  return isPublicAddress(host) ? [`ip${isIP(host)}:${host}`] : [];
}

function noteOn(hosts: readonly string[], elsewhere: readonly string[]): string | undefined {
  if (elsewhere.length > 0)
    return 'where your smarthost names an include: of its own for SPF, write that in place of its host';
  if (hosts.length > 0)
    return 'where the smarthost on this machine passes on to another one, with what that one says for SPF';
  return undefined;
}
