// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { say, startScriptedHop } from '../../test/support/next-hop/scripted-next-hop.ts';
import { startRelay } from '../../test/support/relay-fixture.ts';
import { Dialogue } from '../../test/support/smtp/dialogue.ts';

for (const step of ['mail', 'rcpt', 'data'] as const)
  for (const code of [451, 503, 550])
    test(`a next hop that says ${code} at ${step} after ten messages in a session costs no message and no use`, async (t) => {
      const hop = await startScriptedHop({
        [step]: ({ time }: { readonly time: number }) => (time >= 10 ? say(`${code} enough`) : undefined),
      });
      t.after(() => hop.close());
      const relay = await startRelay(t, { hops: [hop.options()] });
      const alias = await relay.create({ maxUses: 40 });
      const dialogue = await Dialogue.open(relay.port);
      t.after(() => dialogue.drop());
      await dialogue.say('EHLO client.example');
      for (let count = 0; count < 40; count += 1) {
        assert.equal((await relay.show(alias))?.usesLeft, 40 - count);
        await dialogue.say('MAIL FROM:<shop@shop.example>');
        assert.match(await dialogue.say(`RCPT TO:<${alias}>`), /^250 /);
        assert.match(await dialogue.message(`Subject: ${count}\r\n\r\nx\r\n`), /^250 /);
      }
      assert.deepEqual([hop.accepted, await relay.show(alias)], [40, undefined]);
    });
