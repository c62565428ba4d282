// SPDX-License-Identifier: MIT
import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import type { AliasView, OwnedAlias } from '../alias/service.ts';
import { formatAlias } from './alias-schema.ts';

/** A strong entity tag of an alias as it is shown (RFC 9110 §8.8.3): another as soon as anything of it is another. */
export function entityTagOf(view: AliasView): string {
  const digest = createHash('sha256')
    .update(JSON.stringify(formatAlias(view)))
    .digest('base64url');
  return `"${digest.slice(0, 22)}"`;
}

/**
 * The acts on an alias as far as the request allows them (RFC 9110 §13.1.1): nothing when the alias is not what `If-Match` says; with
 * a tag those that are done only while it stays so.
 */
export function allowedActs(c: Context, alias: OwnedAlias): OwnedAlias['asSeen'] | undefined {
  const field = c.req.header('if-match');
  if (field === undefined || tagsOf(field).includes('*')) return alias;
  return tagsOf(field).includes(entityTagOf(alias.view)) ? alias.asSeen : undefined;
}

/** Whether the request has the alias as it is already (RFC 9110 §13.1.2). */
export function isKnown(c: Context, view: AliasView): boolean {
  const tags = tagsOf(c.req.header('if-none-match') ?? '').map((tag) => tag.replace(/^W\//, ''));
  return tags.some((tag) => tag === '*' || tag === entityTagOf(view));
}

function tagsOf(field: string): string[] {
  return field.split(',').map((tag) => tag.trim());
}
