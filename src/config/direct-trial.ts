// SPDX-License-Identifier: MIT
import { isLoopback } from '../base/loopback.ts';
import { type Parsed, parseRanges } from './parsers.ts';

/** How direct delivery is tried out on one machine. */
export interface DirectTrial {
  /** Addresses and CIDR ranges of loopback that may be connected to all the same. */
  readonly ranges: readonly string[];
  /** In place of 25. */
  readonly smtpPort: number;
  /** In place of 443, where policies of MTA-STS are fetched. */
  readonly httpsPort: number;
}

/** `127.0.1.0/24 smtp=2525 https=8443`: one range of loopback or more, separated by commas, and both ports. */
export function parseDirectTrial(text: string): Parsed<DirectTrial> {
  const parts = /^(?<ranges>\S+) smtp=(?<smtp>\d{1,5}) https=(?<https>\d{1,5})$/.exec(text)?.groups;
  const ranges = parseRanges(parts?.ranges ?? '');
  const [smtpPort, httpsPort] = [Number(parts?.smtp), Number(parts?.https)];
  const isSound =
    'value' in ranges &&
    ranges.value.length > 0 &&
    ranges.value.every(isLoopbackRange) &&
    isPort(smtpPort) &&
    isPort(httpsPort);
  if (isSound) return { value: { ranges: ranges.value, smtpPort, httpsPort } };
  return { fault: 'must be ranges of loopback and two ports, such as 127.0.1.0/24 smtp=2525 https=8443' };
}

function isLoopbackRange(range: string): boolean {
  const [base = '', bits] = range.split('/');
  return isLoopback(base) && (bits === undefined || Number(bits) >= (base.includes(':') ? 128 : 8));
}

function isPort(port: number): boolean {
  return port > 0 && port < 65_536;
}
