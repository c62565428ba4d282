// SPDX-License-Identifier: MIT
import { z } from '@hono/zod-openapi';
import { aliasStates } from '../alias/alias.ts';
import type { KeyAliasRequest } from '../alias/key-service.ts';
import type { AliasRequest, AliasUpdate, AliasView } from '../alias/service.ts';
import { formatDuration, parseDuration } from './duration.ts';
import { parseInstant } from './instant.ts';
import { code, spellings } from './request-faults.ts';

const dayMs = 86_400_000;

const maxUses = z
  .int(code('notACount'))
  .min(1, code('notACount'))
  .openapi({ description: 'Dies after this many messages.', examples: [5] });

const days = z
  .number(code('notDays'))
  .gt(0, code('notDays'))
  .transform((count) => Math.round(Math.min(count, 1e9) * dayMs))
  .openapi({
    type: 'number',
    description: 'Dies after this many days; fractions are fine.',
    examples: [3, 0.5],
  });

function duration(description: string) {
  return text()
    .transform((written, ctx) => {
      const parsed = parseDuration(written);
      if ('ms' in parsed) return parsed.ms;
      ctx.issues.push({ code: 'custom', message: code(parsed.fault), input: written });
      return z.NEVER;
    })
    .openapi({ type: 'string', format: 'duration', description, examples: ['P3D'] });
}

function instant(description: string) {
  return z
    .string(code('notAnInstant'))
    .transform((written, ctx) => {
      const at = parseInstant(written);
      if (at !== undefined) return at;
      ctx.issues.push({ code: 'custom', message: code('notAnInstant'), input: written });
      return z.NEVER;
    })
    .openapi({ type: 'string', format: 'date-time', description, examples: ['2027-01-31T12:00:00Z'] });
}

function text() {
  return z.string({ error: (issue) => (issue.input === undefined ? code('required') : code('notText')) });
}

function oneOf<const T extends readonly string[]>(values: T) {
  return z.enum(values);
}

/** Types of what `null` lifts, for the document: where a type is given by hand, `null` has to be given with it. */
export const textOrNull = { type: ['string', 'null'] } satisfies { type: SchemaType[] };
export const numberOrNull = { type: ['number', 'null'] } satisfies { type: SchemaType[] };
type SchemaType = 'string' | 'number' | 'null';

const startsAt = oneOf(['creation', 'first-use']);
const until = instant('Dies at this instant.');
const note = text().openapi({ description: "Owner's label.", examples: ['newsletter'] });

/** Fields of requests, each as it is read. */
export const fields = {
  target: text().openapi({ description: 'Where mail is passed on to.', examples: ['ada@target.example'] }),
  maxUses,
  days,
  validFor: duration('Dies this long after creation, or after the first delivery by `startsAt`.'),
  startsAt: startsAt.openapi({ description: 'When `validFor` starts; `creation` by default.' }),
  clock: startsAt.openapi({ description: 'Same as `startsAt`.', deprecated: true }),
  idleFor: duration('Dies after this long without a delivery.'),
  style: oneOf(['random', 'words']).openapi({ description: 'How a name that is not chosen is made.' }),
  domain: text().openapi({ description: "One of the service's domains; the first by default." }),
  note,
};

/** Body of POST /aliases, read into what the alias service takes. Whether there has to be a target the route knows. */
export const aliasRequestSchema = z
  .strictObject({
    target: fields.target
      .optional()
      .openapi({ description: 'Where mail is passed on to. Required without a key, and left out with one.' }),
    maxUses: maxUses.optional(),
    days: days.optional(),
    validFor: fields.validFor.optional(),
    validFrom: instant('Takes mail only from this instant on.').optional(),
    validUntil: until.optional(),
    startsAt: fields.startsAt.optional(),
    clock: fields.clock.optional(),
    idleFor: fields.idleFor.optional(),
    name: text()
      .optional()
      .openapi({ description: 'Chosen local part.', examples: ['spring-sale'] }),
    style: fields.style.optional(),
    domain: fields.domain.optional(),
    note: note.optional(),
    'max-usage': maxUses.optional().openapi({ description: 'Same as `maxUses`.' }),
    'valid-from': instant('Same as `validFrom`.').optional(),
    'valid-until': instant('Same as `validUntil`.').optional(),
  })
  .superRefine(findContradictions)
  .transform(
    ({
      'max-usage': uses,
      'valid-from': from,
      'valid-until': end,
      clock,
      days,
      validFor,
      idleFor,
      ...rest
    }) =>
      withoutUndefined<KeyAliasRequest & Partial<AliasRequest>>({
        ...rest,
        maxUses: rest.maxUses ?? uses,
        validFrom: rest.validFrom ?? from,
        validUntil: rest.validUntil ?? end,
        validForMs: validFor ?? days,
        startsAt: rest.startsAt ?? clock,
        idleForMs: idleFor,
      }),
  )
  .openapi('AliasRequest', {
    description: 'At least one limit is required.',
    examples: [{ target: 'ada@target.example', days: 3, maxUses: 5 }],
  });

/** Body of PATCH /aliases/{address}, read into what the alias service takes. */
export const aliasUpdateSchema = z
  .strictObject({
    state: oneOf(['active', 'paused']).optional(),
    maxUses: maxUses.nullish().openapi({
      description: 'Dies after this many messages in all, those that it has passed on included.',
    }),
    validUntil: until.nullish().openapi(textOrNull),
    days: days.nullish().openapi({ ...numberOrNull, description: 'Dies this many days from now.' }),
    validFor: duration('Dies this long from now.').nullish().openapi(textOrNull),
    idleFor: duration('Dies after this long without a delivery.').nullish().openapi(textOrNull),
    note: note.optional(),
    target: text().optional().openapi({
      description: 'Where mail is passed on to from now on; where its owner has to agree, from then on.',
    }),
    'max-usage': maxUses.nullish().openapi({ description: 'Same as `maxUses`.' }),
    'valid-until': instant('Same as `validUntil`.').nullish().openapi(textOrNull),
  })
  .superRefine(findContradictions)
  .transform(({ 'max-usage': uses, 'valid-until': end, days, validFor, idleFor, ...rest }) =>
    withoutUndefined<AliasUpdate>({
      ...rest,
      maxUses: rest.maxUses === undefined ? uses : rest.maxUses,
      validUntil: rest.validUntil === undefined ? end : rest.validUntil,
      validForMs: validFor === undefined ? days : validFor,
      idleForMs: idleFor,
    }),
  )
  .openapi('AliasChange', {
    description:
      'What is absent stays as it is. `null` lifts a limit, as far as the operator allows; one limit must remain.',
    examples: [
      { state: 'paused' },
      { maxUses: null, days: 7 },
      { validFor: 'P7D', note: 'until the parcel is here' },
    ],
  });

const instantShown = z.iso.datetime();
const durationShown = z.string().openapi({ format: 'duration' });

const exampleAlias = {
  address: 'q3v7k2m9x4c8r5tz@alias.example',
  target: 'ada@target.example',
  state: 'active' as const,
  maxUses: 5,
  usesLeft: 4,
  delivered: 1,
  validFrom: null,
  validUntil: '2027-01-31T12:00:00.000Z',
  validFor: 'P3D',
  startsAt: 'creation' as const,
  idleFor: null,
  createdAt: '2027-01-28T12:00:00.000Z',
  note: 'newsletter',
};

/** An alias as its owner sees it. */
export const aliasSchema = z
  .object({
    address: z.string(),
    target: z.string(),
    state: z.enum(aliasStates).openapi({
      description: '`unconfirmed`: the owner of the target has yet to agree; until then senders are put off.',
    }),
    maxUses: z.int().nullable(),
    usesLeft: z.int().nullable(),
    delivered: z.int(),
    validFrom: instantShown.nullable(),
    validUntil: instantShown
      .nullable()
      .openapi({ description: 'When time will end it, whatever the rule; null when only messages do.' }),
    validFor: durationShown
      .nullable()
      .openapi({ description: 'Life as a duration, where it was given as one and not changed since.' }),
    startsAt: startsAt.openapi({ description: 'When `validFor` starts.' }),
    idleFor: durationShown.nullable().openapi({ description: 'Dies after this long without a delivery.' }),
    createdAt: instantShown,
    note: z.string(),
  })
  .openapi('Alias', { examples: [exampleAlias] });

/** A new alias: token and link are shown this once. */
export const createdAliasSchema = aliasSchema
  .extend({
    manageToken: z.string().openapi({ description: 'Bearer token for this alias; not shown again.' }),
    manageUrl: z
      .string()
      .openapi({ description: 'The same as a link for people; whoever has it manages the alias.' }),
    key: z.string().optional().openapi({
      description:
        'A key for the target, for the next alias; not shown again. Absent when the request had one.',
    }),
  })
  .openapi('CreatedAlias', {
    examples: [
      {
        ...exampleAlias,
        manageToken: 'Zk3vQ0yZbq1k2l0xw7m4cA',
        manageUrl: `https://alias.example/m#${exampleAlias.address}/Zk3vQ0yZbq1k2l0xw7m4cA`,
        key: 'mayfly0q3v7k2m9x4c8r5tz1w6y0h2j4n8b3d5f7g9sapek',
      },
    ],
  });

/** The JSON form of a view: instants as RFC 3339. */
export function formatAlias(view: AliasView): z.infer<typeof aliasSchema> {
  return {
    address: view.address,
    target: view.target,
    state: view.state,
    maxUses: view.maxUses,
    usesLeft: view.usesLeft,
    delivered: view.delivered,
    validFrom: formatInstant(view.validFrom),
    validUntil: formatInstant(view.validUntil),
    validFor: view.validForMs === null ? null : formatDuration(view.validForMs),
    startsAt: view.startsAt,
    idleFor: view.idleForMs === null ? null : formatDuration(view.idleForMs),
    createdAt: new Date(view.createdAt).toISOString(),
    note: view.note,
  };
}

/** Finds fields that say different things of the same. */
export function findContradictions(body: Record<string, unknown>, ctx: z.RefinementCtx): void {
  for (const [other, name] of Object.entries(spellings)) {
    if (body[other] === undefined || body[name] === undefined || body[other] === body[name]) continue;
    ctx.addIssue({ code: 'custom', path: [other], message: 'contradicts', params: { other: name } });
  }
}

function formatInstant(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

/** Drops absent fields, which `exactOptionalPropertyTypes` tells from undefined ones. */
export function withoutUndefined<T>(fields: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
