// SPDX-License-Identifier: MIT
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate and its key, PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** Makes a self-signed certificate with the `openssl` of the system; names as in subjectAltName, `DNS:a.example,IP:127.0.0.1`. */
export function selfSignedCertificate(names = 'DNS:localhost,IP:127.0.0.1'): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'mayfly-certificate-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  try {
    const request =
      'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=test';
    const files = ['-keyout', key, '-out', cert, '-addext', `subjectAltName=${names}`];
    execFileSync('openssl', [...request.split(' '), ...files], { stdio: 'pipe' });
    return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A certificate with the one that issued it; the server's own first in `cert`, its issuer after it. */
export function issuedCertificate(
  names = 'DNS:localhost',
  { isIssuerAuthority = true } = {},
): Certificate & { readonly issuer: Certificate } {
  const folder = mkdtempSync(join(tmpdir(), 'mayfly-certificate-'));
  const file = (name: string): string => join(folder, name);
  const run = (line: string, ...more: string[]): void => {
    execFileSync('openssl', [...line.split(' '), ...more], { stdio: 'pipe', cwd: folder });
  };
  const newKey = 'req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes';
  try {
    run(
      `${newKey} -x509 -days 2 -subj /CN=authority -keyout ca.key -out ca.pem`,
      ...['-addext', `basicConstraints=critical,CA:${isIssuerAuthority ? 'TRUE' : 'FALSE'}`],
    );
    run(`${newKey} -subj /CN=server -keyout key.pem -out request.pem`);
    writeFileSync(file('extensions'), `subjectAltName=${names}\n`);
    run('x509 -req -in request.pem -CA ca.pem -CAkey ca.key -days 2 -extfile extensions -out cert.pem');
    const issuer = { cert: readFileSync(file('ca.pem'), 'utf8'), key: readFileSync(file('ca.key'), 'utf8') };
    return {
      cert: readFileSync(file('cert.pem'), 'utf8') + issuer.cert,
      key: readFileSync(file('key.pem'), 'utf8'),
      issuer,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
