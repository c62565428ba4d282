// SPDX-License-Identifier: MIT
import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { errorCodeOf } from '../../base/error-code.ts';

/** Where messages are scanned, and how patient we are. */
export interface ScanOptions {
  /** The scan call, `http:` or `https:`. */
  readonly url: string;
  /** How long all writes may be held up together, and then again the answer, ms. */
  readonly timeoutMs: number;
}

/** The action that was asked for, or why there is none: a code that holds nothing of the message. */
export type ScanResult =
  | { readonly action: string }
  | {
      readonly fault: string;
      /** rspamd had taken the connection and gave it up before the message was complete: perhaps because its sender paused. */
      readonly isBySender: boolean;
    };

/** A message that is not complete after this time has a slow sender, ms; no filter gives up that soon. */
const pauseMs = 1_000;
/** An answer of rspamd has some ten KiB; a larger one is none. */
const maxAnswerOctets = 1_048_576;

/** One message on its way to rspamd, in one HTTP request of unknown length. Never throws or rejects. */
export class Scan {
  readonly #timeoutMs: number;
  readonly #request: ClientRequest;
  readonly #result: Promise<ScanResult>;
  #settle: (result: ScanResult) => void = () => undefined;
  #isSettled = false;
  readonly #startedAt = performance.now();
  #isConnected = false;
  #isComplete = false;
  /** What is left of the patience with a slow reader, ms. */
  #patienceMs: number;

  /** Begins the request. Values of `headers` must be fit for HTTP. */
  constructor({ url, timeoutMs }: ScanOptions, headers: Readonly<Record<string, string | string[]>>) {
    this.#timeoutMs = timeoutMs;
    this.#patienceMs = timeoutMs;
    this.#result = new Promise((resolve) => {
      this.#settle = resolve;
    });
    const open = url.startsWith('https:') ? requestHttps : requestHttp;
    // No agent: a connection that was kept may turn out dead once half of a message has gone, which cannot be sent again.
    this.#request = open(url, { method: 'POST', agent: false, headers: { ...headers } });
    this.#request.on('socket', (socket) => {
      socket.once(url.startsWith('https:') ? 'secureConnect' : 'connect', () => {
        this.#isConnected = true;
      });
    });
    this.#request.on('error', (error) => this.#fail(errorCodeOf(error) ?? 'FAILED'));
    this.#request.on('response', (response) => this.#read(response));
    this.#request.on('close', () => this.#fail('CLOSED'));
  }

  /** The next octets; a promise while rspamd is slower than they come, and not yet given up for that. */
  write(octets: Buffer): void | Promise<void> {
    if (this.#isSettled || this.#request.write(octets)) return undefined;
    return this.#drained();
  }

  /** The message is complete. Settles within the time-out. */
  async end(): Promise<ScanResult> {
    const deadline = setTimeout(() => this.#fail('TIMEOUT'), this.#timeoutMs);
    this.#isComplete = true;
    if (!this.#isSettled) this.#request.end();
    const result = await this.#result;
    clearTimeout(deadline);
    return result;
  }

  /** No result is wanted any longer. */
  abort(): void {
    this.#fail('ABORTED');
  }

  async #drained(): Promise<void> {
    const since = performance.now();
    const deadline = setTimeout(() => this.#fail('TOO_SLOW'), this.#patienceMs);
    await new Promise<unknown>((resolve) => {
      this.#request.once('drain', resolve);
      this.#result.then(resolve);
    });
    clearTimeout(deadline);
    this.#patienceMs -= performance.now() - since;
  }

  #read(response: IncomingMessage): void {
    if (response.statusCode !== 200) {
      this.#fail(`HTTP_${response.statusCode}`);
      return;
    }
    const pieces: Buffer[] = [];
    let length = 0;
    response.on('error', (error) => this.#fail(errorCodeOf(error) ?? 'FAILED'));
    response.on('data', (piece: Buffer) => {
      length += piece.length;
      if (length > maxAnswerOctets) this.#fail('ANSWER_TOO_LARGE');
      else pieces.push(piece);
    });
    response.on('end', () => this.#conclude(actionOf(Buffer.concat(pieces))));
  }

  #fail(fault: string): void {
    const isWaiting = this.#isConnected && !this.#isComplete && fault !== 'TOO_SLOW';
    const isBySender = isWaiting && performance.now() - this.#startedAt >= pauseMs;
    this.#conclude({ fault, isBySender });
  }

  /** The first result stands; the connection has no further use. */
  #conclude(result: ScanResult): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#settle(result);
    this.#request.destroy();
  }
}

function actionOf(answer: Buffer): ScanResult {
  try {
    const { action } = JSON.parse(answer.toString('utf8')) as { readonly action?: unknown };
    return typeof action === 'string' ? { action } : { fault: 'NO_ACTION', isBySender: false };
  } catch {
    return { fault: 'NOT_JSON', isBySender: false };
  }
}
