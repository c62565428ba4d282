// SPDX-License-Identifier: MIT
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../network.ts';
import { start } from '../processes.ts';
import { listening, messageLimitOctets, type Peer, type Setting } from './peer.ts';

const release = '3.3.4';
/** Outside the project's own dependencies. */
const installed = fileURLToPath(new URL('../output/haraka/', import.meta.url));
const packaged = join(installed, 'node_modules', 'haraka');

/** Haraka with one plugin that knows the recipients and `queue/smtp_forward`, in one process as it comes. */
export const haraka: Peer = {
  name: 'haraka',
  async prepare() {
    try {
      if (!existsSync(packaged)) await install();
      const { version } = JSON.parse(readFileSync(join(packaged, 'package.json'), 'utf8'));
      return { version: `${version}, Node ${process.versions.node}` };
    } catch {
      return { missing: `Haraka could not be installed (npm install haraka@${release})` };
    }
  },
  async start(setting) {
    const port = await freePort();
    await configure(setting, port);
    const child = start(process.execPath, [join(packaged, 'bin', 'haraka'), '-c', setting.folder], {
      stdio: ['ignore', 'ignore', 'ignore'],
    });
    return listening(child, port);
  },
};

async function install(): Promise<void> {
  await mkdir(installed, { recursive: true });
  await writeFile(join(installed, 'package.json'), '{"private":true}');
  process.stderr.write(`installing Haraka ${release} into ${installed}\n`);
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', `haraka@${release}`], {
    cwd: installed,
    stdio: 'pipe',
  });
}

async function configure(
  { folder, localParts, domain, sinkPort, connections }: Setting,
  port: number,
): Promise<void> {
  await mkdir(join(folder, 'config'), { recursive: true });
  await mkdir(join(folder, 'plugins'), { recursive: true });
  const connection = readFileSync(join(packaged, 'config', 'connection.ini'), 'utf8');
  const files = {
    'config/smtp.ini': `listen=127.0.0.1:${port}\nnodes=0\n`,
    'config/connection.ini': connection.replace(/^bytes=.*$/m, `bytes=${messageLimitOctets}`),
    'config/smtp_forward.ini': `host=127.0.0.1\nport=${sinkPort}\nmax_connections=${connections}\n`,
    'config/log.ini': '[main]\nlevel=info\n',
    'config/plugins': 'known\nqueue/smtp_forward\n',
    'config/me': 'haraka.test\n',
    'config/known.json': JSON.stringify(localParts.map((localPart) => `${localPart}@${domain}`)),
    'plugins/known.js': knownPlugin,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
}

const knownPlugin = `'use strict';
let known;
exports.register = function () {
  known = new Set(this.config.get('known.json', 'json'));
};
exports.hook_rcpt = (next, connection, [recipient]) =>
  known.has(recipient.address.toLowerCase()) ? next(OK) : next(DENY, 'No such recipient');
`;
