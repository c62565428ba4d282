import { type Context, Hono } from 'hono';
import type { InboxReader } from './inbox.ts';
import { loopbackOnly } from './loopback-only.ts';
import { type OpenMessage, open, type ReadableMessage } from './read-message.ts';

/** Pages of the sandbox, in the clothes of the website, and its stream of events. */
export interface SandboxViews {
  /** What has arrived, newest first. */
  list(c: Context, messages: readonly ReadableMessage[]): Response | Promise<Response>;
  message(c: Context, message: OpenMessage): Response | Promise<Response>;
  /** Answers with server-sent events; `subscribe` is given what sends one, and gives what ends it. */
  events(c: Context, subscribe: (send: (event: string) => void) => () => void): Response | Promise<Response>;
}

/**
 * `/sandbox` lists what arrived, `/sandbox/{id}` shows a message, `/sandbox/{id}.eml` gives it octet for octet,
 * `/sandbox/messages` is the list as JSON, oldest first, and `/sandbox/events` tells of arrivals. All of it only for
 * this machine.
 */
export function sandboxRoutes(inbox: InboxReader, views: SandboxViews): Hono {
  const routes = new Hono();
  routes.use('/sandbox/*', loopbackOnly);
  routes.get('/sandbox', async (c) => views.list(c, (await inbox.list()).toReversed()));
  routes.get('/sandbox/messages', async (c) =>
    c.json(
      (await inbox.list()).map(({ id, receivedAt, reversePath, recipients, size }) => ({
        id,
        receivedAt: new Date(receivedAt).toISOString(),
        reversePath,
        recipients,
        size,
      })),
    ),
  );
  routes.get('/sandbox/events', (c) => views.events(c, (send) => inbox.subscribe(() => send('arrived'))));
  routes.get('/sandbox/:file{[0-9]+[.]eml}', async (c) => {
    const message = await inbox.find(c.req.param('file').slice(0, -'.eml'.length));
    if (message === undefined) return c.notFound();
    return c.body(new Uint8Array(message.octets), 200, {
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `attachment; filename="mayfly-${message.id}.eml"`,
    });
  });
  routes.get('/sandbox/:id{[0-9]+}', async (c) => {
    const message = await inbox.find(c.req.param('id'));
    return message === undefined ? c.notFound() : views.message(c, await open(message));
  });
  return routes;
}
