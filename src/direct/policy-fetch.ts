// SPDX-License-Identifier: MIT
import { get } from 'node:https';
import type { Resolver } from '../dns/resolver.ts';

/** What is needed to fetch a policy. */
export interface FetchOptions {
  readonly resolver: Pick<Resolver, 'resolve'>;
  readonly mayConnect: (address: string) => boolean;
  readonly httpsPort: number;
}

/** RFC 8461 §3.3 suggests both limits. One address is tried, since a sender waits. */
const timeoutMs = 5_000;
const maxOctets = 65_536;

/**
 * The text at the well-known place of a policy host (RFC 8461 §3.3): by HTTPS with a certificate that holds, status 200
 * and plain text; no redirects. Rejects when there is none. The address that was judged is the one connected to.
 */
export async function fetchPolicy(host: string, options: FetchOptions): Promise<string> {
  const { resolver, mayConnect, httpsPort } = options;
  const answers = await Promise.allSettled([resolver.resolve(host, 'A'), resolver.resolve(host, 'AAAA')]);
  const addresses = answers.flatMap((it) => (it.status === 'fulfilled' ? it.value.records : []));
  const address = addresses.find(mayConnect);
  if (address === undefined) throw new Error('no address that may be connected to');
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const request = get(
      {
        host: address,
        port: httpsPort,
        servername: host,
        headers: { host },
        path: '/.well-known/mta-sts.txt',
        agent: false,
        signal,
      },
      (response) => {
        const isPlain = /^text\/plain *(?:;|$)/i.test(response.headers['content-type'] ?? '');
        if (response.statusCode !== 200 || !isPlain)
          return void request.destroy(new Error('no policy there'));
        const chunks: Buffer[] = [];
        let octets = 0;
        response.on('data', (chunk: Buffer) => {
          octets += chunk.length;
          if (octets > maxOctets) request.destroy(new Error('too large'));
          else chunks.push(chunk);
        });
        response.on('error', reject);
        response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
      },
    );
    request.on('error', reject);
  });
}
