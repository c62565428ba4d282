// SPDX-License-Identifier: MIT
/** The account with the authority: its key, and what is signed with it (RFC 7515, RFC 7638). */
import { createECDH, createHash, createPrivateKey, hkdfSync, type KeyObject, sign } from 'node:crypto';

/** What signs requests to the authority. */
export interface AccountKey {
  readonly key: KeyObject;
  /** The public part as RFC 7638 §3.2 wants it for its thumbprint: these members, in this order. */
  readonly jwk: { readonly crv: string; readonly kty: string; readonly x: string; readonly y: string };
  /** Ends the answer to every challenge (RFC 8555 §8.1). */
  readonly thumbprint: string;
}

const scalarOctets = 32;

/**
 * The key of the account, P-256. It follows from the server secret, so that every process and every node can answer a challenge,
 * whoever asked for the certificate; a new secret is a new account.
 */
export function accountKeyOf(secret: Uint8Array): AccountKey {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(Buffer.from(hkdfSync('sha256', secret, '', 'mayfly acme account key', scalarOctets)));
  const point = curve.getPublicKey();
  const jwk = {
    crv: 'P-256',
    kty: 'EC',
    x: point.subarray(1, 1 + scalarOctets).toString('base64url'),
    y: point.subarray(1 + scalarOctets).toString('base64url'),
  };
  // Node leaves out the zeros at the front.
  const d = Buffer.concat([Buffer.alloc(scalarOctets), curve.getPrivateKey()]).subarray(-scalarOctets);
  return {
    key: createPrivateKey({ key: { ...jwk, d: d.toString('base64url') }, format: 'jwk' }),
    jwk,
    thumbprint: createHash('sha256').update(JSON.stringify(jwk)).digest('base64url'),
  };
}

/** A signed request as the authority takes it (RFC 8555 §6.2); `payload` is absent where only something is read (§6.3). */
export function signedRequest(
  { key }: AccountKey,
  header: Readonly<Record<string, unknown>>,
  payload: object | undefined,
): string {
  const encoded = {
    protected: base64url(JSON.stringify({ alg: 'ES256', ...header })),
    payload: payload === undefined ? '' : base64url(JSON.stringify(payload)),
  };
  const text = Buffer.from(`${encoded.protected}.${encoded.payload}`);
  const signature = sign('sha256', text, { key, dsaEncoding: 'ieee-p1363' });
  return JSON.stringify({ ...encoded, signature: signature.toString('base64url') });
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}
