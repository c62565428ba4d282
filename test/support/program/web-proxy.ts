// SPDX-License-Identifier: MIT
/** Debian's nginx and Caddy in front of the real program, by the recipes of docs/operations.md. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { selfSignedCertificate } from '../certificate.ts';
import { eventually } from '../redis/redis-server.ts';
import { temporaryFolder } from './program.ts';

/** What the proxy asks everybody for, where it asks. */
export const account = { username: 'you', password: 'a password' };

/** A proxy by one of the recipes. */
export interface Recipe {
  readonly kind: 'nginx' | 'caddy';
  /** With the password. */
  readonly isPrivate: boolean;
}

/** The text of a recipe as it is written, with its private parts where those are wanted. */
export function recipeOf({ kind, isPrivate }: Recipe): string {
  const document = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8');
  const fences = [...document.matchAll(/^```(\w+)\n(.*?)^```$/gms)];
  const of = (name: string): string[] =>
    fences.filter(([, language]) => language === name).map(([, , text = '']) => text);
  if (kind === 'caddy') {
    const [site = '', password = ''] = of('caddyfile');
    return isPrivate ? site.replace('\treverse_proxy', () => `${password}\treverse_proxy`) : site;
  }
  const [server = '', realms = '', password = ''] = of('nginx');
  return isPrivate ? realms + server.replace(/^ *server_name .*\n/m, (line) => line + password) : server;
}

/** Starts the proxy on a port of loopback, over TLS, in front of a program; it ends with the test. Gives its certificate. */
export async function startProxy(
  t: TestContext,
  recipe: Recipe,
  { port, upstream }: { readonly port: number; readonly upstream: string },
): Promise<string> {
  const folder = temporaryFolder(t);
  const { cert, key } = selfSignedCertificate();
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const files = { cert: file('cert.pem', cert), key: file('key.pem', key) };
  const text = replaceAll(recipeOf(recipe), ['127.0.0.1:8080', upstream]);
  const start = recipe.kind === 'nginx' ? nginx : caddy;
  const { command, args, env } = start({ text, folder, port, files, file });
  let said = '';
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (octets) => {
      said += octets;
    });
  const closed = once(child, 'close');
  t.after(() => {
    child.kill('SIGKILL');
    return closed;
  });
  await eventually(() => accepts(port)).catch(() => {
    throw new Error(`${recipe.kind} did not start:\n${said}`);
  });
  return cert;
}

interface Place {
  readonly text: string;
  readonly folder: string;
  readonly port: number;
  readonly files: { readonly cert: string; readonly key: string };
  file(name: string, text: string): string;
}

interface Start {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

function nginx({ text, folder, port, files, file }: Place): Start {
  const hash = execFileSync('openssl', ['passwd', '-apr1', account.password], { encoding: 'utf8' }).trim();
  const site = replaceAll(
    text,
    ['listen 443 ssl', `listen 127.0.0.1:${port} ssl`],
    [/^ *listen \[::\].*\n/m, ''],
    [/ssl_certificate .*;/, `ssl_certificate ${files.cert};`],
    [/ssl_certificate_key .*;/, `ssl_certificate_key ${files.key};`],
    ...(text.includes('auth_basic')
      ? [['/etc/nginx/mayfly.htpasswd', file('passwords', `${account.username}:${hash}\n`)] as const]
      : []),
  );
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(folder, name)};`,
  );
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  const main = `daemon off; master_process off; ${user} pid ${join(folder, 'pid')}; error_log stderr; events {}
    http { include /etc/nginx/mime.types; ${paths.join(' ')}
    ${site}
    }`;
  const config = file('nginx.conf', main);
  const env = { PATH: `${process.env.PATH}:/usr/sbin` };
  return { command: 'nginx', args: ['-p', folder, '-e', 'stderr', '-c', config], env };
}

function caddy({ text, folder, port, files, file }: Place): Start {
  const site = replaceAll(
    text,
    [/^alias\.example \{$/m, `https://127.0.0.1:${port} {\n\ttls ${files.cert} ${files.key}`],
    ...(text.includes('basicauth')
      ? [[/^\t\tyou \S+$/m, `\t\t${account.username} ${hashOf(account.password)}`] as const]
      : []),
  );
  const config = file('Caddyfile', `{\n\tadmin off\n\tauto_https disable_redirects\n}\n${site}`);
  const home = join(folder, 'home');
  mkdirSync(home);
  const env = { HOME: home, XDG_DATA_HOME: home, XDG_CONFIG_HOME: home };
  return { command: 'caddy', args: ['run', '--adapter', 'caddyfile', '--config', config], env };
}

function hashOf(password: string): string {
  return execFileSync('caddy', ['hash-password', '--plaintext', password], { encoding: 'utf8' }).trim();
}

/** Replaces each, which has to be there: else the recipe is not what the test thinks. */
function replaceAll(text: string, ...changes: readonly (readonly [string | RegExp, string])[]): string {
  let changed = text;
  for (const [from, to] of changes) {
    const next = changed.replace(from, () => to);
    if (next === changed) throw new Error(`the recipe has no ${from}:\n${text}`);
    changed = next;
  }
  return changed;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
