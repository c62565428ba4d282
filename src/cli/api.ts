import { z } from 'zod';
import { errorCodeOf } from '../base/error-code.ts';
import { CommandError } from './deps.ts';
import { formatMistake } from './option-names.ts';
import { asksForProof, prove } from './proof.ts';

/** An alias as the service shows it; what else the service says is kept for `--json`. */
export type ShownAlias = z.infer<typeof shownAlias>;

/** An alias just made, with what is shown once. */
export type CreatedAlias = z.infer<typeof createdAlias>;

/** The REST calls of one service. Each throws `CommandError` with one line for people. */
export interface Api {
  create(request: Readonly<Record<string, unknown>>): Promise<CreatedAlias>;
  show(address: string, token: string): Promise<ShownAlias>;
  change(address: string, token: string, change: Readonly<Record<string, unknown>>): Promise<ShownAlias>;
  destroy(address: string, token: string): Promise<void>;
  /** Whether a service answers. */
  isRunning(): Promise<boolean>;
}

/** The calls of the service at a base URL. */
export function createApi(url: string, fetchIt: typeof fetch): Api {
  const ask = async (path: string, init: RequestInit) => {
    const response = await answerOf(url, () =>
      fetchIt(url + path, { ...init, signal: AbortSignal.timeout(timeoutMs) }),
    );
    return { response, body: (await response.json().catch(() => undefined)) as unknown };
  };
  const call = async (path: string, init: RequestInit): Promise<unknown> => {
    const { response, body } = await ask(path, init);
    if (!response.ok) throw new CommandError(complaint(response.status, body));
    return body;
  };
  const create = async (request: RequestInit): Promise<unknown> => {
    const { response, body } = await ask('/aliases', request);
    if (!asksForProof(response.status, body)) {
      if (!response.ok) throw new CommandError(complaint(response.status, body));
      return body;
    }
    const proof = await prove(await call('/challenge', {}));
    return call('/aliases', { ...request, headers: { ...json, ...proof } });
  };
  const callOn = (address: string, token: string, init: RequestInit): Promise<unknown> =>
    call(`/aliases/${encodeURIComponent(address)}`, {
      ...init,
      headers: { authorization: `Bearer ${token}`, ...json },
    });
  return {
    create: async (request) =>
      read(createdAlias, await create({ method: 'POST', headers: json, body: JSON.stringify(request) })),
    show: async (address, token) => read(shownAlias, await callOn(address, token, { method: 'GET' })),
    change: async (address, token, change) =>
      read(shownAlias, await callOn(address, token, { method: 'PATCH', body: JSON.stringify(change) })),
    destroy: async (address, token) => {
      await callOn(address, token, { method: 'DELETE' });
    },
    isRunning: () =>
      call('/healthz', {}).then(
        () => true,
        () => false,
      ),
  };
}

const timeoutMs = 10_000;

const json = { 'content-type': 'application/json' };

const shownAlias = z.looseObject({
  address: z.string(),
  target: z.string(),
  state: z.string(),
  maxUses: z.number().nullable(),
  usesLeft: z.number().nullable(),
  delivered: z.number(),
  validFrom: z.string().nullable(),
  validUntil: z.string().nullable(),
  note: z.string(),
});

const createdAlias = shownAlias.extend({
  manageToken: z.string(),
  manageUrl: z.string(),
  key: z.string().optional(),
});

const problem = z.object({
  detail: z.string(),
  errors: z
    .array(z.object({ field: z.string(), code: z.string().optional(), message: z.string() }))
    .optional(),
});

function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new CommandError('the answer is not that of a Mayfly service');
}

async function answerOf(url: string, request: () => Promise<Response>): Promise<Response> {
  try {
    return await request();
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    const code = errorCodeOf(cause);
    const reason = code === undefined ? '' : ` (${code})`;
    throw new CommandError(`no service answers at ${url}${reason}; start one with: mayfly serve`, {
      cause: error,
    });
  }
}

/** The mistakes by option where the service names them, else what it says of the problem. */
function complaint(status: number, body: unknown): string {
  const parsed = problem.safeParse(body);
  if (!parsed.success) return `the service answered ${status}`;
  const { detail, errors = [] } = parsed.data;
  return errors.length === 0 ? detail : errors.map(formatMistake).join('; ');
}
