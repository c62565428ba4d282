// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { AliasBody, Program } from './program.ts';

/** Follows the events of an alias over a connection of its own; gives a reader of their names. */
export async function follow(
  t: TestContext,
  { url }: Pick<Program, 'url'>,
  alias: AliasBody,
): Promise<() => Promise<string | undefined>> {
  const headers = { authorization: `Bearer ${alias.manageToken}`, connection: 'close' };
  const response = await fetch(`${url}/aliases/${alias.address}/events`, { headers });
  assert.equal(response.status, 200);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  t.after(() => reader?.cancel().catch(() => undefined));
  let text = '';
  return async () => {
    for (;;) {
      const found = /event: (\w+)\n/.exec(text);
      if (found !== null) {
        text = text.slice(found.index + found[0].length);
        return found[1];
      }
      const { value } = (await reader?.read()) ?? {};
      if (value === undefined) return undefined;
      text += value;
    }
  };
}

/** What happens until a message is delivered. A beat may see that the alias has changed before the process hears why. */
export async function untilSettled(next: () => Promise<string | undefined>): Promise<readonly string[]> {
  const events: string[] = [];
  for (;;) {
    const event = (await next()) ?? assert.fail(`the stream ended after ${events}`);
    if (event !== 'changed') events.push(event);
    if (event === 'settled') return events;
  }
}
