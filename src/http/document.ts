// SPDX-License-Identifier: MIT
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { OpenApi } from '../web/openapi.ts';

/** The OpenAPI 3.1 document of all routes of an application. Making it takes some 40 ms, so it is made once for a public URL. */
export class ApiDocument {
  readonly #app: OpenAPIHono;
  readonly #publicUrl: () => string;
  #made: { readonly url: string; readonly document: OpenApi; readonly text: string } | undefined;

  /** Nothing is made before it is asked for: routes may be added until then. */
  constructor(app: OpenAPIHono, publicUrl: () => string) {
    this.#app = app;
    this.#publicUrl = publicUrl;
  }

  /** For the API page, which reads what is common to all of our routes. */
  get document(): OpenApi {
    return this.#current.document;
  }

  /** As JSON. */
  get text(): string {
    return this.#current.text;
  }

  get #current() {
    const url = this.#publicUrl();
    if (this.#made?.url === url) return this.#made;
    const document = this.#app.getOpenAPI31Document(documentConfig(url));
    this.#made = { url, document: document as OpenApi, text: JSON.stringify(document) };
    return this.#made;
  }
}

/** Adds `/openapi.json`. */
export function addDocument(app: OpenAPIHono, api: ApiDocument): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'manageToken', {
    type: 'http',
    scheme: 'bearer',
    description: 'The `manageToken` that came with the alias. Each token opens one alias.',
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'key', {
    type: 'http',
    scheme: 'bearer',
    description: 'A key, which begins with `mayfly`. It opens itself and the aliases made with it.',
  });
  app.get('/openapi.json', (c) => c.body(api.text, 200, { 'content-type': 'application/json' }));
}

/** What the document says beside the routes. */
function documentConfig(publicUrl: string) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Mayfly',
      version: '1',
      description:
        'Email aliases that self-destruct: after some messages, after some time, or when told to. Errors are application/problem+json (RFC 9457).',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: publicUrl }],
  };
}
