// SPDX-License-Identifier: MIT
import { PassThrough } from 'node:stream';
import type { DKIMResult, DNSResolver, dkimVerify } from 'mailauth';
import type { HeaderField } from './header-fields.ts';
import { RelaxedBody } from './relaxed-body.ts';
import type { Signature } from './signatures.ts';

/** What verifying needs. */
export interface DkimContext {
  readonly dkimVerify: typeof dkimVerify;
  readonly resolve: DNSResolver;
}

/** How the signatures of a message came out: signing domains by result. */
export interface DkimOutcome {
  readonly passed: readonly string[];
  /** Whose key could not be asked for at the moment. */
  readonly unknown: readonly string[];
}

/** More lines of header than any signer makes: reading them takes time that grows with their square. */
const maxHeaderLines = 2000;
/** How far the verification of a body may be behind its arrival, in octets. */
const lagOctets = 131_072;

/**
 * Verifies signatures over a message that streams through (RFC 6376 §6), in bounded memory: those with a relaxed and those
 * with a simple body apart, so that each reads the body as its verifier reads it fastest.
 */
export class DkimCheck {
  readonly #parts: readonly Part[];

  constructor(context: DkimContext, fields: readonly HeaderField[], signatures: readonly Signature[]) {
    const kinds = ['relaxed', 'simple'] as const;
    this.#parts = kinds
      .map((kind) => signatures.filter(({ bodyCanonicalization }) => bodyCanonicalization === kind))
      .filter((group) => group.length > 0)
      .map((group) => new Part(context, fields, group));
  }

  /** The next octets of the body; a promise while the verifiers are behind. */
  write(body: Buffer): void | Promise<void> {
    const behind = this.#parts.map((part) => part.write(body)).filter((promise) => promise !== undefined);
    return behind.length === 0 ? undefined : Promise.all(behind).then(() => undefined);
  }

  /** The outcome once the body is complete. Never rejects: what cannot be verified has not passed. */
  async end(): Promise<DkimOutcome> {
    const results = (await Promise.all(this.#parts.map((part) => part.end()))).flat();
    const domainsOf = (word: string): readonly string[] =>
      results
        .filter(({ status }) => status.result === word)
        // Anybody can add to a body of which only the beginning is signed (RFC 6376 §8.2).
        .filter(({ status }) => !status.underSized)
        .map(({ signingDomain = '' }) => signingDomain);
    return { passed: domainsOf('pass'), unknown: domainsOf('temperror') };
  }

  /** Verifies no further. */
  abort(): void {
    for (const part of this.#parts) part.abort();
  }
}

/** Signatures of one body canonicalization. */
class Part {
  readonly #stream = new PassThrough({ writableHighWaterMark: lagOctets });
  readonly #relaxed: RelaxedBody | undefined;
  readonly #results: Promise<readonly DKIMResult[]>;
  #abandon: () => void = () => undefined;

  constructor(context: DkimContext, fields: readonly HeaderField[], signatures: readonly Signature[]) {
    if (signatures[0]?.bodyCanonicalization === 'relaxed') this.#relaxed = new RelaxedBody();
    this.#stream.on('error', () => undefined);
    const abandoned = new Promise<readonly DKIMResult[]>((resolve) => {
      this.#abandon = () => resolve([]);
    });
    this.#results = Promise.race([this.#verify(context), abandoned]);
    this.#stream.write(signedHeader(fields, signatures));
  }

  write(body: Buffer): void | Promise<void> {
    const { destroyed } = this.#stream;
    if (destroyed || this.#stream.write(this.#relaxed?.reduce(body) ?? body)) return undefined;
    return new Promise((resolve) => {
      const settle = (): void => {
        this.#stream.off('drain', settle).off('close', settle);
        resolve();
      };
      this.#stream.on('drain', settle).on('close', settle);
    });
  }

  end(): Promise<readonly DKIMResult[]> {
    this.#stream.end();
    return this.#results;
  }

  /** The library would wait for a stream that is destroyed for ever. */
  abort(): void {
    this.#abandon();
    this.#stream.destroy();
  }

  async #verify({ dkimVerify, resolve }: DkimContext): Promise<readonly DKIMResult[]> {
    try {
      // A sender is given so that none is looked for; SHA-1 has no standing any more (RFC 8301 §3.1).
      const options = { resolver: resolve, sender: 'nobody@invalid', rejectRsaSha1: true };
      return (await dkimVerify(this.#stream, options)).results;
    } catch {
      this.#stream.destroy();
      return [];
    }
  }
}

/** Of the header no more than what the signatures cover, the signatures and the author. */
function signedHeader(fields: readonly HeaderField[], signatures: readonly Signature[]): Buffer {
  const covered = new Set(signatures.flatMap(({ signedFields }) => [...signedFields])).add('from');
  const ours = new Set(signatures.map(({ field }) => field));
  const kept = fields.filter((field) =>
    field.name === 'dkim-signature' ? ours.has(field) : covered.has(field.name),
  );
  const lines = kept.reduce((sum, field) => sum + field.lines, 0);
  const header = lines > maxHeaderLines ? [] : kept.map(({ octets }) => octets);
  return Buffer.concat([...header, Buffer.from('\r\n')]);
}
