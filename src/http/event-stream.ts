// SPDX-License-Identifier: MIT
import type { Context } from 'hono';
import { ClientShares } from './client-shares.ts';

/** How an event stream is kept going. */
interface EventStreamOptions {
  /** Between two beats, ms. */
  readonly beatMs: number;
  /** Fires when nothing is to be sent any more. */
  readonly signal: AbortSignal;
  /** Called at every beat. */
  readonly beat?: () => void;
}

/** Header fields of the answer. `x-accel-buffering` asks nginx not to collect events until they fill a buffer. */
export const eventStreamHeaders = { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' };

/** Opens a stream as the answer to a request; nothing when its client has its share already. */
export type OpenStream = (c: Context, beat?: () => void) => EventStream | undefined;

/** What streams share. */
interface StreamOptions {
  /** Ends all of them. */
  readonly stopping?: AbortSignal | undefined;
  /** Between two beats, ms; default 15 s. */
  readonly beatMs?: number | undefined;
  /** Address of the client of a request. */
  clientAddress(c: Context): string;
  /** How many one client may have at a time; default 50. */
  readonly maxPerClient?: number | undefined;
  /** Hears of each that is opened; what it gives is called when that one is over. */
  readonly onOpened?: (() => () => void) | undefined;
}

/** Streams that end when their client goes, and all of them when `stopping` fires. */
export function streamOpener(options: StreamOptions): OpenStream {
  const { stopping, beatMs = 15_000, onOpened, maxPerClient = 50 } = options;
  const shares = new ClientShares(maxPerClient);
  return (c, beat) => {
    const giveBack = shares.take(options.clientAddress(c));
    if (giveBack === undefined) return undefined;
    const gone = c.req.raw.signal;
    const signal = stopping === undefined ? gone : AbortSignal.any([gone, stopping]);
    const stream = createEventStream({ beatMs, signal, ...(beat && { beat }) });
    void stream.ended.then(giveBack);
    void stream.ended.then(onOpened?.());
    return stream;
  };
}

/** The body of an answer that goes on. */
interface EventStream {
  readonly body: ReadableStream<Uint8Array>;
  /** Resolves when it is over, for whatever reason. */
  readonly ended: Promise<void>;
  /** An event with its JSON. A client that has left too many unread is cut off. */
  send(event: string, data: object): void;
  end(): void;
}

const maxUnread = 64;

/**
 * Server-sent events (HTML Standard §9.2). Every beat sends a comment, so that proxies keep the connection and a client
 * that has vanished is noticed.
 */
function createEventStream({ beatMs, signal, beat }: EventStreamOptions): EventStream {
  let resolveEnded = (): void => {};
  const ended = new Promise<void>((resolve) => {
    resolveEnded = resolve;
  });
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const over = (): void => {
    clearInterval(timer);
    signal.removeEventListener('abort', end);
    controller = undefined;
    resolveEnded();
  };
  const end = (): void => {
    controller?.close();
    over();
  };
  const write = (text: string): void => {
    controller?.enqueue(encoder.encode(text));
    if ((controller?.desiredSize ?? 0) < -maxUnread) end();
  };
  const timer = setInterval(() => {
    write(':\n\n');
    beat?.();
  }, beatMs);
  const body = new ReadableStream<Uint8Array>(
    {
      start(started) {
        controller = started;
      },
      cancel: over,
    },
    { highWaterMark: 0 },
  );
  signal.addEventListener('abort', end, { once: true });
  write('retry: 5000\n\n');
  if (signal.aborted) end();
  return {
    body,
    ended,
    send: (event, data) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    end,
  };
}

const encoder = new TextEncoder();
