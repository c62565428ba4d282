// SPDX-License-Identifier: MIT
/** Two services whose aliases lead to each other. Each asks the other about a recipient before a message comes that could be counted. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { freePort } from '../support/free-port.ts';
import { figure, parseExposition } from '../support/program/exposition.ts';
import {
  createAlias,
  environment,
  type Program,
  startProgram,
  temporaryFolder,
} from '../support/program/program.ts';
import { eventually } from '../support/redis/redis-server.ts';
import { Dialogue } from '../support/smtp/dialogue.ts';

/** A service that passes everything on to another one. */
function start(
  t: TestContext,
  ports: { readonly own: number; readonly other: number },
  more: Record<string, string>,
): Promise<Program> {
  const settings = {
    ...more,
    MAYFLY_SMTP_LISTEN: `127.0.0.1:${ports.own}`,
    MAYFLY_NEXT_HOP: `smtp://127.0.0.1:${ports.other}?tls=none`,
  };
  return startProgram(t, environment(temporaryFolder(t), settings));
}

async function moveTarget(
  program: Program,
  { address, manageToken }: { readonly address: string; readonly manageToken: string },
  target: string,
): Promise<void> {
  const response = await fetch(`${program.url}/aliases/${encodeURIComponent(address)}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${manageToken}`, 'content-type': 'application/merge-patch+json' },
    body: JSON.stringify({ target }),
  });
  assert.equal(response.status, 200);
}

async function sessions(
  { url }: Program,
  name: string,
  labels: Record<string, string> = {},
): Promise<number> {
  return figure(parseExposition(await (await fetch(`${url}/metrics`)).text()), name, labels);
}

for (const [mode, maxSessions] of [
  ['srs', 15],
  // Senders do not tell then.
  ['keep', 50],
] as const)
  test(`MAYFLY_RETURN_PATH=${mode}: aliases of two services that lead to each other are a loop that ends at RCPT`, async (t) => {
    const [own, other] = [await freePort(), await freePort()];
    const domains = ['here.example', 'there.example'] as const;
    const [here, there] = await Promise.all([
      start(t, { own, other }, { MAYFLY_DOMAINS: domains[0], MAYFLY_RETURN_PATH: mode }),
      start(t, { own: other, other: own }, { MAYFLY_DOMAINS: domains[1], MAYFLY_RETURN_PATH: mode }),
    ]);
    const first = await createAlias(here, { target: 'you@home.example', maxUses: 100 });
    const second = await createAlias(there, { target: first.address, maxUses: 100 });
    await moveTarget(here, first, second.address);
    // The second time, sessions are kept of the first: what these refuse is asked once more in fresh ones.
    for (const sender of ['orders@shop.example', '', 'orders@shop.example', '', 'orders@shop.example']) {
      const [dialogue, answer] = await Dialogue.envelope(own, first.address, sender);
      assert.equal(answer, '451 4.4.6 Message is looping, try again later');
      dialogue.drop();
    }
    let opened = 0;
    for (const program of [here, there]) {
      await eventually(
        async () => (await sessions(program, 'mayfly_next_hop_sessions', { state: 'busy' })) === 0,
      );
      opened += await sessions(program, 'mayfly_next_hop_sessions_opened_total');
    }
    assert.ok(opened <= maxSessions, `${opened} sessions`);
  });
