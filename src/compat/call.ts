// SPDX-License-Identifier: MIT
import type { Context } from 'hono';
import type { KeyService, OpenKey } from '../alias/key-service.ts';
import type { AliasService } from '../alias/service.ts';
import { answerRefusal, type Refusal } from './answers.ts';
import type { Words } from './words.ts';

/** What these calls are made of. */
export interface CompatDeps {
  readonly aliases: AliasService;
  readonly keys: KeyService;
  /** Domains of the aliases, the default first. */
  readonly domains: readonly [string, ...string[]];
  /** Each counts for the client, and gives the ms to wait when it was one too many. */
  readonly limits: {
    creation(c: Context, target: string, byKey: boolean): Promise<number | undefined>;
    faults(c: Context): Promise<number | undefined>;
    change(c: Context): Promise<number | undefined>;
  };
  /** Base of every link, without a final slash. */
  publicUrl(): string;
  /** The words of the language that a request asks for. */
  words(c: Context): Words;
}

/** A call that shows a key. */
export interface Call {
  readonly c: Context;
  readonly deps: CompatDeps;
  readonly words: Words;
  readonly key: OpenKey;
  /** The key as the client has it. */
  readonly keyText: string;
}

/** What a call comes to: a refusal, or an answer of its own. */
type CallOutcome = Response | Refusal;

type Handler = (c: Context) => Promise<Response>;

/** Answers a call that needs a key. */
export function withKey(deps: CompatDeps, act: (call: Call) => Promise<CallOutcome> | CallOutcome): Handler {
  return async (c) => {
    const words = deps.words(c);
    const keyText = keyOf(c);
    const key = keyText === undefined ? undefined : await deps.keys.open(keyText);
    if (key === undefined || keyText === undefined) return answerRefusal(c, badKey(words));
    const outcome = await act({ c, deps, words, key, keyText });
    return outcome instanceof Response ? outcome : answerRefusal(c, outcome);
  };
}

/** The same for one that changes or ends an alias; a client may make a limited number of those in a while. */
export function withKeyToChange(deps: CompatDeps, act: (call: Call) => Promise<CallOutcome>): Handler {
  return withKey(deps, async (call) => {
    const waitMs = await deps.limits.change(call.c);
    return waitMs === undefined ? act(call) : tooMany(call.words, waitMs);
  });
}

/** The body of a call as an object, empty where there is none. */
export async function bodyOf({ c, words }: Pick<Call, 'c' | 'words'>): Promise<Body | Refusal> {
  const text = await c.req.text();
  if (text.trim() === '') return new Body({});
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return new Body(parsed);
  } catch {
    // Answered as anything else that is no object.
  }
  return { status: 400, reason: words.badBody };
}

/** The fields of a body, each as what is needed of it; what is of another type counts as absent. */
export class Body {
  readonly #fields: Readonly<Record<string, unknown>>;

  constructor(fields: object) {
    this.#fields = { ...fields };
  }

  has(name: string): boolean {
    return this.#fields[name] !== undefined;
  }

  text(name: string): string | undefined {
    const value = this.#fields[name];
    return typeof value === 'string' ? value : undefined;
  }

  flag(name: string): boolean | undefined {
    const value = this.#fields[name];
    return typeof value === 'boolean' ? value : undefined;
  }

  /** Text, or a number as text. */
  id(name: string): string {
    const value = this.#fields[name];
    return typeof value === 'string' || typeof value === 'number' ? `${value}` : '';
  }
}

/** The only refusal with status 401: clients forget their key at it. */
export function badKey(words: Words): Refusal {
  return { status: 401, reason: words.badKey };
}

/** Too much in a while. */
export function tooMany(words: Words, waitMs: number): Refusal {
  return { status: 429, reason: words.tooMany(waitMs), waitMs };
}

/** addy.io's clients send the one, SimpleLogin's the other; either is taken everywhere. */
function keyOf(c: Context): string | undefined {
  const sent = [c.req.header('authentication'), c.req.header('authorization')];
  for (const field of sent) {
    const [, text] = /^\s*(?:Bearer\s+)?(\S+)\s*$/i.exec(field ?? '') ?? [];
    if (text !== undefined) return text;
  }
  return undefined;
}
