// SPDX-License-Identifier: MIT
/** Requests as clients of addy.io and SimpleLogin send them, of our own making, and what those clients read of an answer. */
import assert from 'node:assert/strict';
import { z } from 'zod';

/** An alias as addy.io's clients read it. */
export const addyAliasSchema = z.object({
  id: z.uuid(),
  user_id: z.uuid(),
  local_part: z.string(),
  domain: z.string(),
  email: z.string(),
  active: z.boolean(),
  pinned: z.boolean(),
  description: z.string().nullable(),
  emails_forwarded: z.int(),
  recipients: z.array(z.unknown()),
  last_forwarded: z.string().nullable(),
  created_at: z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
  updated_at: z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
  deleted_at: z.null(),
  expires_at: z.string().nullable(),
  uses_left: z.int().nullable(),
  max_uses: z.int().nullable(),
});

export type AddyAlias = z.infer<typeof addyAliasSchema>;

/** A page of them. */
export const addyListSchema = z.object({
  data: z.array(addyAliasSchema),
  links: z.object({
    first: z.url(),
    last: z.url(),
    prev: z.url().nullable(),
    next: z.url().nullable(),
  }),
  meta: z.object({ current_page: z.int(), last_page: z.int(), per_page: z.int(), total: z.int() }),
});

/** An alias as SimpleLogin's clients read it. */
export const simpleLoginAliasSchema = z.object({
  id: z.int32().positive(),
  email: z.string(),
  alias: z.string(),
  enabled: z.boolean(),
  note: z.string().nullable(),
  mailboxes: z.array(z.object({ id: z.int32(), email: z.string() })).length(1),
  nb_forward: z.int(),
  nb_block: z.int(),
  nb_reply: z.int(),
  creation_timestamp: z.int(),
  uses_left: z.int().nullable(),
});

export type SimpleLoginAlias = z.infer<typeof simpleLoginAliasSchema>;

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Makes one call; every answer can be read by a page from elsewhere, and a refusal says why in both fields. */
export async function callOf(response: Response | Promise<Response>): Promise<Answer> {
  const { status, ok, headers, ...rest } = await read(await response);
  assert.equal(headers.get('access-control-allow-origin'), '*');
  assert.equal(headers.get('location'), null);
  if (rest.text === '') return { status, headers, body: undefined };
  assert.match(headers.get('content-type') ?? '', /^application\/json/);
  const body: unknown = JSON.parse(rest.text);
  if (!ok) {
    z.looseObject({ message: z.string().min(1), error: z.string().min(1) }).parse(body);
  }
  return { status, headers, body };
}

async function read(response: Response) {
  return {
    status: response.status,
    ok: response.ok,
    headers: response.headers,
    text: await response.text(),
  };
}

/** How a client shows its key, and what else it sends every time. */
export const headersOf = {
  addy: (key: string) => ({
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    accept: 'application/json',
    'x-requested-with': 'XMLHttpRequest',
  }),
  simpleLogin: (key: string) => ({ authentication: key, 'content-type': 'application/json' }),
};
