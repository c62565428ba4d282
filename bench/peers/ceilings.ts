// SPDX-License-Identifier: MIT
import { type ChildProcess, execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../network.ts';
import { start } from '../processes.ts';
import { listening, type Peer } from './peer.ts';

const pipeSource = fileURLToPath(new URL('../ceilings/pipe.c', import.meta.url));
const pipeBinary = fileURLToPath(new URL('../output/pipe', import.meta.url));

/** Node answering with canned replies: what a refusal cannot be cheaper than. */
export const responder: Peer = {
  name: 'responder',
  prepare: async () => ({ version: `Node ${process.versions.node}` }),
  async start() {
    const port = await freePort();
    return listening(startNode(new URL('../ceilings/responder.ts', import.meta.url), [port]), port);
  },
};

/** Node joining two sockets, which understands nothing. */
export const nodePipe: Peer = {
  name: 'node-pipe',
  prepare: async () => ({ version: `Node ${process.versions.node}` }),
  async start({ sinkPort }) {
    const port = await freePort();
    return listening(startNode(new URL('../ceilings/pipe.ts', import.meta.url), [port, sinkPort]), port);
  },
};

/** The same in C, where a compiler is installed. */
export const cPipe: Peer = {
  name: 'c-pipe',
  async prepare() {
    try {
      mkdirSync(dirname(pipeBinary), { recursive: true });
      execFileSync('cc', ['-O2', '-pthread', '-o', pipeBinary, pipeSource], { stdio: 'pipe' });
      return { version: execFileSync('cc', ['--version'], { encoding: 'utf8' }).split('\n')[0] ?? '' };
    } catch {
      return { missing: 'there is no C compiler (cc)' };
    }
  },
  async start({ sinkPort }) {
    const port = await freePort();
    return listening(start(pipeBinary, [`${port}`, `${sinkPort}`], { stdio: 'ignore' }), port);
  },
};

function startNode(file: URL, ports: readonly number[]): ChildProcess {
  const args = [fileURLToPath(file), ...ports.map(String)];
  return start(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
}
