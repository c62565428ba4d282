// SPDX-License-Identifier: MIT
import { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { errorCodeOf } from '../../base/error-code.ts';
import type { ServerProof } from './types.ts';

/** More certificates than any server sends in earnest. */
const maxCertificates = 10;

/** What the server of a socket has shown of itself; once the handshake is done. */
export function proofOf(socket: TLSSocket): ServerProof {
  const chain: X509Certificate[] = [];
  const seen = new Set<string>();
  let shown = socket.getPeerCertificate(true);
  // The last one is its own issuer.
  while (shown?.raw !== undefined && !seen.has(shown.fingerprint256) && chain.length < maxCertificates) {
    seen.add(shown.fingerprint256);
    chain.push(new X509Certificate(shown.raw));
    shown = shown.issuerCertificate;
  }
  return { chain, fault: socket.authorized ? undefined : faultOf(socket.authorizationError) };
}

/** The code of the error alone: its message names the server. */
function faultOf(error: unknown): string {
  if (typeof error === 'string') return error;
  return errorCodeOf(error) ?? 'not authorized';
}
