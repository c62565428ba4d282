// SPDX-License-Identifier: MIT
/** A real rspamd on a free loopback port, without network, DNS and rules: it knows GTUBE and one rule of the tests' own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { freePort } from '../free-port.ts';
import { temporaryFolder } from './program.ts';

const startDeadlineMs = 120_000;

/** Asks for "soft reject" where a message has a field X-Soft-Reject. */
const softRejectRule = `rspamd_config:register_symbol({
  name = 'SOFT', type = 'prefilter',
  callback = function(task)
    if task:get_header('X-Soft-Reject') then task:set_pre_result('soft reject', 'later') end
  end,
})\n`;

/** Starts it, ended with the test; gives its URL. */
export async function startRspamd(context: TestContext): Promise<string> {
  const folder = temporaryFolder(context);
  const port = await freePort();
  const file = (name: string): string => join(folder, name);
  // Debian's list of public suffixes takes seconds to compile.
  writeFileSync(file('suffixes'), 'example\n');
  writeFileSync(file('rules.lua'), softRejectRule);
  writeFileSync(
    file('rspamd.conf'),
    `lua = "${file('rules.lua')}";
    options {
      filters = ""; pidfile = "${file('pid')}"; tempdir = "${folder}"; cache_file = "${file('cache')}";
      control_socket = "${file('control')} mode=0600"; url_tld = "${file('suffixes')}";
      dns { timeout = 1s; sockets = 1; retransmits = 1; nameserver = ["127.0.0.1:1"]; }
    }
    logging { type = "console"; level = "error"; }
    actions { reject = 15; add_header = 6; greylist = 4; }
    worker "normal" { bind_socket = "127.0.0.1:${port}"; count = 1; }\n`,
  );
  const child = spawn('rspamd', ['--no-fork', '--insecure', '--config', file('rspamd.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const closed = once(child, 'close');
  context.after(() => {
    child.kill('SIGTERM');
    return closed;
  });
  let said = '';
  child.stderr.on('data', (octets) => {
    said += octets;
  });
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + startDeadlineMs;
  while (!(await isUp(url))) {
    if (Date.now() > deadline || child.exitCode !== null) throw new Error(`rspamd did not start:\n${said}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return url;
}

async function isUp(url: string): Promise<boolean> {
  const response = await fetch(`${url}/ping`).catch(() => undefined);
  return response?.ok === true;
}
