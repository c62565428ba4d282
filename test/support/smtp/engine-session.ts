// SPDX-License-Identifier: MIT
/** A session of the engine without a socket: octets in, replies and messages out, the same on every run. */
import assert from 'node:assert/strict';
import { withDefaults } from '../../../src/smtp/server/limits.ts';
import { ServerSession } from '../../../src/smtp/server/session.ts';
import type { SessionContext } from '../../../src/smtp/server/session-types.ts';
import { reply } from '../../../src/smtp/wire/reply.ts';
import { recordingHandler } from './recording-handler.ts';

/** Such a session, greeted. */
export interface EngineSession {
  readonly receive: (octets: Buffer) => void;
  /** Text in latin1. */
  readonly say: (text: string) => void;
  /** What was sent since the last look; `(closed)` stands for the end. */
  readonly heard: () => string;
  /** Mail data as the handler got it, of messages that were complete. */
  readonly messages: readonly string[];
  /** What the handler was told, in order. */
  readonly calls: readonly string[];
}

const context: SessionContext = {
  limits: withDefaults({}),
  maxMessageSize: 1_000_000,
  clock: { now: 0 },
  onError: (error) => assert.ifError(error),
  greeting: reply(220, undefined, 'mx.example ESMTP'),
  heloReply: reply(250, undefined, 'mx.example'),
  ehloReply: reply(250, undefined, 'mx.example'),
  ehloReplyWithoutStartTls: reply(250, undefined, 'mx.example'),
  newSessionId: () => '0123456789a',
  offersTls: false,
  isStressed: false,
  isDraining: false,
};

/** Opens one, with a handler that answers by name as `recordingHandler` says. */
export function engineSession(): EngineSession {
  const calls: string[] = [];
  let out = '';
  const wire = {
    send: (text: string) => {
      out += text;
    },
    hangUp: (text: string) => {
      out += `${text}(closed)`;
    },
    startTls: () => assert.fail('TLS is not offered'),
    pause: () => {},
    resume: () => {},
  };
  const session = new ServerSession(wire, context, {
    remoteAddress: '192.0.2.1',
    remotePort: 1,
    makeHandler: recordingHandler(calls),
    onEnd: () => {},
  });
  out = '';
  return {
    receive: (octets) => session.receive(octets),
    say: (text) => session.receive(Buffer.from(text, 'latin1')),
    heard: () => {
      const text = out;
      out = '';
      return text;
    },
    calls,
    get messages() {
      return calls
        .filter((call) => call.startsWith('end '))
        .map((call) => JSON.parse(call.slice(4)) as string);
    },
  };
}
