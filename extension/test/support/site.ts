// SPDX-License-Identifier: MIT
/** Websites of strangers, in which the extension is tried. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

/** Every name of strangers leads to this machine, and one nowhere. */
export const hostResolver = 'MAP *.example 127.0.0.1, MAP nowhere.invalid ~NOTFOUND';

/** A site under any name of the top-level domain `example`. */
export interface Site {
  url(host: string, path: string): string;
}

/** Status (200), header fields and HTML of a page. */
export interface SitePage {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly html: string;
}

/** Serves pages by path; ends with the test. */
export async function startSite(t: TestContext, pages: Readonly<Record<string, SitePage>>): Promise<Site> {
  const server = createServer((request, response) => {
    const page = pages[request.url ?? ''];
    response.writeHead(page === undefined ? 404 : (page.status ?? 200), {
      'content-type': 'text/html; charset=utf-8',
      ...page?.headers,
    });
    response.end(page === undefined ? 'nothing' : `<!doctype html><html lang="en">${page.html}`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { url: (host, path) => `http://${host}:${port}${path}` };
}
