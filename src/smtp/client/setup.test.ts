// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { selfSignedCertificate } from '../../../test/support/certificate.ts';
import {
  hangUp,
  type Script,
  type ScriptedHop,
  say,
  sayAndHangUp,
  stall,
  startScriptedHop,
  utter,
} from '../../../test/support/next-hop/scripted-next-hop.ts';
import { errorOf } from '../../../test/support/smtp/client-error-of.ts';
import { noParameters, transferOctets } from '../../../test/support/smtp/mail-data.ts';
import { connect } from './client.ts';
import { ClientConnection } from './connection.ts';
import type { ConnectedSession } from './session.ts';
import type { ServerProof } from './types.ts';

const certificate = selfSignedCertificate();

async function start(t: TestContext, script: Script): Promise<ScriptedHop> {
  const hop = await startScriptedHop(script);
  t.after(() => hop.close());
  return hop;
}

async function deliver(session: ConnectedSession): Promise<number> {
  await session.open('a@b.example', 'c@d.example', noParameters);
  await session.data();
  await session.write(transferOctets('x\r\n'));
  const { code } = await session.end();
  await session.quit();
  return code;
}

function verbs(hop: ScriptedHop, session = 0): string {
  return (hop.sessions[session]?.commands ?? []).map((line) => line.split(' ')[0]).join(' ');
}

describe('the greeting', () => {
  test('tells the extensions that EHLO offers, in upper case', async (t) => {
    const hop = await start(t, { extensions: ['pipelining', 'Size 1000', 'AUTH PLAIN  LOGIN'] });
    const session = await connect(hop.options());
    assert.deepEqual(Object.fromEntries(session.extensions), {
      PIPELINING: '',
      SIZE: '1000',
      AUTH: 'PLAIN LOGIN',
    });
  });

  test('falls back to HELO where EHLO is not understood', async (t) => {
    const hop = await start(t, { ehlo: say('502 what?') });
    const session = await connect(hop.options());
    assert.equal(session.extensions.size, 0);
    assert.equal(await deliver(session), 250);
    assert.equal(verbs(hop), 'EHLO HELO MAIL RCPT DATA QUIT');
  });

  for (const code of [421, 450, 554]) {
    test(`of ${code} is a refusal`, async (t) => {
      const hop = await start(t, { greeting: sayAndHangUp(`${code} canary`) });
      const error = await errorOf(connect(hop.options()));
      assert.deepEqual([error.failure, error.phase, error.reply?.code], ['refused', 'greeting', code]);
    });
  }

  test('refused at EHLO or HELO is a refusal', async (t) => {
    for (const script of [{ ehlo: say('450 later') }, { ehlo: say('500 what?'), helo: say('550 no') }]) {
      const hop = await start(t, script);
      const error = await errorOf(connect(hop.options()));
      assert.deepEqual([error.failure, error.phase], ['refused', 'ehlo']);
      await hop.until(() => hop.sessions[0]?.isClosed === true);
    }
  });

  test('has one deadline over all steps, however lively the server is', async (t) => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.write('220-wait\r\n');
      const chatter = setInterval(() => socket.write('220-wait\r\n'), 20);
      socket.on('close', () => clearInterval(chatter));
    }).listen(0, '127.0.0.1');
    t.after(() => server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    const options = { host: '127.0.0.1', port, tls: 'none', clientName: 'c.example' } as const;
    const error = await errorOf(connect({ ...options, setupTimeoutMs: 800 }));
    assert.deepEqual([error.failure, error.phase], ['timeout', 'greeting']);
  });

  test('of nobody is unreachable', async () => {
    const hop = await startScriptedHop();
    const options = hop.options();
    await hop.close();
    const error = await errorOf(connect(options));
    assert.deepEqual([error.failure, error.phase], ['unreachable', 'connect']);
    assert.match(error.message, /ECONNREFUSED/);
  });
});

describe('STARTTLS', () => {
  test('protects what follows, greeting included, when it is opportunistic', async (t) => {
    const hop = await start(t, { tls: certificate });
    const session = await connect(hop.options({ tls: 'opportunistic' }));
    assert.equal(hop.sessions[0]?.isEncrypted, true);
    assert.equal(session.extensions.has('STARTTLS'), false);
    assert.equal(await deliver(session), 250);
    assert.equal(verbs(hop), 'EHLO STARTTLS EHLO MAIL RCPT DATA QUIT');
  });

  test('goes on in clear where it is not offered or refused', async (t) => {
    for (const script of [{}, { tls: certificate, starttls: say('454 not now') }]) {
      const hop = await start(t, script);
      const session = await connect(hop.options({ tls: 'opportunistic' }));
      assert.equal(await deliver(session), 250);
      assert.equal(hop.sessions.length, 1);
    }
  });

  for (const [name, starttls] of [
    ['the server hangs up at it', hangUp],
    ['the server goes away at it', sayAndHangUp('421 bye')],
    ['the server hangs up in the handshake', sayAndHangUp('220 go')],
  ] as const) {
    test(`connects again in clear when ${name}`, async (t) => {
      const hop = await start(t, { tls: certificate, starttls });
      const session = await connect(hop.options({ tls: 'opportunistic' }));
      assert.equal(await deliver(session), 250);
      assert.deepEqual([verbs(hop, 0), verbs(hop, 1)], ['EHLO STARTTLS', 'EHLO MAIL RCPT DATA QUIT']);
    });
  }

  test('connects again in clear when the handshake is answered with nonsense', async (t) => {
    const hop = await start(t, { extensions: ['STARTTLS'], starttls: say('220 go') });
    const connected = connect(hop.options({ tls: 'opportunistic' }));
    const clientHello = '\x16\x03';
    await hop.until(() => hop.sessions[0]?.reads.at(-1)?.startsWith(clientHello) === true);
    hop.follow({});
    hop.sessions[0]?.say('no TLS here, sorry\r\n');
    assert.equal(await deliver(await connected), 250);
    assert.equal(verbs(hop, 1), 'EHLO MAIL RCPT DATA QUIT');
  });

  for (const tls of ['opportunistic', 'required'] as const) {
    test(`does not believe what was injected after its reply (${tls})`, async (t) => {
      for (const injected of ['250 injected\r\n', '250-injected', '\x16\x03\x01']) {
        const hop = await start(t, { tls: certificate, starttls: utter(`220 go\r\n${injected}`) });
        const error = await errorOf(connect(hop.options({ tls, ca: certificate.cert })));
        assert.equal(error.failure, 'protocol');
        assert.equal(hop.sessions.length, 1);
      }
    });
  }

  test('required is verified against the given authority and name', async (t) => {
    const hop = await start(t, { tls: certificate });
    const ca = certificate.cert;
    for (const more of [{}, { serverName: 'localhost' }]) {
      const session = await connect(hop.options({ tls: 'required', ca, ...more }));
      assert.equal(await deliver(session), 250);
    }
    for (const [more, detail] of [
      [{ ca, serverName: 'other.example' }, /ERR_TLS_CERT_ALTNAME_INVALID/],
      [{}, /DEPTH_ZERO_SELF_SIGNED_CERT/],
    ] as const) {
      const error = await errorOf(connect(hop.options({ tls: 'required', ...more })));
      assert.deepEqual([error.failure, error.phase], ['tls', 'handshake']);
      assert.match(error.message, detail);
    }
    assert.equal(hop.accepted, 2);
  });

  test('required never goes on in clear', async (t) => {
    for (const script of [
      {},
      { ehlo: say('500 what?') },
      { tls: certificate, starttls: say('454 not now') },
      { tls: certificate, starttls: sayAndHangUp('220 go') },
    ]) {
      const hop = await start(t, script);
      const error = await errorOf(connect(hop.options({ tls: 'required', ca: certificate.cert })));
      assert.equal(error.failure, 'tls');
      await hop.until(() => hop.sessions.length === 1 && hop.sessions[0]?.isClosed === true);
    }
  });

  test('that stalls is left at the deadline of the set-up where TLS is required, and at half of it for a session in clear where it is not', async (t) => {
    const hop = await start(t, { tls: certificate, starttls: { ...say('220 go'), next: 'stall' } });
    const options = hop.options({ ca: certificate.cert, setupTimeoutMs: 800 });
    const error = await errorOf(connect({ ...options, tls: 'required' }));
    assert.deepEqual([error.failure, error.phase], ['timeout', 'handshake']);
    assert.equal(await deliver(await connect({ ...options, tls: 'opportunistic' })), 250);
  });
});

describe('implicit TLS', () => {
  test('speaks TLS from the first octet and verifies', async (t) => {
    const hop = await start(t, { tls: { ...certificate, isImplicit: true } });
    const session = await connect(hop.options({ tls: 'implicit', ca: certificate.cert }));
    assert.equal(await deliver(session), 250);
    const error = await errorOf(connect(hop.options({ tls: 'implicit' })));
    assert.deepEqual([error.failure, error.phase], ['tls', 'handshake']);
  });

  for (const tls of ['implicit', 'required'] as const)
    test(`${tls}: whoever judges the server is asked, in place of the system's rules, and a throw refuses`, async (t) => {
      const hop = await start(t, { tls: { ...certificate, isImplicit: tls === 'implicit' } });
      const shown: (string | undefined)[] = [];
      const judgeServer = (fault: string | undefined) => (proof: ServerProof) => {
        shown.push(proof.fault);
        return fault;
      };
      const session = await connect(hop.options({ tls, judgeServer: judgeServer(undefined) }));
      assert.equal(await deliver(session), 250);
      const broken = (): never => {
        throw new Error('bug');
      };
      for (const judge of [judgeServer('not the one'), broken]) {
        const error = await errorOf(connect(hop.options({ tls, judgeServer: judge })));
        assert.deepEqual([error.failure, error.phase], ['tls', 'handshake']);
      }
      assert.deepEqual(shown, ['DEPTH_ZERO_SELF_SIGNED_CERT', 'DEPTH_ZERO_SELF_SIGNED_CERT']);
      assert.equal(hop.accepted, 1);
    });

  test('with a server that speaks in clear fails', async (t) => {
    const hop = await start(t, {});
    const error = await errorOf(connect(hop.options({ tls: 'implicit', ca: certificate.cert })));
    assert.deepEqual([error.failure, error.phase], ['tls', 'handshake']);
  });
});

describe('AUTH', () => {
  const auth = { user: 'üser', password: 'pass word' };
  const asBase64 = (text: string): string => Buffer.from(text).toString('base64');

  test('PLAIN is preferred and goes in one command', async (t) => {
    const hop = await start(t, { extensions: ['AUTH LOGIN PLAIN'] });
    await connect(hop.options({ auth }));
    assert.equal(hop.sessions[0]?.commands[1], `AUTH PLAIN ${asBase64('\0üser\0pass word')}`);
  });

  test('LOGIN answers two questions', async (t) => {
    const hop = await start(t, { extensions: ['AUTH CRAM-MD5 LOGIN'] });
    await connect(hop.options({ auth }));
    const answers = ['AUTH LOGIN', asBase64('üser'), asBase64('pass word')];
    assert.deepEqual(hop.sessions[0]?.commands.slice(1), answers);
  });

  for (const [name, script] of [
    ['is refused', { extensions: ['AUTH PLAIN'], auth: say('535 5.7.8 no') }],
    ['is refused in the middle', { extensions: ['AUTH LOGIN'], auth: say('535 5.7.8 no') }],
    ['is asked on and on', { extensions: ['AUTH LOGIN'], auth: say('334 more') }],
    ['has no common mechanism', { extensions: ['AUTH CRAM-MD5'] }],
    ['is not offered', {}],
  ] as const) {
    test(`fails when it ${name}`, async (t) => {
      const hop = await start(t, script);
      const error = await errorOf(connect(hop.options({ auth })));
      assert.deepEqual([error.failure, error.phase], ['auth', 'auth']);
      await hop.until(() => hop.sessions[0]?.isClosed === true);
    });
  }

  test('happens after STARTTLS', async (t) => {
    const hop = await start(t, { extensions: ['AUTH PLAIN'], tls: certificate });
    await connect(hop.options({ tls: 'required', ca: certificate.cert, auth }));
    assert.equal(verbs(hop), 'EHLO STARTTLS EHLO AUTH');
  });

  test('tells no password in clear beyond loopback', async (t) => {
    t.mock.getter(ClientConnection.prototype, 'isLoopback', () => false);
    const hop = await start(t, { extensions: ['AUTH PLAIN'] });
    for (const tls of ['none', 'opportunistic'] as const) {
      const error = await errorOf(connect(hop.options({ tls, auth })));
      assert.deepEqual([error.failure, error.phase], ['auth', 'auth']);
    }
    assert.deepEqual([verbs(hop, 0), verbs(hop, 1)], ['EHLO', 'EHLO']);
  });
});

test('an error tells nothing that the server said, and no address', async (t) => {
  const hop = await start(t, { greeting: say('554 canary@target.example') });
  const error = await errorOf(connect(hop.options()));
  assert.match(error.reply?.text ?? '', /canary/);
  for (const shown of [error.message, String(error), JSON.stringify(error), JSON.stringify({ ...error })]) {
    assert.doesNotMatch(shown, /canary|127\.0/);
  }
});

test('a stalled server is left at the deadline at every step of the set-up', async (t) => {
  for (const step of ['greeting', 'ehlo', 'auth'] as const) {
    const hop = await start(t, { [step]: stall, extensions: ['AUTH PLAIN'] });
    const auth = { user: 'u', password: 'p' };
    const error = await errorOf(connect(hop.options({ auth, setupTimeoutMs: 800 })));
    assert.deepEqual([error.failure, error.phase], ['timeout', step]);
  }
});
