// SPDX-License-Identifier: MIT
/** Orders certificates from an authority: the part of ACME (RFC 8555) that a server with HTTP-01 challenges needs. */
import { generateKeyPair, X509Certificate } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { z } from 'zod';
import { type AccountKey, signedRequest } from './account.ts';
import { AcmeError } from './error.ts';
import { signingRequest } from './signing-request.ts';
import type { AcmeAnswer, AcmeRequest, Send } from './transport.ts';

/** Where certificates come from, and for whose account. */
export interface AuthorityOptions {
  readonly directory: string;
  /** Who hears from the authority. */
  readonly contact: string;
  readonly account: AccountKey;
  readonly send: Send;
  /** Ends what waits. */
  readonly signal: AbortSignal;
}

/** Within that an order is finished, or has failed, ms. */
const orderMs = 180_000;
/** Between two looks at what the authority still works on, where it names no time, ms. */
const firstPauseMs = 500;
const longestPauseMs = 10_000;
/** A nonce is refused where the authority was restarted, or for practice (RFC 8555 §6.5). */
const nonceTries = 8;

const directorySchema = z.object({ newNonce: z.url(), newAccount: z.url(), newOrder: z.url() });
const problemSchema = z.object({
  type: z.string().optional(),
  detail: z.string().optional(),
  subproblems: z.array(z.object({ type: z.string().optional(), detail: z.string().optional() })).optional(),
});
const orderSchema = z.object({
  status: z.string(),
  authorizations: z.array(z.url()),
  finalize: z.url(),
  certificate: z.url().optional(),
  error: problemSchema.optional(),
});
const authorizationSchema = z.object({
  status: z.string(),
  challenges: z.array(
    z.object({
      type: z.string(),
      url: z.url(),
      status: z.string().optional(),
      error: problemSchema.optional(),
    }),
  ),
});

/** An account with an authority. It is asked for, and found again by its key, with the first order. */
export class Authority {
  readonly #options: AuthorityOptions;
  #directory: z.infer<typeof directorySchema> | undefined;
  #accountUrl: string | undefined;
  #nonce: string | undefined;

  constructor(options: AuthorityOptions) {
    this.#options = options;
  }

  /** Gets a certificate for a host, with a new key: chain and key in one PEM text. Rejects with `AcmeError`. */
  async order(host: string): Promise<string> {
    try {
      return await this.#order(host);
    } catch (error) {
      // What was known of the authority may be what failed: the next order asks anew.
      this.#directory = this.#accountUrl = this.#nonce = undefined;
      throw error;
    }
  }

  async #order(host: string): Promise<string> {
    const deadline = performance.now() + orderMs;
    const { newOrder } = await this.#signIn();
    const opened = await this.#post(newOrder, { identifiers: [{ type: 'dns', value: host }] });
    const url = locationOf(opened);
    const { authorizations, finalize } = parse(orderSchema, opened.text);
    for (const authorization of authorizations) await this.#prove(authorization, deadline);
    await this.#until(url, orderSchema, { deadline, isDone: ({ status }) => status !== 'pending' });

    const keys = await promisify(generateKeyPair)('ec', { namedCurve: 'prime256v1' });
    await this.#post(finalize, { csr: signingRequest(host, keys).toString('base64url') });
    const order = await this.#until(url, orderSchema, {
      deadline,
      isDone: ({ status }) => status === 'valid' || status === 'invalid',
    });
    if (order.certificate === undefined) throw problemError('the order was not finished', order.error);
    const { text: chain } = await this.#post(order.certificate, undefined);
    const certificate = new X509Certificate(chain);
    if (!certificate.checkPrivateKey(keys.privateKey) || certificate.checkHost(host) === undefined)
      throw new AcmeError('the authority gave a certificate for something else');
    return `${chain.trimEnd()}\n${keys.privateKey.export({ type: 'pkcs8', format: 'pem' })}`;
  }

  /** Gives the directory, with the account known. */
  async #signIn(): Promise<z.infer<typeof directorySchema>> {
    const { directory, contact, send } = this.#options;
    this.#directory ??= parse(
      directorySchema,
      successful(await send({ method: 'GET', url: directory })).text,
    );
    if (this.#accountUrl === undefined) {
      const account = { termsOfServiceAgreed: true, contact: [`mailto:${contact}`] };
      const answer = await this.#post(this.#directory.newAccount, account, withoutDetail);
      this.#accountUrl = locationOf(answer);
    }
    return this.#directory;
  }

  /** Proves that a name is ours, where the authority does not know it from an order before. */
  async #prove(url: string, deadline: number): Promise<void> {
    const { status, challenges } = parse(authorizationSchema, (await this.#post(url, undefined)).text);
    if (status === 'valid') return;
    const challenge = challenges.find(({ type }) => type === 'http-01');
    if (challenge === undefined) throw new AcmeError('the authority offers no challenge over HTTP');
    await this.#post(challenge.url, {});
    const seen = await this.#until(url, authorizationSchema, {
      deadline,
      isDone: (authorization) => authorization.status !== 'pending',
    });
    if (seen.status === 'valid') return;
    const failed = seen.challenges.find(({ error }) => error !== undefined);
    throw problemError('the authority could not see that the name is ours', failed?.error);
  }

  /** Asks again until the authority has worked on it. */
  async #until<Shape extends z.ZodType>(
    url: string,
    shape: Shape,
    { deadline, isDone }: { readonly deadline: number; readonly isDone: (seen: z.infer<Shape>) => boolean },
  ): Promise<z.infer<Shape>> {
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      const answer = await this.#post(url, undefined);
      const seen = parse(shape, answer.text);
      if (isDone(seen)) return seen;
      const untilNextMs = Math.max(pauseMs, retryAfterMs(answer) ?? 0);
      if (performance.now() + untilNextMs > deadline) throw new AcmeError('the authority takes too long');
      await wait(untilNextMs, undefined, { signal: this.#options.signal, ref: false });
    }
  }

  /** Sends a signed request; without a payload it only reads. Rejects with `AcmeError` where the answer is not a success. */
  async #post(url: string, payload: object | undefined, tell = wholeProblem): Promise<AcmeAnswer> {
    const { account } = this.#options;
    const identity = this.#accountUrl === undefined ? { jwk: account.jwk } : { kid: this.#accountUrl };
    for (let tries = 1; ; tries += 1) {
      const nonce = await this.#takeNonce();
      const body = signedRequest(account, { ...identity, nonce, url }, payload);
      const answer = await this.#send({ method: 'POST', url, body });
      if (problemOf(answer) !== 'badNonce' || tries === nonceTries) return successful(answer, tell);
    }
  }

  async #takeNonce(): Promise<string> {
    if (this.#nonce === undefined)
      successful(await this.#send({ method: 'HEAD', url: this.#directory?.newNonce ?? '' }));
    const nonce = this.#nonce;
    if (nonce === undefined) throw new AcmeError('the authority gives no nonce');
    this.#nonce = undefined;
    return nonce;
  }

  async #send(request: AcmeRequest): Promise<AcmeAnswer> {
    const answer = await this.#options.send(request);
    const nonce = answer.headers['replay-nonce'];
    if (typeof nonce === 'string') this.#nonce = nonce;
    return answer;
  }
}

type Problem = z.infer<typeof problemSchema>;

function parse<Shape extends z.ZodType>(shape: Shape, text: string): z.infer<Shape> {
  try {
    return shape.parse(JSON.parse(text));
  } catch {
    throw new AcmeError('an answer of the authority cannot be understood');
  }
}

function locationOf({ headers: { location } }: AcmeAnswer): string {
  if (location === undefined) throw new AcmeError('an answer of the authority cannot be understood');
  return location;
}

function successful(answer: AcmeAnswer, tell = wholeProblem): AcmeAnswer {
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw problemError(`the authority answers ${answer.status}`, tell(problemIn(answer)), retryAfterMs(answer));
}

type Telling = (problem: Problem | undefined) => Problem | undefined;

const wholeProblem: Telling = (problem) => problem;
/** What is said of an account may quote its mailbox, which may be a target (invariant I6). */
const withoutDetail: Telling = (problem) => ({ type: problem?.type });

function problemIn({ text }: AcmeAnswer): Problem | undefined {
  try {
    return problemSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function problemOf(answer: AcmeAnswer): string | undefined {
  return answer.status === 400 ? kindOf(problemIn(answer)) : undefined;
}

function kindOf(problem: Problem | undefined): string | undefined {
  return problem?.type?.replace(/^urn:ietf:params:acme:error:/, '');
}

/** Whatever the authority writes, the message is one line of printable text and not long. */
function problemError(message: string, found: Problem | undefined, retryAfterMs?: number): AcmeError {
  const problem = kindOf(found) ?? 'unknown';
  const detail = [found, ...(found?.subproblems ?? [])].map((each) => each?.detail).filter(Boolean);
  const words = [problem, ...detail].join(': ').replaceAll(/[^\x20-\x7e]+/g, ' ');
  return new AcmeError(`${message} (${words.slice(0, 400)})`, {
    problem,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

/** Seconds, or a date (RFC 9110 §10.2.3). */
function retryAfterMs({ headers }: AcmeAnswer): number | undefined {
  const text = headers['retry-after'];
  if (text === undefined) return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
