import type { SandboxViews } from '../sandbox/routes.ts';
import type { Web } from '../web/routes.ts';
import { sandboxMessagePage, sandboxPage } from '../web/sandbox-page.ts';
import { createEventStream, defaultBeatMs, eventStreamHeaders } from './event-stream.ts';

/** The sandbox in the clothes of the website. */
export function createSandboxViews(web: Web): SandboxViews {
  return {
    list: (c, messages) => web.answerPage(c, (visit) => sandboxPage(visit, messages)),
    message: (c, message) => web.answerPage(c, (visit) => sandboxMessagePage(visit, message)),
    events(c, subscribe) {
      if (c.req.method === 'HEAD') return c.body(null, 200, eventStreamHeaders);
      const stream = createEventStream({ beatMs: defaultBeatMs, signal: c.req.raw.signal });
      void stream.ended.then(subscribe((event) => stream.send(event, {})));
      return c.body(stream.body, 200, eventStreamHeaders);
    },
  };
}
