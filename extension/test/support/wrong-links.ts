// SPDX-License-Identifier: MIT
/** Links that set up with something that is not there, or is something else. */
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { selfSignedCertificate } from '../../../test/support/certificate.ts';
import { freePort } from '../../../test/support/free-port.ts';
import { type Mayfly, target } from './mayfly.ts';
import { startSite } from './site.ts';

/** Each with the beginning of what the settings have to say of it. */
export async function wrongLinks(
  t: TestContext,
  { program, key }: Mayfly,
): Promise<readonly (readonly [string, string])[]> {
  const server = program.url;
  const site = await startSite(t, {
    '/keys/self': { html: '<title>A website</title>' },
    '/moved/keys/self': { status: 301, headers: { location: `${server}/keys/self` }, html: 'moved' },
    '/closed/keys/self': { status: 401, headers: { 'www-authenticate': 'Basic' }, html: 'who are you?' },
  });
  const elsewhere = site.url('127.0.0.1', '');
  const otherKey = key.replace(/.{8}$/, (end) => (end === 'abcdefgh' ? 'hgfedcba' : 'abcdefgh'));
  return [
    ['hello', 'This is not a link.'],
    [`${server}/key`, 'There is no key in this link'],
    [`http://127.0.0.1:${await freePort()}/key#${key}`, 'Nothing answers there'],
    [`https://127.0.0.1:${await tlsPort(t)}/key#${key}`, 'The browser does not trust the certificate'],
    [`${server}/key#${otherKey}`, 'The server does not know this key.'],
    [`${elsewhere}/key#${key}`, 'Something answers there, but it is not Mayfly.'],
    [`${elsewhere}/nothing/key#${key}`, 'Something answers there, but it is not Mayfly.'],
    [`${elsewhere}/closed/key#${key}`, 'Something answers there, but it is not Mayfly.'],
    [`${elsewhere}/moved/key#${key}`, 'The server redirects elsewhere.'],
  ];
}

/**
 * Where a server with a certificate of its own making listens, which knows every key and nothing else; ends with the test.
 */
export async function tlsPort(t: TestContext): Promise<number> {
  const server = createServer(selfSignedCertificate(), (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ state: 'active', label: '', target }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}
