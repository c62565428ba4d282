import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { LookupFunction } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { startScriptedHop } from '../../../test/support/next-hop/scripted-next-hop.ts';
import { connect } from './client.ts';

const script = new URL('../../../test/support/next-hop/slow-handshake.ts', import.meta.url);

/** A server whose handshake takes a second at least: the first packet is lost, and sent again by the system after 1 s. */
async function startSlow(
  t: TestContext,
  {
    host,
    port = 0,
    blockedMs,
  }: { readonly host: string; readonly port?: number; readonly blockedMs: number },
): Promise<number> {
  const worker = new Worker(script, { workerData: { host, port, blockedMs } });
  t.after(() => worker.terminate());
  const [chosen] = await once(worker, 'message');
  return Number(chosen);
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
    const port = await startSlow(t, { host: '127.0.0.3', blockedMs: 700 });
    const begunAt = performance.now();
    const session = await connect({
      ...named('127.0.0.3', '127.0.0.4'),
      port,
      tls: 'none',
      clientName: 'client.example',
    });
    assert.ok(performance.now() - begunAt > 500, 'the handshake was slow');
    session.abort();
  });

  test('is reached at the second when the first never answers', async (t) => {
    const good = await startScriptedHop({}, { host: '127.0.0.5' });
    t.after(() => good.close());
    await startSlow(t, { host: '127.0.0.3', port: good.port, blockedMs: 60_000 });
    const session = await connect({ ...good.options(), ...named('127.0.0.3', '127.0.0.5') });
    assert.equal(good.sessions.length, 1);
    session.abort();
  });
});
