import type { OpenAPIHono } from '@hono/zod-openapi';

/** Adds `/openapi.json`: the OpenAPI 3.1 document of the routes added so far and later. */
export function addDocument(app: OpenAPIHono, publicUrl: () => string): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'manageToken', {
    type: 'http',
    scheme: 'bearer',
    description: 'The `manageToken` that came with the alias. Each token opens one alias.',
  });
  app.doc31('/openapi.json', () => ({
    openapi: '3.1.0',
    info: {
      title: 'Mayfly',
      version: '1',
      description:
        'Email aliases that self-destruct: after some messages, after some time, or when told to. Errors are application/problem+json (RFC 9457).',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: publicUrl() }],
  }));
}
