import { z } from '@hono/zod-openapi';
import type { Fault, FieldFault } from '../alias/fault.ts';
import type { KeyAliasRequest } from '../alias/key-service.ts';
import type { AliasRequest, AliasUpdate, AliasView } from '../alias/service.ts';
import { parseDuration } from './duration.ts';

const dayMs = 86_400_000;

/** Faults that a schema finds and that need no parameters. */
const plainFaults = [
  { code: 'required', params: {} },
  { code: 'notText', params: {} },
  { code: 'notACount', params: {} },
  { code: 'notDays', params: {} },
  { code: 'notAnInstant', params: {} },
  { code: 'notADuration', params: {} },
  { code: 'calendarDuration', params: {} },
] as const satisfies readonly Fault[];

/** What a schema of ours gives as its message. */
type PlainCode = (typeof plainFaults)[number]['code'];

/** Fields that say the same as another: the ancestor's spellings, and `days` for `validFor`. */
const spellings = {
  'max-usage': 'maxUses',
  'valid-from': 'validFrom',
  'valid-until': 'validUntil',
  days: 'validFor',
} as const;

const maxUses = z
  .int(code('notACount'))
  .min(1, code('notACount'))
  .openapi({ description: 'Dies after this many messages.', examples: [5] });

const days = z
  .number(code('notDays'))
  .gt(0, code('notDays'))
  .transform((count) => Math.round(count * dayMs))
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
  return z.iso
    .datetime({
      offset: true,
      error: code('notAnInstant'),
    })
    .transform((written) => Date.parse(written))
    .openapi({ type: 'string', format: 'date-time', description, examples: ['2027-01-31T12:00:00Z'] });
}

/** A code as the message of a schema. */
function code(plain: PlainCode): PlainCode {
  return plain;
}

function text() {
  return z.string({ error: (issue) => (issue.input === undefined ? code('required') : code('notText')) });
}

function oneOf<const T extends readonly string[]>(values: T) {
  return z.enum(values);
}

const until = instant('Dies at this instant.');
const note = text().openapi({ description: "Owner's label.", examples: ['newsletter'] });

/** Fields of requests, each as it is read. */
export const fields = {
  target: text().openapi({ description: 'Where mail is passed on to.', examples: ['ada@target.example'] }),
  maxUses,
  days,
  validFor: duration('Dies this long after creation, or after the first delivery by `clock`.'),
  clock: oneOf(['creation', 'first-use']).openapi({ description: 'When `validFor` starts.' }),
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
    ({ 'max-usage': uses, 'valid-from': from, 'valid-until': end, days, validFor, idleFor, ...rest }) =>
      withoutUndefined<KeyAliasRequest & Partial<AliasRequest>>({
        ...rest,
        maxUses: rest.maxUses ?? uses,
        validFrom: rest.validFrom ?? from,
        validUntil: rest.validUntil ?? end,
        validForMs: validFor ?? days,
        idleForMs: idleFor,
      }),
  )
  .openapi('AliasRequest', {
    description: 'At least one limit is required, here or in the preset of the key.',
    examples: [{ target: 'ada@target.example', days: 3, maxUses: 5 }],
  });

/** Body of PATCH /aliases/{address}, read into what the alias service takes. */
export const aliasUpdateSchema = z
  .strictObject({
    state: oneOf(['active', 'paused']).optional(),
    maxUses: maxUses.optional(),
    validUntil: until.optional(),
    validFor: duration('Dies this long from now.').optional(),
    idleFor: duration('Dies after this long without a delivery.').optional(),
    note: note.optional(),
    'max-usage': maxUses.optional().openapi({ description: 'Same as `maxUses`.' }),
    'valid-until': instant('Same as `validUntil`.').optional(),
  })
  .superRefine(findContradictions)
  .transform(({ 'max-usage': uses, 'valid-until': end, validFor, idleFor, ...rest }) =>
    withoutUndefined<AliasUpdate>({
      ...rest,
      maxUses: rest.maxUses ?? uses,
      validUntil: rest.validUntil ?? end,
      validForMs: validFor,
      idleForMs: idleFor,
    }),
  )
  .openapi('AliasChange', {
    description: 'What is absent stays as it is.',
    examples: [{ state: 'paused' }, { validFor: 'P7D', note: 'until the parcel is here' }],
  });

const instantShown = z.iso.datetime();

const exampleAlias = {
  address: 'q3v7k2m9x4c8r5tz@alias.example',
  target: 'ada@target.example',
  state: 'active' as const,
  maxUses: 5,
  usesLeft: 4,
  delivered: 1,
  validFrom: null,
  validUntil: '2027-01-31T12:00:00.000Z',
  createdAt: '2027-01-28T12:00:00.000Z',
  note: 'newsletter',
};

/** An alias as its owner sees it. */
export const aliasSchema = z
  .object({
    address: z.string(),
    target: z.string(),
    state: z.enum(['active', 'paused', 'unconfirmed']),
    maxUses: z.int().nullable(),
    usesLeft: z.int().nullable(),
    delivered: z.int(),
    validFrom: instantShown.nullable(),
    validUntil: instantShown
      .nullable()
      .openapi({ description: 'When time will end it, whatever the rule; null when only messages do.' }),
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
  })
  .openapi('CreatedAlias', {
    examples: [
      {
        ...exampleAlias,
        manageToken: 'Zk3vQ0yZbq1k2l0xw7m4cA',
        manageUrl: `https://alias.example/m/${exampleAlias.address}/Zk3vQ0yZbq1k2l0xw7m4cA`,
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
    createdAt: new Date(view.createdAt).toISOString(),
    note: view.note,
  };
}

/** The mistakes that a schema found, one for each unknown field too. */
export function faultsOf(error: z.ZodError): FieldFault[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((field) => ({ field, code: 'unknownField', params: {} }));
    if (issue.path.length === 0) return [{ field: 'body', code: 'notAnObject', params: {} }];
    return [{ field: issue.path.map(String).join('.'), ...faultOf(issue) }];
  });
}

/** Our schemas give codes as messages; what a code needs is in the parameters of its issue. */
function faultOf(issue: z.core.$ZodIssue): Fault {
  if (issue.code === 'invalid_value')
    return { code: 'notAChoice', params: { values: issue.values.map(String) } };
  if (issue.code === 'custom' && issue.message === 'contradicts')
    return { code: 'contradicts', params: { other: String(issue.params?.other) } };
  return plainFaults.find((fault) => fault.code === issue.message) ?? { code: 'invalid', params: {} };
}

/** Names the service's faults by the spelling that the body used. */
export function respell(faults: readonly FieldFault[], body: object): FieldFault[] {
  const spelled = Object.entries(spellings).filter(([other, name]) => other in body && !(name in body));
  return faults.map((fault) => {
    const field = spelled.find(([, name]) => name === fault.field)?.[0] ?? fault.field;
    return { ...fault, field };
  });
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
