// SPDX-License-Identifier: MIT
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context, Hono, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { methodNotAllowed } from 'hono/method-not-allowed';
import type { BlankEnv } from 'hono/types';
import type { Confirmations } from '../alias/confirmations.ts';
import type { KeyService } from '../alias/key-service.ts';
import type { Caps } from '../alias/policy.ts';
import { StoreError } from '../alias/ports.ts';
import type { Questions } from '../alias/questions.ts';
import type { AliasService } from '../alias/service.ts';
import type { TestMessages } from '../alias/test-messages.ts';
import type { Rate } from '../base/rate.ts';
import { answerRefusal } from '../compat/answers.ts';
import { openToAll } from '../compat/cors.ts';
import { isClientCall, makingPaths, routedPath } from '../compat/paths.ts';
import { compatRoutes } from '../compat/routes.ts';
import type { InboxReader } from '../sandbox/inbox.ts';
import { clientWords } from '../web/client-words.ts';
import { createWeb } from '../web/routes.ts';
import { addAliasRoutes } from './alias-routes.ts';
import { askerReader } from './asker.ts';
import { blockedClients } from './blocked-clients.ts';
import { addChallengeRoute } from './challenge-routes.ts';
import { clientAddressReader } from './client-address.ts';
import { type ClientLimits, createClientLimits } from './client-limits.ts';
import { addCreation } from './creation-routes.ts';
import { credentialOf } from './credential.ts';
import { ApiDocument, addDocument } from './document.ts';
import { type EncryptedHttp, encryptedHttp } from './encrypted-http.ts';
import { addEventRoutes } from './event-routes.ts';
import { streamOpener } from './event-stream.ts';
import { addHealthRoutes, type Readiness } from './health-routes.ts';
import { addKeyRoutes } from './key-routes.ts';
import { knownHosts } from './known-hosts.ts';
import { addMetricsRoute, type MetricsDeps } from './metrics-routes.ts';
import { answerProblem, explainProblems, type Problem, problems, problemTypes } from './problem.ts';
import type { ProofOfWork } from './proof-of-work.ts';
import { createRateLimiter, type SharedRateLimiter } from './rate-limit.ts';
import { faultsOf } from './request-faults.ts';
import { type HttpLog, logRequests } from './request-log.ts';
import { noStore, securityHeaders } from './response-headers.ts';
import { sandboxRoutes } from './sandbox-routes.ts';
import { addTestMessageRoute } from './test-message-routes.ts';

/** What the HTTP side is made of. */
export interface HttpDeps {
  readonly aliases: AliasService;
  readonly keys: KeyService;
  readonly confirmations: Confirmations;
  readonly questions: Pick<Questions, 'open'>;
  readonly testMessages: TestMessages;
  /** Whether an alias takes a key to make, and the operator alone makes keys. */
  readonly keysOnly: boolean;
  /** Base of every link we give, without a final slash. Asked each time, since a port may be known only after listening. */
  publicUrl(): string;
  /** Domains of the aliases, the default first. */
  readonly domains: readonly [string, ...string[]];
  /** Who runs this, and where abuse is reported, for the pages. */
  readonly operator: { readonly name: string | undefined; readonly contact: string | undefined };
  /** The most that the operator grants; the pages offer no more. */
  readonly caps: Caps;
  /** Alias creations per client (IPv6: per /64; more for wider networks and in all), and as many per target. Nothing lifts both. */
  readonly rateLimit: Rate | undefined;
  /** Counts alias creations together with other processes; without it, those of this process count. */
  readonly limiter?: SharedRateLimiter | undefined;
  /** Addresses and CIDR ranges of the proxies whose X-Forwarded-For is believed. */
  readonly trustProxy: readonly string[];
  /** Challenges, policies and the way from HTTP to HTTPS, where certificates are ours to show. */
  readonly encrypted?: EncryptedHttp | undefined;
  /** Whether a client is on a blocklist, which may make no alias. Never rejects. */
  readonly isListed?: ((address: string) => boolean | Promise<boolean>) | undefined;
  /** Whether the operator has blocked a client. */
  readonly isBlocked?: ((address: string) => boolean) | undefined;
  /** What it takes to make an alias or a key without a key. */
  readonly proof?: ProofOfWork | undefined;
  ready(): Promise<Readiness>;
  /** Instant in ms. */
  now(): number;
  /** Between two beats of an event stream, ms; default 15 s. */
  readonly beatMs?: number;
  /** Ends every event stream when the service stops, since those would never end by themselves. */
  readonly stopping?: AbortSignal;
  readonly log?: HttpLog;
  /** Hears of each event stream; what it gives is called when that one is over. */
  readonly onStreamOpened?: () => () => void;
  /** Where absent, `/metrics` is not here. */
  readonly metrics?: MetricsDeps | undefined;
  /** What the sandbox has received, where there is one. */
  readonly inbox?: InboxReader | undefined;
  /** Whoever reaches the service may read what the sandbox has received, not only this machine. */
  readonly isSandboxPublic?: boolean;
}

/** Most that a request body may have, octets. */
const maxBodyOctets = 16_384;
/** And one that names all aliases of a visitor. */
const maxListOctets = 65_536;

/**
 * The HTTP side as one application (docs/api.md). Every error is problem+json, or a page where HTML is asked for, or what other people's clients
 * understand in the calls that are theirs (`compat/`). Those apart there is no CORS: without it, and with JSON
 * as the only body, a page from elsewhere can neither make an alias through its visitor's browser nor read one.
 */
export function createHttpApp(deps: HttpDeps): Hono {
  const { publicUrl, isSandboxPublic = false } = deps;
  const app = new OpenAPIHono<BlankEnv>({
    getPath: routedPath,
    defaultHook: (result, c) =>
      result.success ? undefined : answerProblem(c, problems.invalid, { errors: faultsOf(result.error) }),
  });
  const api = new ApiDocument(app, publicUrl);
  const clientAddress = clientAddressReader(deps.trustProxy);
  const limits = createClientLimits(deps.limiter ?? createRateLimiter(deps.rateLimit), clientAddress);
  const askerOf = askerReader(clientAddress);
  const web = createWeb({
    ...deps,
    askerOf,
    limits,
    problemTypes,
    credentialOf,
    isSandbox: deps.inbox !== undefined,
    isSandboxPublic,
    document: () => api.document,
  });
  const refuse: Refuse = (c, problem, headers) => {
    if (isClientCall(c.req.path))
      return answerRefusal(c, { status: problem.status, reason: [problem.title, problem.detail] }, headers);
    if (!isForPeople(c)) return answerProblem(c, problem, { headers });
    for (const [name, value] of Object.entries(headers ?? {})) c.header(name, value);
    return web.answerError(c, problem.status);
  };
  addCommon(app, deps, { refuse, clientAddress });
  const onMethodNotAllowed = (c: Context, methods: string[]) =>
    refuse(c, problems.wrongMethod, { allow: methods.join(', ') });
  app.use(methodNotAllowed({ app, onMethodNotAllowed }));
  limitBodies(app, refuse);
  limitChanges(app, limits, refuse);
  refuseListed(app, deps.isListed, { clientAddress, refuse });
  app.notFound((c) => refuse(c, problems.nothingHere));
  app.onError((error, c) => refuse(c, problemOf(error, deps.log)));

  const { aliases, keys, confirmations, keysOnly, proof } = deps;
  addCreation(app, { aliases, keys, confirmations, askerOf, keysOnly, proof, publicUrl, limits });
  addAliasRoutes(app, { aliases, confirmations, askerOf, proof });
  addTestMessageRoute(app, { aliases, testMessages: deps.testMessages, askerOf });
  addKeyRoutes(app, { keys, confirmations, askerOf, keysOnly, proof, limits });
  addChallengeRoute(app, proof);
  const openStream = streamOpener({
    stopping: deps.stopping,
    beatMs: deps.beatMs,
    onOpened: deps.onStreamOpened,
    clientAddress,
  });
  addEventRoutes(app, deps.aliases, openStream);
  addHealthRoutes(app, deps.ready);
  if (deps.metrics !== undefined) addMetricsRoute(app, deps.metrics);
  addDocument(app, api);
  app.route('/', compatRoutes({ ...deps, limits, words: clientWords }));
  app.route('/', web.routes);
  if (deps.inbox !== undefined)
    app.route('/', sandboxRoutes(deps.inbox, web, { openStream, isPublic: isSandboxPublic }));
  return app;
}

type Refuse = (
  c: Context,
  problem: Problem,
  headers?: Record<string, string>,
) => Response | Promise<Response>;

/** What holds for every request and every answer. */
function addCommon(
  app: OpenAPIHono<BlankEnv>,
  { log, now, publicUrl, domains, isBlocked, encrypted }: HttpDeps,
  { refuse, clientAddress }: { readonly refuse: Refuse; readonly clientAddress: (c: Context) => string },
): void {
  app.use(logRequests(log, now));
  app.use(securityHeaders);
  app.use(noStore);
  app.use(openToAll);
  app.use(explainProblems(() => `${publicUrl()}/problems`));
  if (encrypted !== undefined) app.use(encryptedHttp(encrypted, refuse));
  app.use(knownHosts({ names: () => [new URL(publicUrl()).hostname, ...domains], refuse }));
  if (isBlocked !== undefined) app.use(blockedClients({ clientAddress, isBlocked, refuse }));
}

/** A client on a blocklist makes no alias and no key, by whatever call. */
function refuseListed(
  app: OpenAPIHono<BlankEnv>,
  isListed: HttpDeps['isListed'],
  { clientAddress, refuse }: { readonly clientAddress: (c: Context) => string; readonly refuse: Refuse },
): void {
  if (isListed === undefined) return;
  const paths = ['/aliases', '/keys', '/new', ...Object.values(makingPaths).flat()];
  app.on('POST', paths, async (c, next) =>
    (await isListed(clientAddress(c))) ? refuse(c, problems.listed) : next(),
  );
}

/** A body has a size that is named. */
function limitBodies(app: OpenAPIHono<BlankEnv>, refuse: Refuse): void {
  const onError = (c: Context) => refuse(c, problems.tooLarge);
  const usual = bodyLimit({ maxSize: maxBodyOctets, onError });
  const ofList = bodyLimit({ maxSize: maxListOctets, onError });
  app.use((c, next) => (c.req.path === '/mine' ? ofList(c, next) : usual(c, next)));
}

/** Every write has a limit; making an alias or a key has its own. */
function limitChanges(app: OpenAPIHono<BlankEnv>, limits: ClientLimits, refuse: Refuse): void {
  const limit: MiddlewareHandler = async (c, next) => {
    if (!['POST', 'PATCH', 'DELETE'].includes(c.req.method)) return next();
    const waitMs = await limits.change(c);
    if (waitMs === undefined) return next();
    return refuse(c, problems.tooMany, { 'retry-after': `${Math.ceil(waitMs / 1000)}` });
  };
  for (const path of ['/aliases/:address', '/aliases/:address/test', '/keys/self', '/stop/*', '/confirm/*'])
    app.use(path, limit);
}

/** Browsers name HTML when they go to a page; programs and our own script do not. */
function isForPeople(c: Context): boolean {
  return c.req.header('accept')?.includes('text/html') ?? false;
}

/** What every uncaught error is answered with. Errors of the library speak of the request and are not logged. */
function problemOf(error: Error, log: HttpLog | undefined): Problem {
  if (error instanceof HTTPException && error.status === 400) return problems.malformed;
  if (error instanceof HTTPException && error.status === 415) return problems.notJson;
  log?.failed(error);
  return error instanceof StoreError ? problems.unavailable : problems.internal;
}
