// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { LookupFunction } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { startScriptedHop } from '../../../test/support/next-hop/scripted-next-hop.ts';
import { connect } from './client.ts';

const script = new URL('../../../test/support/next-hop/slow-handshake.ts', import.meta.url);

/**
 * A server whose handshake takes a second at least: the first packet is lost, and sent again by the system after 1 s. Gives its port,
 * and what lets it take connections.
 */
async function startSlow(
  t: TestContext,
  { host, port = 0 }: { readonly host: string; readonly port?: number },
): Promise<{ readonly port: number; readonly open: () => void }> {
  const gate = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(script, { workerData: { host, port, gate } });
  t.after(() => worker.terminate());
  const [chosen] = await once(worker, 'message');
  return {
    port: Number(chosen),
    open() {
      Atomics.store(gate, 0, 1);
      Atomics.notify(gate, 0);
    },
  };
}

/** A name with these addresses, in this order. */
function named(...addresses: readonly string[]): { readonly host: string; readonly lookup: LookupFunction } {
  const lookup: LookupFunction = (_host, _options, answer) =>
    answer(
      null,
      addresses.map((address) => ({ address, family: 4 })),
    );
  return { host: 'smarthost.example', lookup };
}

describe('a next hop with two addresses', () => {
  test('is reached at the first, though its handshake takes a second and the last is down', async (t) => {
    const { port, open } = await startSlow(t, { host: '127.0.0.3' });
    const begunAt = performance.now();
    const connecting = connect({
      ...named('127.0.0.3', '127.0.0.4'),
      port,
      tls: 'none',
      clientName: 'client.example',
    });
    // The first packet is lost by then, and there is most of a second until the next one.
    setTimeout(open, 100);
    const session = await connecting;
    assert.ok(performance.now() - begunAt > 500, 'the handshake was slow');
    session.abort();
  });

  test('is reached at the second when the first never answers', async (t) => {
    const good = await startScriptedHop({}, { host: '127.0.0.5' });
    t.after(() => good.close());
    await startSlow(t, { host: '127.0.0.3', port: good.port });
    const session = await connect({ ...good.options(), ...named('127.0.0.3', '127.0.0.5') });
    assert.equal(good.sessions.length, 1);
    session.abort();
  });
});
