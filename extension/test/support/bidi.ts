// SPDX-License-Identifier: MIT
/** As much of WebDriver BiDi as the tests need: commands and their answers over a WebSocket. */
import { once } from 'node:events';
import type { TestContext } from 'node:test';

/** A connection to a browser. */
export interface Bidi {
  /** Sends a command; throws where the browser refuses it, or hangs up. */
  call<T>(method: string, params: object): Promise<T>;
}

const answerDeadlineMs = 120_000;

/** Connects; hangs up with the test. */
export async function connectBidi(t: TestContext, url: string): Promise<Bidi> {
  const socket = new WebSocket(url);
  await once(socket, 'open');
  t.after(() => socket.close());
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  socket.addEventListener('message', ({ data }) => {
    const { id, type, result, error, message }: Answer = JSON.parse(String(data));
    if (id === undefined) return;
    if (type === 'success') waiting.get(id)?.resolve(result);
    else waiting.get(id)?.reject(new Error(`${error}: ${message}`));
    waiting.delete(id);
  });
  socket.addEventListener('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('the browser has hung up'));
  });
  let last = 0;
  return {
    call<T>(method: string, params: object) {
      last += 1;
      const answer = Promise.withResolvers<unknown>();
      const late = setTimeout(() => answer.reject(new Error(`no answer to ${method}`)), answerDeadlineMs);
      answer.promise.finally(() => clearTimeout(late)).catch(() => undefined);
      waiting.set(last, answer);
      socket.send(JSON.stringify({ id: last, method, params }));
      return answer.promise as Promise<T>;
    },
  };
}

interface Answer {
  readonly id?: number;
  readonly type?: 'success' | 'error';
  readonly result?: unknown;
  readonly error?: string;
  readonly message?: string;
}
