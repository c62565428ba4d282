// SPDX-License-Identifier: MIT
/** A DKIM signer of the tests' own (RFC 6376), so that no library is tested against itself. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A key and the TXT record that publishes it. */
export interface DkimKey {
  readonly privateKey: KeyObject;
  readonly record: string;
}

/** What a signature says; `fields` may name a field more often than there is one (oversigning). */
export interface SigningOptions {
  readonly domain: string;
  readonly key: DkimKey;
  readonly selector?: string;
  readonly header?: 'simple' | 'relaxed';
  readonly body?: 'simple' | 'relaxed';
  readonly fields?: readonly string[];
  /** `l=`, octets of the canonical body. */
  readonly bodyOctets?: number;
  readonly algorithm?: 'sha256' | 'sha1';
}

/** Makes an RSA key. */
export function makeDkimKey(modulusLength = 2048): DkimKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength });
  const der = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  return { privateKey, record: `v=DKIM1; k=rsa; p=${der}` };
}

/** The message with a DKIM-Signature field on top. */
export function dkimSign(message: string, options: SigningOptions): string {
  const {
    domain,
    key,
    selector = 's1',
    header = 'relaxed',
    body = 'relaxed',
    algorithm = 'sha256',
  } = options;
  const { fields = ['from', 'subject'], bodyOctets } = options;
  const headerEnd = message.indexOf('\r\n\r\n') + 2;
  const canonicalBody = canonicaliseBody(message.slice(headerEnd + 2), body);
  const signedBody = canonicalBody.subarray(0, bodyOctets);
  const bodyHash = createHash(algorithm).update(signedBody).digest('base64');
  const length = bodyOctets === undefined ? '' : ` l=${bodyOctets};`;
  const unsigned =
    `DKIM-Signature: v=1; a=rsa-${algorithm}; c=${header}/${body}; d=${domain}; s=${selector};${length}\r\n` +
    `\th=${fields.join(':')};\r\n\tbh=${bodyHash};\r\n\tb=`;
  const signed = pick(message.slice(0, headerEnd), fields).map((field) => canonicaliseField(field, header));
  const last = canonicaliseField(`${unsigned}\r\n`, header).slice(0, -2);
  const octets = Buffer.from([...signed, last].join(''), 'latin1');
  return `${unsigned}${sign(algorithm, octets, key.privateKey).toString('base64')}\r\n${message}`;
}

/** Fields from the bottom up, each once (RFC 6376 §5.4.2). */
function pick(header: string, names: readonly string[]): string[] {
  const fields = header.match(/[^\r\n]+\r\n(?:[ \t][^\r\n]*\r\n)*/g) ?? [];
  return names.flatMap((name) => {
    const at = fields.findLastIndex((field) => field.toLowerCase().startsWith(`${name.toLowerCase()}:`));
    return at === -1 ? [] : fields.splice(at, 1);
  });
}

function canonicaliseField(field: string, kind: 'simple' | 'relaxed'): string {
  if (kind === 'simple') return field;
  const colonAt = field.indexOf(':');
  const value = field
    .slice(colonAt + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim();
  return `${field.slice(0, colonAt).toLowerCase()}:${value}\r\n`;
}

function canonicaliseBody(body: string, kind: 'simple' | 'relaxed'): Buffer {
  const reduced = kind === 'simple' ? body : body.replace(/[ \t]+(?=\r\n)/g, '').replace(/[ \t]+/g, ' ');
  const trimmed = reduced.replace(/(?:\r\n)+$/, '');
  return Buffer.from(trimmed === '' && kind === 'relaxed' ? '' : `${trimmed}\r\n`, 'latin1');
}
