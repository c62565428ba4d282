// SPDX-License-Identifier: MIT
import { type Parsed, parseDurationMs } from './parsers.ts';

/** A rspamd worker that scans messages. */
export interface RspamdLocation {
  /** `http:` or `https:`, with the path of its scan call. */
  readonly url: string;
  readonly password: string | undefined;
  /** How long the sender may be held up by a slow filter, and the final dot for its verdict, ms. */
  readonly timeoutMs: number;
  /** What becomes of a message without a verdict: it passes, or its sender is told to come back. */
  readonly onFault: 'pass' | 'defer';
}

const defaultTimeoutMs = 10_000;

/** `http://[:password@]host[:port][/checkv2][?timeout=10s][&fail=pass]`. */
export function parseRspamdUrl(text: string): Parsed<RspamdLocation> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hash !== '')
    return {
      fault: 'must be a URL such as http://127.0.0.1:11333, with a password as http://:password@host',
    };
  const { timeout, fail = 'pass', ...others } = Object.fromEntries(url.searchParams);
  const timeoutMs = timeout === undefined ? { value: defaultTimeoutMs } : parseDurationMs(timeout);
  if ('fault' in timeoutMs) return { fault: `timeout ${timeoutMs.fault}` };
  if (fail !== 'pass' && fail !== 'defer') return { fault: 'fail must be pass or defer' };
  if (Object.keys(others).length > 0) return { fault: 'knows no parameters but timeout and fail' };
  const password = decode(url.password);
  if (password === undefined) return { fault: 'has a password that is not percent-encoded as it should be' };
  const path = url.pathname === '/' ? '/checkv2' : url.pathname;
  return {
    value: {
      url: `${url.origin}${path}`,
      password: password === '' ? undefined : password,
      timeoutMs: timeoutMs.value,
      onFault: fail,
    },
  };
}

/** Nothing for what is not percent-encoded, or could not stand in a header of HTTP. */
function decode(text: string): string | undefined {
  try {
    const decoded = decodeURIComponent(text);
    return /^[\x20-\x7e]*$/.test(decoded) ? decoded : undefined;
  } catch {
    return undefined;
  }
}
