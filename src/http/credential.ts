// SPDX-License-Identifier: MIT
import type { Context } from 'hono';
import type { Credential } from '../alias/credential.ts';
import { isKeyText } from '../alias/key-service.ts';

/**
 * What a request authorises itself with: the last part of the link of a message, which the route names `link`; otherwise
 * `Authorization: Bearer …` (RFC 6750 §2.1) with a manage token or a key. Nothing when there is neither.
 */
export function credentialOf(c: Context): Credential | undefined {
  const link = c.req.param('link');
  if (link !== undefined) return { kind: 'link', link };
  const bearer = bearerToken(c);
  return bearer === undefined ? undefined : credentialOfToken(bearer);
}

/** What a bearer token is: a key is known by its look. */
export function credentialOfToken(bearer: string): Credential {
  return isKeyText(bearer) ? { kind: 'key', text: bearer } : { kind: 'token', token: bearer };
}

/** The token of `Authorization: Bearer …`. */
export function bearerToken(c: Context): string | undefined {
  return /^Bearer +([^ ]+) *$/i.exec(c.req.header('authorization') ?? '')?.[1];
}
