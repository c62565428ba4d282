// SPDX-License-Identifier: MIT
import type { Context, Hono } from 'hono';
import type { OpenQuestion } from '../alias/questions.ts';
import { confirmPage } from './confirm-page.ts';
import { errorPage } from './error-page.ts';
import type { Answer } from './page.ts';
import type { Site } from './site.ts';
import { createVisit, withLanguage } from './visit.ts';

/**
 * The page behind the link of a question. Only what is posted counts, so readers that fetch every link do no harm; whoever posts has the token, from
 * whatever page or mail program it comes (RFC 8058: a mail program posts `…/never` by itself).
 */
export function addConfirming(routes: Hono, site: Site, answer: Answer): void {
  const open = async (c: Context): Promise<OpenQuestion | undefined> =>
    site.questions.open(c.req.param('token') ?? '');
  const noQuestion = (c: Context) =>
    answer(c, (visit) => errorPage(visit, 404, visit.text.errors.noQuestion));
  const show = async (c: Context) => {
    const question = await open(c);
    return question === undefined
      ? noQuestion(c)
      : answer(c, (visit) => confirmPage(visit, question, question.state));
  };
  const path = '/confirm/:token';

  routes.get(path, show);
  routes.get(`${path}/never`, show);
  routes.post(path, async (c) => {
    const question = await open(c);
    if (question === undefined) return noQuestion(c);
    const state = await question.agree();
    if (state === 'agreed')
      return c.body(null, 303, {
        location: withLanguage(`${c.req.param('token')}`, createVisit(c, site).chosen),
      });
    return answer(c, (visit) => ({
      ...confirmPage(visit, question, state),
      ...(state === 'never' && { status: 409 }),
    }));
  });
  routes.post(`${path}/never`, async (c) => {
    const question = await open(c);
    if (question === undefined) return noQuestion(c);
    await question.refuse();
    return answer(c, (visit) => confirmPage(visit, question, 'never'));
  });
}
