import type { SandboxViews } from '../sandbox/routes.ts';
import type { Web } from '../web/routes.ts';
import { sandboxMessagePage, sandboxPage } from '../web/sandbox-page.ts';
import { eventStreamHeaders, type OpenStream } from './event-stream.ts';

/** The sandbox in the clothes of the website. */
export function createSandboxViews(web: Web, openStream: OpenStream): SandboxViews {
  return {
    list: (c, messages) => web.answerPage(c, (visit) => sandboxPage(visit, messages)),
    message: (c, message) => web.answerPage(c, (visit) => sandboxMessagePage(visit, message)),
    events(c, subscribe) {
      if (c.req.method === 'HEAD') return c.body(null, 200, eventStreamHeaders);
      const stream = openStream(c);
      void stream.ended.then(subscribe((event) => stream.send(event, {})));
      return c.body(stream.body, 200, eventStreamHeaders);
    },
  };
}
