// SPDX-License-Identifier: MIT
import { Hono } from 'hono';
import type { InboxReader } from '../sandbox/inbox.ts';
import { open } from '../sandbox/read-message.ts';
import type { Web } from '../web/routes.ts';
import { sandboxMessagePage, sandboxPage } from '../web/sandbox-page.ts';
import { eventStreamHeaders, type OpenStream } from './event-stream.ts';
import { localOnly } from './local-only.ts';

/**
 * `/sandbox` lists what arrived, `/sandbox/{id}` shows a message, `/sandbox/{id}/html` is its HTML for the frame of that page,
 * `/sandbox/{id}.eml` gives it octet for octet,
 * `/sandbox/messages` is the list as JSON, oldest first, and `/sandbox/events` tells of arrivals. All of it only for
 * this machine, unless the sandbox `isPublic`.
 */
export function sandboxRoutes(
  inbox: InboxReader,
  web: Web,
  { openStream, isPublic }: { readonly openStream: OpenStream; readonly isPublic: boolean },
): Hono {
  const routes = new Hono();
  if (!isPublic) routes.use('/sandbox/*', localOnly);
  routes.get('/sandbox', async (c) => {
    const messages = (await inbox.list()).toReversed();
    return web.answerPage(c, (visit) => sandboxPage(visit, messages));
  });
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
  routes.get('/sandbox/events', (c) => {
    if (c.req.method === 'HEAD') return c.body(null, 200, eventStreamHeaders);
    const stream = openStream(c);
    if (stream === undefined) return c.notFound();
    void stream.ended.then(inbox.subscribe(() => stream.send('arrived', {})));
    return c.body(stream.body, 200, eventStreamHeaders);
  });
  routes.get('/sandbox/:file{[0-9]+[.]eml}', async (c) => {
    const message = await inbox.find(c.req.param('file').slice(0, -'.eml'.length));
    if (message === undefined) return c.notFound();
    return c.body(new Uint8Array(message.octets), 200, {
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `attachment; filename="mayfly-${message.id}.eml"`,
    });
  });
  routes.get('/sandbox/:id{[0-9]+}/html', async (c) => {
    const message = await inbox.find(c.req.param('id'));
    const { html } = message === undefined ? {} : await open(message);
    return html === undefined ? c.notFound() : c.html(withoutLinks(html), 200, frameHeaders);
  });
  routes.get('/sandbox/:id{[0-9]+}', async (c) => {
    const message = await inbox.find(c.req.param('id'));
    if (message === undefined) return c.notFound();
    const opened = await open(message);
    return web.answerPage(c, (visit) => sandboxMessagePage(visit, opened));
  });
  return routes;
}

/**
 * HTML of a stranger runs nothing, sends nothing and loads nothing, also when it is opened beside the page: neither script nor form nor
 * refresh (`sandbox`), no origin, no picture, font or frame, no names looked up for its links.
 */
const frameHeaders = {
  'content-security-policy': [
    'sandbox',
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    'img-src data:',
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
  ].join('; '),
  'x-frame-options': 'SAMEORIGIN',
  'x-dns-prefetch-control': 'off',
};

/**
 * For some elements a browser connects to a server, or looks its name up, though the policy forbids whatever would follow: Chromium 156 does for
 * frames, and `<link>` can ask for it. Under other names they are text like any other; so are links, which lead nowhere.
 */
function withoutLinks(html: string): string {
  return html.replace(/<(\/?)(?=(?:link|i?frame|frameset|fencedframe|area|a)[\s/>])/gi, '<$1no-');
}
