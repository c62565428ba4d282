// SPDX-License-Identifier: MIT
import { parse } from 'smol-toml';
import { type Answers, type Asked, behindProxy } from './answers.ts';

/** What of an earlier set-up's settings later ones go by; what is not there, or is no text, is absent. */
export function answersIn(toml: string): Partial<Answers> {
  const table: Readonly<Record<string, unknown>> = parse(toml);
  const found = {
    domain: domainsIn(toml)[0],
    hostname: table.hostname,
    target: table.postmaster,
    nextHop: table.next_hop,
    publicUrl: table.public_url,
    acme: table.acme,
    create: table.create,
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => typeof value === 'string'));
}

/**
 * The settings with what is asked, each on its line; a domain joins those that are there. Every other line stays as it is, and what
 * had no line gets one at the top.
 */
export function changeSettings(toml: string, { domain, ...asked }: Asked): string {
  const present = answersIn(toml);
  let text = toml;
  if (domain !== undefined && !domainsIn(toml).includes(domain))
    text = setLine(text, 'domains', JSON.stringify([...domainsIn(toml), domain]));
  for (const [answer, key] of keys) {
    const value = asked[answer];
    if (value !== undefined && value !== present[answer]) text = setLine(text, key, JSON.stringify(value));
  }
  if (asked.acme !== undefined && present.acme === undefined) text = takeWebPorts(text);
  return text;
}

/** With certificates the ports of the website are ours, where a set-up gave it that for a proxy. */
function takeWebPorts(toml: string): string {
  const { http_listen: http, https_listen: https } = parse(toml);
  const host = String(parse(toml).smtp_listen ?? '').startsWith('[') ? '[::]' : '0.0.0.0';
  const text = http === behindProxy ? setLine(toml, 'http_listen', `"${host}:80"`) : toml;
  return https === undefined ? setLine(text, 'https_listen', `"${host}:443"`) : text;
}

const keys = [
  ['hostname', 'hostname'],
  ['target', 'postmaster'],
  ['nextHop', 'next_hop'],
  ['publicUrl', 'public_url'],
  ['acme', 'acme'],
  ['create', 'create'],
] as const;

function domainsIn(toml: string): readonly string[] {
  const { domains = [] } = parse(toml);
  const list: readonly unknown[] = Array.isArray(domains) ? domains : [domains];
  return list.flatMap((entry) => (typeof entry === 'string' ? entry.split(/\s*,\s*/) : []));
}

function setLine(toml: string, key: string, value: string): string {
  const line = `${key} = ${value}`;
  const present = new RegExp(`^${key}[ \\t]*=.*$`, 'm');
  return present.test(toml) ? toml.replace(present, () => line) : `${line}\n${toml}`;
}
