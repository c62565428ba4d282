// SPDX-License-Identifier: MIT
/** The certificates that a process has at hand, and who presents them. */
import { createSecureContext, type SecureContext } from 'node:tls';
import type { CertificatePair } from '../crypto/certificate-files.ts';

/** Hands out certificates, and later ones. */
export interface Certificates {
  /** Calls with the certificate of the mail server, if there is one, and with each later one. */
  serveMail(use: (pair: CertificatePair) => void): void;
  /** The same for the website. */
  serveWeb(use: (pair: CertificatePair) => void): void;
  /** What is presented to a client that asks for a host; nothing where there is none for it in particular. */
  contextFor(host: string): SecureContext | undefined;
  /** Whether STARTTLS is offered. */
  hasMail(): boolean;
  /** Answers a challenge of the authority, where there is one. */
  readonly answerChallenge: ((token: string) => string) | undefined;
  /** Begins to obtain and renew, where that is this process's work. Challenges have to be answered by now. */
  keep(): Promise<void>;
  /** Reads them again. Never rejects. */
  reload(): Promise<void>;
}

type Use = (pair: CertificatePair) => void;

/** Certificates by host, and who wants to hear of new ones. */
export class Shelf {
  readonly #mailHost: string;
  readonly #webHost: string;
  readonly #pairs = new Map<string, CertificatePair & { readonly context: SecureContext }>();
  readonly #users: { readonly host: string; readonly use: Use }[] = [];

  constructor(mailHost: string, webHost: string) {
    this.#mailHost = mailHost;
    this.#webHost = webHost;
  }

  /** Throws what OpenSSL says of a bad one. */
  put(host: string, pair: CertificatePair): void {
    this.#pairs.set(host, { ...pair, context: createSecureContext({ ...pair, minVersion: 'TLSv1.2' }) });
    for (const { host: wanted, use } of this.#users) if (wanted === host) use(pair);
  }

  get(host: string): (CertificatePair & { readonly context: SecureContext }) | undefined {
    return this.#pairs.get(host);
  }

  /** The chains of all of them, PEM. */
  chains(): readonly Buffer[] {
    return [...this.#pairs.values()].map(({ cert }) => cert);
  }

  faces(): Pick<Certificates, 'serveMail' | 'serveWeb' | 'contextFor' | 'hasMail'> {
    const serve = (host: string, use: Use): void => {
      this.#users.push({ host, use });
      const pair = this.#pairs.get(host);
      if (pair !== undefined) use(pair);
    };
    return {
      serveMail: (use) => serve(this.#mailHost, use),
      serveWeb: (use) => serve(this.#webHost, use),
      contextFor: (host) => this.#pairs.get(host)?.context,
      hasMail: () => this.#pairs.has(this.#mailHost),
    };
  }
}
