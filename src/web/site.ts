// SPDX-License-Identifier: MIT
import type { Context } from 'hono';
import type { Asker, Confirmations } from '../alias/confirmations.ts';
import type { Credential } from '../alias/credential.ts';
import type { KeyService } from '../alias/key-service.ts';
import type { Caps } from '../alias/policy.ts';
import type { Questions } from '../alias/questions.ts';
import type { AliasService, EndedAlias, OpenAlias } from '../alias/service.ts';
import type { TestMessages } from '../alias/test-messages.ts';
import type { Assets } from './assets.ts';
import type { OpenApi } from './openapi.ts';

/** What the pages are made of. */
export interface WebDeps {
  readonly aliases: AliasService;
  readonly confirmations: Confirmations;
  readonly questions: Pick<Questions, 'open'>;
  readonly testMessages: TestMessages;
  /** Who asks, for whoever has to agree. */
  askerOf(c: Context): Asker;
  readonly keys: KeyService;
  /** Whether an alias takes a key to make. */
  readonly keysOnly: boolean;
  /** Base of every link that must be whole, without a final slash. */
  publicUrl(): string;
  /** Domains of the aliases, the default first. */
  readonly domains: readonly string[];
  /** The most that the operator grants. */
  readonly caps: Caps;
  /** Who runs this, as far as they say, and where abuse is reported: a mailbox or an https URL. */
  readonly operator: { readonly name: string | undefined; readonly contact: string | undefined };
  /** Messages go to `/sandbox`, and the pages say so. */
  readonly isSandbox: boolean;
  /** And whoever reaches the service may read them there. */
  readonly isSandboxPublic: boolean;
  /** Each counts for the client, and gives the ms to wait when it was one too many. */
  readonly limits: {
    creation(c: Context, target: string, byKey: boolean): Promise<number | undefined>;
    faults(c: Context): Promise<number | undefined>;
    change(c: Context): Promise<number | undefined>;
  };
  /** What it takes to make an alias without a key: `accepts` tells whether a form's field has it. */
  readonly proof?: { accepts(solution: string | undefined): Promise<boolean> } | undefined;
  /** Every kind of problem that the API answers with, by the fragment under which it is explained. */
  readonly problemTypes: readonly (readonly [
    id: string,
    problem: { readonly status: number; readonly title: string; readonly detail: string },
  ])[];
  /** What a request authorises itself with. */
  credentialOf(c: Context): Credential | undefined;
  /** Our OpenAPI document. */
  document(): OpenApi;
  /** Instant in ms. */
  now(): number;
}

/** The same with what is read once. */
export interface Site extends WebDeps {
  readonly assets: Assets;
  /** Since when outcomes are remembered, ms. */
  readonly startedAt: number;
}

/** The alias that a request names, opened with what it shows; how it ended if it died lately. */
export async function openAlias(site: Site, c: Context): Promise<OpenAlias | EndedAlias | undefined> {
  const credential = site.credentialOf(c);
  return credential && site.aliases.open(c.req.param('address') ?? '', credential);
}

/** Counts a change; whether it was one too many. */
export async function isOverLimit(site: Site, c: Context): Promise<boolean> {
  const waitMs = await site.limits.change(c);
  if (waitMs !== undefined) c.header('retry-after', `${Math.ceil(waitMs / 1000)}`);
  return waitMs !== undefined;
}
