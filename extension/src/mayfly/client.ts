// SPDX-License-Identifier: MIT
import type { Account } from './account.ts';
import { type Alias, fieldsOf, type Key, readAlias, readKey } from './alias.ts';
import { type Ending, readEnding } from './ended.ts';
import { type PresetName, presets } from './preset.ts';
import { Refusal } from './refusal.ts';

/** What a change of an alias may say. */
export interface AliasChange {
  readonly state?: 'active' | 'paused';
  readonly maxUses?: number;
  /** RFC 3339. */
  readonly validUntil?: string;
}

/** The calls of Mayfly's REST service (docs/api.md) that the extension makes. Every method throws a Refusal, and nothing else. */
export interface Client {
  key(): Promise<Key>;
  /** All living aliases of the key, the newest first. */
  aliases(): Promise<readonly Alias[]>;
  /** Makes an alias; a repeat after a broken connection makes no second one. */
  make(preset: PresetName, note: string): Promise<Alias>;
  change(address: string, change: AliasChange): Promise<Alias>;
  destroy(address: string): Promise<void>;
  /** How an alias has ended; nothing while it lives. */
  ending(address: string): Promise<Ending | undefined>;
}

/** A call without an answer is over after this time, ms. */
const patienceMs = 20_000;
/** As the server bounds a label, in code points. */
const longestNote = 200;
/** The most that the server gives at once, and more parts than a key can have. */
const pageSize = 100;
const maxPages = 20;

/** A client for an account. `request` is `fetch`, but in tests. */
export function createClient({ server, key }: Account, request: typeof fetch = fetch): Client {
  const ask = (path: string, more: RequestInit = {}): Promise<Response> =>
    send(request, `${server}${path}`, {
      ...more,
      headers: { authorization: `Bearer ${key}`, accept: 'application/json', ...more.headers },
    });
  const call = async (path: string, more?: RequestInit): Promise<unknown> => {
    const response = await ask(path, more);
    return response.status === 204 ? undefined : readAnswer(response);
  };
  const pathOf = (address: string): string => `/aliases/${encodeURIComponent(address)}`;
  return {
    key: async () => readKey(await call('/keys/self')),
    async aliases() {
      const found: Alias[] = [];
      let after = '';
      for (let page = 0; page < maxPages; page += 1) {
        const { aliases, next } = fieldsOf(await call(`/aliases?limit=${pageSize}${after}`));
        if (!Array.isArray(aliases)) throw new Refusal('noMayfly');
        found.push(...aliases.map(readAlias));
        if (typeof next !== 'string') break;
        after = `&after=${encodeURIComponent(next)}`;
      }
      return found;
    },
    async make(preset, note) {
      const body = { ...presets[preset], note: [...note].slice(0, longestNote).join('') };
      const attempt = json('POST', body, { 'idempotency-key': crypto.randomUUID() });
      return readAlias(await call('/aliases', attempt).catch(onceMore(() => call('/aliases', attempt))));
    },
    change: async (address, change) => readAlias(await call(pathOf(address), json('PATCH', change))),
    async destroy(address) {
      await call(pathOf(address), { method: 'DELETE' });
    },
    async ending(address) {
      const response = await ask(pathOf(address));
      if (response.status === 410) return readEnding(fieldsOf(await bodyOf(response)).ended);
      try {
        readAlias(await readAnswer(response));
        return undefined;
      } catch (error) {
        if (error instanceof Refusal && error.kind === 'gone') return 'unknown';
        throw error;
      }
    },
  };
}

function json(method: string, body: unknown, headers: Record<string, string> = {}): RequestInit {
  return {
    method,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  };
}

/** Tries again what broke off on the way. */
function onceMore<T>(again: () => Promise<T>): (error: unknown) => Promise<T> {
  return (error) => {
    if (error instanceof Refusal && error.kind === 'unreachable') return again();
    throw error;
  };
}

/** A key is not carried to where a redirect leads, so none is followed. */
async function send(request: typeof fetch, url: string, options: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await request(url, {
      ...options,
      redirect: 'manual',
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(patienceMs),
    });
  } catch (error) {
    throw new Refusal(error instanceof Error && error.name === 'TimeoutError' ? 'noAnswer' : 'unreachable');
  }
  if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400))
    throw new Refusal('redirected');
  return response;
}

async function readAnswer(response: Response): Promise<unknown> {
  const body = await bodyOf(response);
  if (response.ok && body !== undefined) return body;
  throw refusalOf(response.status, fieldsOf(body));
}

/** The JSON of an answer; nothing where it has none. */
async function bodyOf(response: Response): Promise<unknown> {
  const type = response.headers.get('content-type') ?? '';
  const isOurs = /^application\/(problem\+)?json\b/.test(type);
  return isOurs ? response.json().catch(() => undefined) : undefined;
}

/** A refusal of Mayfly is problem+json (RFC 9457); anything else is by another server, such as a proxy's. */
function refusalOf(status: number, { title, detail, errors }: Record<string, unknown>): Refusal {
  if (status >= 500) return new Refusal('unavailable');
  if (typeof title !== 'string') return new Refusal('noMayfly');
  const faults = Array.isArray(errors) ? errors.map((fault) => fieldsOf(fault).message) : [];
  const words = [...faults, detail, title].find((text) => typeof text === 'string');
  const said = typeof words === 'string' ? words : '';
  if (status === 401) return new Refusal('wrongKey');
  if (status === 404 || status === 410) return new Refusal('gone');
  if (status === 429) return new Refusal('tooMany', said);
  return new Refusal('invalid', said);
}
