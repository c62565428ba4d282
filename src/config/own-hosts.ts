// SPDX-License-Identifier: MIT
import ipaddr from 'ipaddr.js';
import { isLoopback } from '../base/loopback.ts';
import type { Config } from './config.ts';

/** Host under which senders look for the MTA-STS policy of a domain (RFC 8461 §3.3). */
export function policyHostOf(domain: string): string {
  return `mta-sts.${domain}`;
}

/** Host of the website, where it has a name that the world may know. */
export function websiteOf({ publicUrl }: Pick<Config, 'publicUrl'>): string | undefined {
  if (publicUrl === undefined) return undefined;
  const { hostname } = new URL(publicUrl);
  return ipaddr.isValid(hostname.replace(/^\[|\]$/g, '')) || isLoopback(hostname) ? undefined : hostname;
}

/**
 * The hosts that certificates are obtained for: that of STARTTLS first and, where we speak HTTPS ourselves, the website's, and those
 * of the MTA-STS policies.
 */
export function certificateHosts(
  config: Pick<Config, 'hostname' | 'httpsListen' | 'publicUrl' | 'domains'>,
): readonly [string, ...string[]] {
  const { hostname, httpsListen, domains } = config;
  if (httpsListen === undefined) return [hostname];
  const hosts = new Set(domains.map(policyHostOf));
  const website = websiteOf(config);
  if (website !== undefined) hosts.add(website);
  hosts.delete(hostname);
  return [hostname, ...hosts];
}

/** Our MTA-STS policy (RFC 8461 §3.2): senders use TLS, and our name is in the certificate. */
export function formatPolicy(hostname: string): string {
  return ['version: STSv1', 'mode: enforce', `mx: ${hostname}`, 'max_age: 604800', ''].join('\r\n');
}
