// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { OpenAPIHono, z } from '@hono/zod-openapi';
import { testApp } from '../../test/support/http-app.ts';
import { aliasRequestSchema, aliasSchema, aliasUpdateSchema, createdAliasSchema } from './alias-schema.ts';
import { ApiDocument } from './document.ts';
import {
  aliasListSchema,
  createdKeySchema,
  keyRequestSchema,
  keySchema,
  keyUpdateSchema,
} from './key-schema.ts';
import { problemSchema } from './problem.ts';

const content = z.record(
  z.string(),
  z.object({ schema: z.record(z.string(), z.unknown()), example: z.unknown().optional() }),
);
const operation = z.object({
  operationId: z.string(),
  summary: z.string(),
  security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
  requestBody: z.object({ required: z.literal(true), content }).optional(),
  responses: z.record(z.string(), z.object({ description: z.string(), content: content.optional() })),
});
const property = z.object({ type: z.union([z.string(), z.array(z.string())]).optional() });
const documentSchema = z.object({
  openapi: z.literal('3.1.0'),
  info: z.object({ title: z.string(), version: z.string() }),
  servers: z.tuple([z.object({ url: z.url() })]),
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({
    schemas: z.record(
      z.string(),
      z.object({
        examples: z.array(z.unknown()).optional(),
        properties: z.record(z.string(), property).optional(),
      }),
    ),
    securitySchemes: z.object({
      manageToken: z.object({ type: z.literal('http'), scheme: z.literal('bearer') }),
      key: z.object({ type: z.literal('http'), scheme: z.literal('bearer') }),
    }),
  }),
});

describe('the OpenAPI document', () => {
  let text = '';
  let document: z.infer<typeof documentSchema>;
  before(async () => {
    text = await (await testApp().request('/openapi.json')).text();
    document = documentSchema.parse(JSON.parse(text));
  });

  it('is made once, and anew for another public URL', () => {
    const app = new OpenAPIHono();
    let url = 'http://one.example';
    const api = new ApiDocument(app, () => url);
    const { document } = api;
    assert.equal(api.document, document);
    url = 'http://two.example';
    assert.match(api.text, /two\.example/);
  });

  it('names every call with every status it answers', () => {
    const statuses = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, { responses }]) => [
        `${method} ${path}`,
        Object.keys(responses).join(' '),
      ]),
    );
    assert.deepEqual(Object.fromEntries(statuses), {
      'post /aliases': '201 400 401 403 405 409 413 415 421 422 429 500 503',
      'get /aliases': '200 401 405 421 422 500 503',
      'get /aliases/{address}': '200 304 401 404 405 410 421 500 503',
      'patch /aliases/{address}': '200 202 400 401 403 404 405 410 412 413 415 421 422 429 500 503',
      'delete /aliases/{address}': '204 401 404 405 410 412 421 429 500 503',
      'get /aliases/{address}/history': '200 401 404 405 410 421 500 503',
      'post /aliases/{address}/test': '200 401 404 405 410 421 429 500 503',
      'get /aliases/{address}/events': '200 401 404 405 410 421 429 500 503',
      'post /events': '200 400 405 413 415 421 422 429 500 503',
      'post /keys': '201 400 403 405 413 415 421 422 429 500 503',
      'get /keys/self': '200 401 405 421 500 503',
      'patch /keys/self': '200 400 401 405 413 415 421 422 429 500 503',
      'delete /keys/self': '204 401 405 421 422 429 500 503',
      'get /challenge': '200 404 405 421 500 503',
      'get /healthz': '200',
      'get /readyz': '200 503',
    });
  });

  it('asks for the token or the key on the calls of an owner, for the key on those of its holder, and says so where nothing is needed', () => {
    const owner = [{ manageToken: [] }, { key: [] }];
    for (const [path, item] of Object.entries(document.paths))
      for (const { security, operationId } of Object.values(item)) {
        if (path.startsWith('/aliases/{address}')) assert.deepEqual(security, owner);
        else if (path === '/keys/self' || operationId === 'listAliases')
          assert.deepEqual(security, [{ key: [] }]);
        else assert.deepEqual(security, operationId === 'createAlias' ? [{}, { key: [] }] : []);
      }
  });

  it('describes errors as problem+json, each with an example of its own status', () => {
    const errors = Object.values(document.paths)
      .flatMap((item) => Object.values(item))
      .flatMap(({ operationId, responses }) => (operationId === 'readyz' ? [] : Object.entries(responses)))
      .filter(([status]) => Number(status) >= 400);
    assert.ok(errors.length > 20);
    for (const [status, response] of errors) {
      const problem = response.content?.['application/problem+json'];
      const schema = status === '410' ? 'Ended' : 'Problem';
      assert.deepEqual(problem?.schema, { $ref: `#/components/schemas/${schema}` });
      assert.equal(problemSchema.parse(problem?.example).status, Number(status));
    }
  });

  it('refers only to what it has', () => {
    const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
      ([, name]) => name ?? '',
    );
    for (const name of references) assert.ok(name in document.components.schemas, name);
  });

  it('takes null wherever a request may lift a limit by it', () => {
    const { AliasChange, KeyChange } = document.components.schemas;
    const lifted = {
      alias: ['maxUses', 'validUntil', 'days', 'validFor', 'idleFor'],
      key: ['maxUses', 'days', 'validFor', 'startsAt', 'idleFor', 'style', 'domain', 'note'],
    };
    for (const name of lifted.alias) {
      assert.ok(aliasUpdateSchema.safeParse({ [name]: null }).success, name);
      assert.ok(AliasChange?.properties?.[name]?.type?.includes('null'), name);
    }
    for (const name of lifted.key) {
      assert.ok(keyUpdateSchema.safeParse({ [name]: null }).success, name);
      assert.ok(KeyChange?.properties?.[name]?.type?.includes('null'), name);
    }
  });

  it('has examples that its own schemas take', () => {
    const schemas = {
      AliasRequest: aliasRequestSchema,
      AliasChange: aliasUpdateSchema,
      Alias: aliasSchema,
      CreatedAlias: createdAliasSchema,
      KeyRequest: keyRequestSchema,
      KeyChange: keyUpdateSchema,
      Key: keySchema,
      CreatedKey: createdKeySchema,
      AliasList: aliasListSchema,
    };
    for (const [name, schema] of Object.entries(schemas)) {
      const examples = document.components.schemas[name]?.examples ?? [];
      assert.ok(examples.length > 0, name);
      for (const example of examples) schema.parse(example);
    }
  });
});
