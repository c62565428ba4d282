import type { Context, Hono } from 'hono';
import type { EndedAlias, OpenAlias } from '../alias/service.ts';
import { noAliasPage } from './ended-page.ts';
import type { Page } from './page.ts';
import { openAlias, type Site } from './site.ts';
import { type StopNews, stopPage } from './stop-page.ts';
import { createVisit, type Visit, withLanguage } from './visit.ts';

/** The page behind the link in a message. Only a posted form acts, so readers that fetch every link do no harm. */
export function addStopping(
  routes: Hono,
  site: Site,
  answer: (c: Context, page: (visit: Visit) => Page) => Promise<Response>,
): void {
  const noAlias = (c: Context, alias?: OpenAlias | EndedAlias) =>
    answer(c, (visit) => noAliasPage(visit, alias?.role === 'ended' ? alias : undefined, 'reader'));
  const path = '/stop/:address/:link';

  routes.get(path, async (c) => {
    const alias = await openAlias(site, c);
    return alias === undefined || alias.role === 'ended'
      ? noAlias(c, alias)
      : answer(c, (visit) => stopPage(visit, alias, newsOf(c.req.query('done'))));
  });
  for (const [action, state, done] of switches)
    routes.post(`${path}/${action}`, async (c) => {
      const alias = await openAlias(site, c);
      if (alias === undefined || alias.role === 'ended') return noAlias(c, alias);
      if (!(await alias.setState(state))) return noAlias(c);
      const { chosen } = createVisit(c, site);
      return c.body(null, 303, { location: withLanguage(`../${c.req.param('link')}?done=${done}`, chosen) });
    });
  routes.post(`${path}/destroy`, async (c) => {
    const alias = await openAlias(site, c);
    if (alias === undefined || alias.role === 'ended') return noAlias(c, alias);
    if (!(await alias.destroy())) return noAlias(c);
    return c.body(null, 303, { location: createVisit(c, site).href('gone') });
  });
}

const switches = [
  ['pause', 'paused', 'paused'],
  ['resume', 'active', 'resumed'],
] as const;

function newsOf(asked: string | undefined): StopNews {
  return switches.map(([, , done]) => done).find((done) => done === asked);
}
