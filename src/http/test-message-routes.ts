// SPDX-License-Identifier: MIT
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Asker } from '../alias/confirmations.ts';
import type { AliasService } from '../alias/service.ts';
import { type TestMessages, testOutcomes } from '../alias/test-messages.ts';
import { byAddress, openOwned, owner, unopened } from './alias-routes.ts';
import { failures, tooManyResponse } from './responses.ts';

/** What the call needs. */
interface TestMessageRoutesDeps {
  readonly aliases: AliasService;
  readonly testMessages: TestMessages;
  /** Who asks, whose language the message has. */
  askerOf(c: Context): Asker;
}

/** Adds the call by which the owner of an alias sees whether its mail arrives. */
export function addTestMessageRoute(
  app: OpenAPIHono,
  { aliases, testMessages, askerOf }: TestMessageRoutesDeps,
): void {
  app.openapi(sendTest, async (c) => {
    const alias = await openOwned(aliases, c);
    if ('refusal' in alias) return alias.refusal;
    return c.json({ outcome: await testMessages.send(alias.view, askerOf(c)) }, 200);
  });
}

const testedSchema = z
  .object({
    outcome: z.enum(testOutcomes).openapi({
      description:
        '`accepted`, `putOff` or `refused` by who takes the mail of the target; `onItsWay` where that has not answered yet; `unsent` because the alias takes no mail now, of a limit, or since the target gets none.',
    }),
  })
  .openapi('Tested', { examples: [{ outcome: 'accepted' }] });

const sendTest = createRoute({
  method: 'post',
  path: '/aliases/{address}/test',
  operationId: 'sendTest',
  summary: 'Send a test message to the target of an alias, which uses up nothing',
  ...owner,
  request: byAddress,
  responses: {
    200: { description: 'What became of it.', content: { 'application/json': { schema: testedSchema } } },
    ...unopened,
    429: tooManyResponse,
    ...failures,
  },
});
