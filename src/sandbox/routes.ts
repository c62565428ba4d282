import { Hono } from 'hono';
import type { Inbox } from './inbox.ts';
import { loopbackOnly } from './loopback-only.ts';
import { listPage, messagePage, pagePolicy } from './pages.ts';

/**
 * `/sandbox` lists what arrived, `/sandbox/{id}` shows a message, `/sandbox/{id}.eml` gives it octet for octet, and
 * `/sandbox/messages` is the list as JSON, oldest first. All of it only for this machine.
 */
export function sandboxRoutes(inbox: Inbox): Hono {
  const routes = new Hono();
  routes.use('/sandbox/*', loopbackOnly);
  routes.get('/sandbox', (c) => c.html(listPage(inbox.messages), 200, pageHeaders));
  routes.get('/sandbox/messages', (c) =>
    c.json(
      inbox.messages.map(({ id, receivedAt, reversePath, recipients, size }) => ({
        id,
        receivedAt: new Date(receivedAt).toISOString(),
        reversePath,
        recipients,
        size,
      })),
    ),
  );
  routes.get('/sandbox/:file{[0-9]+[.]eml}', (c) => {
    const message = inbox.find(c.req.param('file').slice(0, -'.eml'.length));
    if (message === undefined) return c.notFound();
    return c.body(new Uint8Array(message.octets), 200, {
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `attachment; filename="mayfly-${message.id}.eml"`,
    });
  });
  routes.get('/sandbox/:id{[0-9]+}', (c) => {
    const message = inbox.find(c.req.param('id'));
    return message === undefined ? c.notFound() : c.html(messagePage(message), 200, pageHeaders);
  });
  return routes;
}

const pageHeaders = { 'content-security-policy': pagePolicy };
