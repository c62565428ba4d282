import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { methodNotAllowed } from 'hono/method-not-allowed';
import type { BlankEnv } from 'hono/types';
import { StoreError } from '../alias/ports.ts';
import type { AliasService } from '../alias/service.ts';
import { webRoutes } from '../web/routes.ts';
import { addAliasRoutes } from './alias-routes.ts';
import { faultsOf } from './alias-schema.ts';
import { clientAddressReader } from './client-address.ts';
import { addDocument } from './document.ts';
import { addHealthRoutes, type Readiness } from './health-routes.ts';
import { answerProblem, problems } from './problem.ts';
import { createRateLimiter, type Rate } from './rate-limit.ts';
import { type HttpLog, logRequests } from './request-log.ts';
import { noStore, securityHeaders } from './response-headers.ts';

/** What the HTTP side is made of. */
export interface HttpDeps {
  readonly aliases: AliasService;
  /** Base of every link we give, without a final slash. Asked each time, since a port may be known only after listening. */
  publicUrl(): string;
  /** Domains of the aliases, the default first. */
  readonly domains: readonly string[];
  /** Alias creations per client (IPv6: per /64), and as many per target. Nothing lifts both. */
  readonly rateLimit: Rate | undefined;
  /** Addresses and CIDR ranges of the proxies whose X-Forwarded-For is believed. */
  readonly trustProxy: readonly string[];
  ready(): Promise<Readiness>;
  /** Instant in ms. */
  now(): number;
  readonly log?: HttpLog;
  /** Further routes, such as the sandbox's; they get the same header fields, limits and errors. */
  readonly extraRoutes?: readonly Hono[];
}

/** Most that a request body may have, octets. */
const maxBodyOctets = 16_384;

/**
 * The HTTP side as one application, DESIGN §6. Every error is problem+json. There is no CORS: without it, and with JSON
 * as the only body, a page from elsewhere can neither make an alias through its visitor's browser nor read one.
 */
export function createHttpApp(deps: HttpDeps): Hono {
  const app = new OpenAPIHono<BlankEnv>({
    defaultHook: (result, c) =>
      result.success ? undefined : answerProblem(c, problems.invalid, { errors: faultsOf(result.error) }),
  });
  app.use(logRequests(deps.log, deps.now));
  app.use(securityHeaders);
  app.use(noStore);
  app.use(methodNotAllowed({ app, onMethodNotAllowed: refuseMethod }));
  app.use(bodyLimit({ maxSize: maxBodyOctets, onError: (c) => answerProblem(c, problems.tooLarge) }));
  app.notFound((c) => answerProblem(c, problems.nothingHere));
  app.onError((error, c) => answerError(error, c, deps.log));

  addAliasRoutes(app, {
    aliases: deps.aliases,
    publicUrl: deps.publicUrl,
    clientAddress: clientAddressReader(deps.trustProxy),
    limitCreation: createRateLimiter(deps.rateLimit),
  });
  addHealthRoutes(app, deps.ready);
  addDocument(app, deps.publicUrl);
  for (const routes of [webRoutes(deps), ...(deps.extraRoutes ?? [])]) app.route('/', routes);
  return app;
}

function refuseMethod(c: Context, methods: string[]): Response {
  return answerProblem(c, problems.wrongMethod, { headers: { allow: methods.join(', ') } });
}

/** The one catch of every call. Errors of the library speak of the request and are not logged. */
function answerError(error: Error, c: Context, log: HttpLog | undefined): Response {
  if (error instanceof HTTPException && error.status === 400) return answerProblem(c, problems.malformed);
  if (error instanceof HTTPException && error.status === 415) return answerProblem(c, problems.notJson);
  log?.failed(error);
  return answerProblem(c, error instanceof StoreError ? problems.unavailable : problems.internal);
}
