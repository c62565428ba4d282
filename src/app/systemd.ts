// SPDX-License-Identifier: MIT
/** What systemd is told of the service. */
import { execFile } from 'node:child_process';
import type { Logger } from './log.ts';

/**
 * Tells systemd that the service is ready, where it waits for that (`Type=notify`, NOTIFY_SOCKET). By its own tool: the socket is
 * one for datagrams, and Node has none of those with a path.
 */
export function notifyReady(log: Logger): void {
  if (process.env.NOTIFY_SOCKET === undefined) return;
  execFile('systemd-notify', ['--ready'], (error) => {
    if (error !== null)
      log.error({ code: error.code }, 'systemd could not be told that the service is ready');
  });
}
