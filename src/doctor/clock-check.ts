// SPDX-License-Identifier: MIT
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type Finding, fail, ok, warn } from '../base/finding.ts';

/** Seconds from the epoch of NTP (1900) to that of Unix (RFC 5905 §6). */
const ntpEpochSeconds = 2_208_988_800;
const packetOctets = 48;
const transmitAt = 40;
const deadlineMs = 3_000;

/**
 * How far our clock is ahead of a time server, ms; negative when behind. One exchange of SNTP (RFC 5905 §14). Rejects when
 * there is no sound answer in time.
 */
export async function askClockOffset(server: {
  readonly host: string;
  readonly port: number;
}): Promise<number> {
  const socket = createSocket('udp4');
  try {
    // Version 4, mode 3: client.
    const question = Buffer.alloc(packetOctets);
    question[0] = 0x23;
    const sentAt = Date.now();
    const answered = once(socket, 'message', { signal: AbortSignal.timeout(deadlineMs) });
    socket.send(question, server.port, server.host, (error) => error && socket.emit('error', error));
    const [answer] = (await answered) as [Buffer];
    const isServer = answer.length >= packetOctets && ((answer[0] ?? 0) & 7) === 4 && answer[1] !== 0;
    if (!isServer) throw new Error('no time in the answer');
    const theirs =
      (answer.readUInt32BE(transmitAt) - ntpEpochSeconds) * 1000 +
      (answer.readUInt32BE(transmitAt + 4) / 2 ** 32) * 1000;
    return (sentAt + Date.now()) / 2 - theirs;
  } finally {
    socket.close();
  }
}

/** The life of an alias is judged by our clock. `ask` gives how far it is ahead, ms. */
export async function checkClock(ask: () => Promise<number>): Promise<readonly Finding[]> {
  const subject = 'Clock';
  const fix = 'run a time service: apt install systemd-timesyncd';
  try {
    const seconds = Math.round((await ask()) / 100) / 10;
    const says = seconds === 0 ? 'right' : `${Math.abs(seconds)} s ${seconds > 0 ? 'ahead' : 'behind'}`;
    if (Math.abs(seconds) < 2) return [ok(subject, says)];
    if (Math.abs(seconds) < 60) return [warn(subject, says, fix)];
    return [fail(subject, `${says}: aliases live too short or too long`, fix)];
  } catch {
    return [warn(subject, 'no time server answers', 'let UDP port 123 out, or name a server with --ntp')];
  }
}
