// SPDX-License-Identifier: MIT
/** The HTTP side of the service: REST, pages, health and metrics. */
import type { Confirmations } from '../alias/confirmations.ts';
import type { KeyService } from '../alias/key-service.ts';
import type { AliasService } from '../alias/service.ts';
import { matcherOf } from '../base/address-ranges.ts';
import { descriptors } from '../cluster/sockets.ts';
import type { Config } from '../config/config.ts';
import { formatPolicy, policyHostOf } from '../config/own-hosts.ts';
import { createHttpApp, type HttpDeps } from '../http/app.ts';
import type { EncryptedHttp } from '../http/encrypted-http.ts';
import { type HttpServer, serveHttp } from '../http/serve.ts';
import type { Blocks } from './blocks.ts';
import type { Certificates } from './certificate-shelf.ts';
import { addressOf, graceMs, type ServiceContext } from './context.ts';
import { descriptorLimit, shareDescriptors } from './descriptors.ts';
import { metricsAtHttp } from './metrics-serving.ts';

/** What the HTTP side needs of the other parts. */
export interface HttpParts {
  readonly aliases: AliasService;
  readonly keys: KeyService;
  readonly confirmations: Confirmations;
  readonly questions: HttpDeps['questions'];
  readonly testMessages: HttpDeps['testMessages'];
  readonly limiter: HttpDeps['limiter'];
  readonly isListed: HttpDeps['isListed'];
  readonly blocks: Blocks;
  readonly proof: HttpDeps['proof'];
  readonly inbox: HttpDeps['inbox'];
  readonly ready: HttpDeps['ready'];
  readonly certificates: Certificates | undefined;
}

/** The HTTP server of a service. Others may have its address before it listens, for use after that. */
export class HttpFace {
  readonly #context: ServiceContext;
  readonly #stopping = new AbortController();
  #server: HttpServer | undefined;
  #secureServer: HttpServer | undefined;

  constructor(context: ServiceContext) {
    this.#context = context;
  }

  /** Base of every link that we give, without a final slash. Known once it listens, where none is configured. */
  readonly publicUrl = (): string => this.#context.config.publicUrl ?? `http://${this.address}`;

  /** `host:port`, as bound; empty until then. */
  get address(): string {
    return this.#server === undefined ? '' : addressOf(this.#server);
  }

  /** The same of HTTPS, where we speak it. */
  get secureAddress(): string | undefined {
    return this.#secureServer && addressOf(this.#secureServer);
  }

  /** Begins to serve; rejects with the system's error when it cannot listen. */
  async listen(parts: HttpParts): Promise<void> {
    const { config, channel } = this.#context;
    const app = this.#app(parts);
    const { http: connections } = shareDescriptors(descriptorLimit());
    const common = {
      isProxy: matcherOf(config.trustProxy),
      maxConnections: config.httpsListen === undefined ? connections : Math.floor(connections / 2),
    };
    this.#server = await serveHttp(app, {
      ...(channel ? { fd: descriptors.http } : config.httpListen),
      ...common,
    });
    const { certificates } = parts;
    if (config.httpsListen === undefined || certificates === undefined) return;
    this.#secureServer = await serveHttp(app, {
      ...(channel ? { fd: descriptors.https } : config.httpsListen),
      ...common,
      certificates,
    });
  }

  /** Ends event streams at once, and lets requests finish. */
  async close(): Promise<void> {
    this.#stopping.abort();
    await Promise.all([this.#server?.close(graceMs), this.#secureServer?.close(graceMs)]);
  }

  #app({ blocks, certificates, ...parts }: HttpParts) {
    const { config, log, metrics, channel, now } = this.#context;
    return createHttpApp({
      ...parts,
      isBlocked: (address) => blocks.hasClient('http', address),
      stopping: this.#stopping.signal,
      publicUrl: this.publicUrl,
      domains: config.domains,
      encrypted: this.#encrypted(certificates),
      caps: config.caps,
      operator: { name: config.operator, contact: contactOf(config, parts.inbox !== undefined) },
      keysOnly: config.create === 'keys',
      rateLimit: config.rateLimit,
      isSandboxPublic: config.sandbox === 'public',
      trustProxy: config.trustProxy,
      now,
      log: {
        answered: (line) => {
          metrics.http.answered(line);
          log.info(line, 'request');
        },
        failed: (error) => log.error({ err: error }, 'request failed'),
      },
      onStreamOpened: metrics.http.streamOpened,
      metrics: metricsAtHttp(config, channel?.metrics ?? metrics.render),
    });
  }

  /** What there is to do where certificates are ours to show. */
  #encrypted(certificates: Certificates | undefined): EncryptedHttp | undefined {
    if (certificates === undefined) return undefined;
    const { hostname, domains, httpsListen, trustProxy } = this.#context.config;
    const policyHosts = domains.map(policyHostOf);
    return {
      answerChallenge: certificates.answerChallenge,
      policyFor: (host) =>
        certificates.hasMail() && policyHosts.includes(host) ? formatPolicy(hostname) : undefined,
      origin: httpsListen && (() => new URL(this.publicUrl()).origin),
      isProxy: matcherOf(trustProxy),
    };
  }
}

/** The mailbox of the postmaster is shown to nobody: reports reach it by way of one of ours. */
function contactOf({ abuse, postmaster, domains }: Config, isSandbox: boolean): string | undefined {
  return abuse ?? (postmaster !== undefined || isSandbox ? `abuse@${domains[0]}` : undefined);
}
