import type { Context } from 'hono';
import { html } from 'hono/html';

/** HTML whose values have been escaped. */
export type Html = ReturnType<typeof html>;

/** Answers with a whole page. Scripts, frames and anything from elsewhere are forbidden to it. */
export async function answerPage(c: Context, page: Page): Promise<Response> {
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title}</title>
<link rel="stylesheet" href="${page.root}assets/mayfly.css">
</head>
<body>
<main>
${page.body}
</main>
</body>
</html>
`;
  return c.html(document, page.status ?? 200, { 'content-security-policy': policy });
}

/** What differs from page to page. */
export interface Page {
  readonly title: string;
  readonly body: Html;
  /** Relative path to the root, such as `./` or `../`, so that pages work under any prefix. */
  readonly root: string;
  readonly status?: 200 | 404;
}

const policy =
  "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
