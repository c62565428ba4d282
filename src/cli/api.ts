// SPDX-License-Identifier: MIT
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
  /** With a key its target is left out. */
  create(request: Readonly<Record<string, unknown>>, key?: string): Promise<CreatedAlias>;
  show(address: string, token: string): Promise<ShownAlias>;
  /** `isAsked`: the owner of the new target has to agree, and was asked; all else is changed. */
  change(
    address: string,
    token: string,
    change: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly alias: ShownAlias; readonly isAsked: boolean }>;
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
  const answered = async (path: string, init: RequestInit, argument?: string): ReturnType<typeof ask> =>
    accepted(await ask(path, init), argument);
  const call = async (path: string, init: RequestInit): Promise<unknown> => (await answered(path, init)).body;
  /** Solves the challenge that the service asks for, if it does. */
  const callProven = async (path: string, init: RequestInit, argument?: string): ReturnType<typeof ask> => {
    const first = await ask(path, init);
    if (!asksForProof(first.response.status, first.body)) return accepted(first, argument);
    const proof = await prove(await call('/challenge', {}));
    return answered(path, { ...init, headers: { ...init.headers, ...proof } }, argument);
  };
  const pathOf = (address: string): string => `/aliases/${encodeURIComponent(address)}`;
  const headersOf = (token: string) => ({ authorization: `Bearer ${token}`, ...json });
  return {
    async create(request, key) {
      const headers = key === undefined ? json : headersOf(key);
      const init = { method: 'POST', headers, body: JSON.stringify(request) };
      return read(createdAlias, (await callProven('/aliases', init, 'target')).body);
    },
    show: async (address, token) =>
      read(shownAlias, await call(pathOf(address), { method: 'GET', headers: headersOf(token) })),
    async change(address, token, change) {
      const init = { method: 'PATCH', headers: headersOf(token), body: JSON.stringify(change) };
      const { response, body } = await callProven(pathOf(address), init);
      return { alias: read(shownAlias, body), isAsked: response.status === 202 };
    },
    async destroy(address, token) {
      await call(pathOf(address), { method: 'DELETE', headers: headersOf(token) });
    },
    isRunning: () =>
      call('/healthz', {}).then(
        () => true,
        () => false,
      ),
  };
}

const timeoutMs = 10_000;

/** Throws what the service says where it did not do what it was asked; `argument` is the field that is no option of the command. */
function accepted<T extends { readonly response: Response; readonly body: unknown }>(
  answer: T,
  argument?: string,
): T {
  if (!answer.response.ok) throw new CommandError(complaint(answer.response.status, answer.body, argument));
  return answer;
}

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
function complaint(status: number, body: unknown, argument?: string): string {
  const parsed = problem.safeParse(body);
  if (!parsed.success) return `the service answered ${status}`;
  const { detail, errors = [] } = parsed.data;
  return errors.length === 0 ? detail : errors.map((one) => formatMistake(one, argument)).join('; ');
}
