// SPDX-License-Identifier: MIT
/** Certificate signing requests (PKCS #10, RFC 2986), in DER. */
import { type KeyObject, sign } from 'node:crypto';

const tags = { integer: 0x02, bits: 0x03, octets: 0x04, oid: 0x06, sequence: 0x30, set: 0x31 } as const;
/** `[0]`, constructed: the attributes. */
const attributesTag = 0xa0;
/** `[2]`, primitive: a name of DNS among general names (RFC 5280 §4.2.1.6). */
const dnsNameTag = 0x82;

const oids = {
  /** 1.2.840.113549.1.9.14 */
  extensionRequest: '2a864886f70d01090e',
  /** 2.5.29.17 */
  subjectAltName: '551d11',
  /** 1.2.840.10045.4.3.2 */
  ecdsaWithSha256: '2a8648ce3d040302',
} as const;

/** Asks for a certificate for one host. The subject is empty: whom a certificate is for stands in its alternative names alone. */
export function signingRequest(
  host: string,
  { privateKey, publicKey }: { readonly privateKey: KeyObject; readonly publicKey: KeyObject },
): Buffer {
  const names = sequence(element(dnsNameTag, Buffer.from(host, 'ascii')));
  const extensions = sequence(sequence(oid(oids.subjectAltName), element(tags.octets, names)));
  const attribute = sequence(oid(oids.extensionRequest), element(tags.set, extensions));
  const statement = sequence(
    element(tags.integer, Buffer.from([0])),
    sequence(),
    publicKey.export({ type: 'spki', format: 'der' }),
    element(attributesTag, attribute),
  );
  const signature = sign('sha256', statement, privateKey);
  return sequence(
    statement,
    sequence(oid(oids.ecdsaWithSha256)),
    element(tags.bits, Buffer.concat([Buffer.from([0]), signature])),
  );
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return element(tags.sequence, Buffer.concat(parts));
}

function oid(hex: string): Buffer {
  return element(tags.oid, Buffer.from(hex, 'hex'));
}

/** Tag, length and content; no part of a request reaches 64 KiB. */
function element(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const head =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}
