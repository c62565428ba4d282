import type { Context } from 'hono';
import type { Credential } from '../alias/credential.ts';

/**
 * What a request authorises itself with: the last part of a link, of an alias or of a message, which the route names
 * `token` or `link`; otherwise `Authorization: Bearer …` (RFC 6750 §2.1). Nothing when there is neither.
 */
export function credentialOf(c: Context): Credential | undefined {
  const link = c.req.param('link');
  if (link !== undefined) return { kind: 'link', link };
  const token = c.req.param('token') ?? bearerToken(c);
  return token === undefined ? undefined : { kind: 'token', token };
}

/** The token of `Authorization: Bearer …`. */
export function bearerToken(c: Context): string | undefined {
  return /^Bearer +([^ ]+) *$/i.exec(c.req.header('authorization') ?? '')?.[1];
}
