import type { OpenAPIHono } from '@hono/zod-openapi';
import type { OpenApi } from '../web/openapi.ts';

/** Adds `/openapi.json`: the OpenAPI 3.1 document of the routes added so far and later. */
export function addDocument(app: OpenAPIHono, publicUrl: () => string): void {
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
  app.doc31('/openapi.json', () => documentConfig(publicUrl));
}

/** The same document for the API page, which reads what is common to all of our routes. */
export function shownDocument(app: OpenAPIHono, publicUrl: () => string): OpenApi {
  return app.getOpenAPI31Document(documentConfig(publicUrl)) as OpenApi;
}

/** What the document says beside the routes. */
function documentConfig(publicUrl: () => string) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Mayfly',
      version: '1',
      description:
        'Email aliases that self-destruct: after some messages, after some time, or when told to. Errors are application/problem+json (RFC 9457).',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: publicUrl() }],
  };
}
