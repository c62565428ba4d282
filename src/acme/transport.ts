// SPDX-License-Identifier: MIT
/** Single requests over HTTPS to the authority. */
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { errorCodeOf } from '../base/error-code.ts';
import { AcmeError } from './error.ts';

/** A request; with a body it is a POST of a signed one. */
export interface AcmeRequest {
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly url: string;
  readonly body?: string;
}

/** An answer, whole. */
export interface AcmeAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** Sends one request. Rejects with `AcmeError` where there is no whole answer. */
export type Send = (request: AcmeRequest) => Promise<AcmeAnswer>;

const timeoutMs = 30_000;
/** Directories, orders and chains are some KiB. */
const maxAnswerOctets = 262_144;

/** Requests that trust the authorities of `ca` (PEM) in place of those that Node knows, and end with `signal`. */
export function createTransport(ca: string | undefined, userAgent: string, signal: AbortSignal): Send {
  return async ({ method, url, body }) => {
    if (!url.startsWith('https://')) throw new AcmeError('the authority names an address that is not https');
    const headers = {
      'user-agent': userAgent,
      ...(body !== undefined && { 'content-type': 'application/jose+json' }),
    };
    const ends = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    try {
      const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
      const options = { method, headers, signal: ends, ...(ca !== undefined && { ca }) };
      request(url, options, resolve).on('error', reject).end(body);
      return await read(await promise);
    } catch (error) {
      if (error instanceof AcmeError) throw error;
      const reason = ends.aborted ? 'no answer in time' : (errorCodeOf(error) ?? 'unknown error');
      throw new AcmeError(`the authority cannot be asked (${reason})`);
    }
  };
}

async function read(answer: IncomingMessage): Promise<AcmeAnswer> {
  const pieces: Buffer[] = [];
  let octets = 0;
  for await (const piece of answer) {
    octets += piece.length;
    if (octets > maxAnswerOctets) throw new AcmeError('an answer of the authority is too large');
    pieces.push(piece);
  }
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    text: Buffer.concat(pieces).toString('utf8'),
  };
}
