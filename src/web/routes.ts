import { Hono } from 'hono';
import type { AliasService } from '../alias/service.ts';
import { landing } from './landing.ts';
import { manage, noAlias } from './manage.ts';
import { answerPage } from './page.ts';
import { style } from './style.ts';

/** What the pages show. */
export interface WebDeps {
  readonly aliases: AliasService;
  publicUrl(): string;
  readonly domains: readonly string[];
}

/** The pages for people and their stylesheet. */
export function webRoutes({ aliases, publicUrl, domains }: WebDeps): Hono {
  const routes = new Hono();
  routes.get('/', (c) =>
    answerPage(c, {
      title: 'Mayfly: email addresses that self-destruct',
      body: landing(publicUrl(), domains),
      root: './',
    }),
  );
  routes.get('/m/:address/:token', async (c) => {
    const view = await aliases.show(c.req.param('address'), c.req.param('token'));
    return view === undefined
      ? answerPage(c, { title: 'No such alias', body: noAlias, root: '../../', status: 404 })
      : answerPage(c, { title: view.address, body: manage(view), root: '../../' });
  });
  routes.get('/assets/mayfly.css', (c) =>
    c.body(style, 200, {
      'content-type': 'text/css; charset=utf-8',
      'cache-control': 'public, max-age=3600',
    }),
  );
  return routes;
}
