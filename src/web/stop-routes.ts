// SPDX-License-Identifier: MIT
import type { Context, Hono } from 'hono';
import type { EndedAlias, OpenAlias } from '../alias/service.ts';
import { noAliasPage } from './ended-page.ts';
import { errorPage } from './error-page.ts';
import type { Answer } from './page.ts';
import { openAlias, type Site } from './site.ts';
import { askPage, type StopNews, stopPage } from './stop-page.ts';
import { createVisit, withLanguage } from './visit.ts';

/** The page behind the link in a message. Only what is posted acts, so readers that fetch every link do no harm. */
export function addStopping(routes: Hono, site: Site, answer: Answer): void {
  const noAlias = (c: Context, alias?: EndedAlias) =>
    answer(c, (visit) => noAliasPage(visit, alias, 'reader'));
  const living =
    (act: (c: Context, alias: OpenAlias) => Promise<Response>) =>
    async (c: Context): Promise<Response> => {
      const alias = await openAlias(site, c);
      return alias === undefined || alias.role === 'ended' ? noAlias(c, alias) : act(c, alias);
    };
  const path = '/stop/:address/:link';

  routes.get(
    path,
    living((c, alias) => answer(c, (visit) => stopPage(visit, alias, newsOf(c.req.query('done'), alias)))),
  );
  // RFC 8058 §3.1: no further question, and no redirect. What is not posted in that form is no such wish.
  routes.post(path, async (c) => {
    if (!(await isOneClick(c))) return answer(c, (visit) => errorPage(visit, 400));
    const alias = await openAlias(site, c);
    if (alias !== undefined && alias.role !== 'ended') await alias.setState('paused');
    return living((_, now) => answer(c, (visit) => stopPage(visit, now, 'paused')))(c);
  });
  routes.get(
    `${path}/destroy`,
    living((c, alias) => answer(c, (visit) => askPage(visit, alias))),
  );
  for (const [action, state, done] of switches)
    routes.post(
      `${path}/${action}`,
      living(async (c, alias) => {
        if (!(await alias.setState(state))) return noAlias(c);
        const { chosen } = createVisit(c, site);
        return c.body(null, 303, {
          location: withLanguage(`../${c.req.param('link')}?done=${done}`, chosen),
        });
      }),
    );
  routes.post(
    `${path}/destroy`,
    living(async (c, alias) => {
      if (!(await alias.destroy())) return noAlias(c);
      return c.body(null, 303, { location: createVisit(c, site).href('gone') });
    }),
  );
}

const switches = [
  ['pause', 'paused', 'paused'],
  ['resume', 'active', 'resumed'],
] as const;

/** The body that RFC 8058 §3.2 demands, in either form of a form. */
async function isOneClick(c: Context): Promise<boolean> {
  const fields = await c.req.parseBody().catch(() => ({}));
  return Object.entries(fields).some(
    ([name, value]) => name.toLowerCase() === 'list-unsubscribe' && value === 'One-Click',
  );
}

/** What was done is said as long as it is so: the address with it may be opened again later. */
function newsOf(asked: string | undefined, { view }: OpenAlias): StopNews {
  return switches.find(([, state, done]) => done === asked && state === view.state)?.[2];
}
