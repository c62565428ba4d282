import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import type { AliasView } from '../alias/service.ts';
import { formatAlias } from './alias-schema.ts';

/** A strong entity tag of an alias as it is shown (RFC 9110 §8.8.3): another as soon as anything of it is another. */
export function entityTagOf(view: AliasView): string {
  const digest = createHash('sha256')
    .update(JSON.stringify(formatAlias(view)))
    .digest('base64url');
  return `"${digest.slice(0, 22)}"`;
}

/** Whether an alias is still what the request says that it saw (RFC 9110 §13.1.1); yes for a request that says nothing. */
export function isUnchanged(c: Context, view: AliasView): boolean {
  const field = c.req.header('if-match');
  return field === undefined || tagsOf(field).some((tag) => tag === '*' || tag === entityTagOf(view));
}

/** Whether the request has the alias as it is already (RFC 9110 §13.1.2). */
export function isKnown(c: Context, view: AliasView): boolean {
  const tags = tagsOf(c.req.header('if-none-match') ?? '').map((tag) => tag.replace(/^W\//, ''));
  return tags.some((tag) => tag === '*' || tag === entityTagOf(view));
}

function tagsOf(field: string): string[] {
  return field.split(',').map((tag) => tag.trim());
}
