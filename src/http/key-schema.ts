// SPDX-License-Identifier: MIT
import { z } from '@hono/zod-openapi';
import type { KeyPreset, KeyRequest, KeyUpdate, KeyView } from '../alias/key-service.ts';
import {
  aliasSchema,
  fields,
  findContradictions,
  numberOrNull,
  textOrNull,
  withoutUndefined,
} from './alias-schema.ts';
import { formatDuration } from './duration.ts';

const label = fields.note.openapi({ description: 'A name for yourself.', examples: ['phone'] });

/** What a preset has; the limits are counted for each alias from its creation. */
const preset = {
  maxUses: fields.maxUses,
  days: fields.days,
  validFor: fields.validFor,
  startsAt: fields.startsAt,
  clock: fields.clock,
  idleFor: fields.idleFor,
  style: fields.style,
  domain: fields.domain,
  note: fields.note,
  'max-usage': fields.maxUses.openapi({ description: 'Same as `maxUses`.' }),
};

/** Body of POST /keys, read into what the key service takes. */
export const keyRequestSchema = z
  .strictObject({ target: fields.target, label, ...preset })
  .partial()
  .required({ target: true })
  .superRefine(findContradictions)
  .transform((body) =>
    withoutUndefined<KeyRequest>({ ...spelled(body), target: body.target, label: body.label }),
  )
  .openapi('KeyRequest', {
    description: 'What the preset says counts where a request for an alias says nothing.',
    examples: [{ target: 'ada@target.example', label: 'phone', days: 30, maxUses: 20 }],
  });

const nullable = <Schema extends z.ZodType>(schema: Schema) => schema.nullable().optional();

/** Body of PATCH /keys/self, read into what the key service takes. */
export const keyUpdateSchema = z
  .strictObject({
    label: label.optional(),
    maxUses: nullable(preset.maxUses),
    days: nullable(preset.days).openapi(numberOrNull),
    validFor: nullable(preset.validFor).openapi(textOrNull),
    startsAt: nullable(preset.startsAt),
    clock: nullable(preset.clock),
    idleFor: nullable(preset.idleFor).openapi(textOrNull),
    style: nullable(preset.style),
    domain: nullable(preset.domain),
    note: nullable(preset.note),
    'max-usage': nullable(preset['max-usage']),
  })
  .superRefine(findContradictions)
  .transform((body) => withoutUndefined<KeyUpdate>({ ...spelled(body), label: body.label }))
  .openapi('KeyChange', {
    description: 'What is absent stays as it is; `null` takes a field out of the preset.',
    examples: [{ maxUses: 5 }, { validFor: null, idleFor: 'P30D' }],
  });

/** The fields of a preset by the names that the service has for them. */
function spelled<Uses, Life, Start, Rest extends object>({
  days,
  validFor,
  idleFor,
  clock,
  startsAt,
  'max-usage': uses,
  ...rest
}: Rest & {
  clock?: Start | undefined;
  startsAt?: Start | undefined;
  days?: Life | undefined;
  validFor?: Life | undefined;
  idleFor?: Life | undefined;
  maxUses?: Uses | undefined;
  'max-usage'?: Uses | undefined;
}) {
  return {
    ...rest,
    maxUses: rest.maxUses === undefined ? uses : rest.maxUses,
    validForMs: validFor === undefined ? days : validFor,
    startsAt: startsAt === undefined ? clock : startsAt,
    idleForMs: idleFor,
  };
}

const exampleKey = {
  state: 'active' as const,
  label: 'phone',
  target: 'ada@target.example',
  maxUses: 20,
  validFor: 'P30D',
  startsAt: null,
  idleFor: null,
  style: null,
  domain: null,
  note: null,
};

/** A key as its holder sees it. */
export const keySchema = z
  .object({
    state: z.enum(['active', 'unconfirmed']),
    label: z.string(),
    target: z.string(),
    maxUses: z.int().nullable(),
    validFor: z.string().nullable(),
    startsAt: z.enum(['creation', 'first-use']).nullable(),
    idleFor: z.string().nullable(),
    style: z.enum(['random', 'words']).nullable(),
    domain: z.string().nullable(),
    note: z.string().nullable(),
  })
  .openapi('Key', { examples: [exampleKey] });

/** A new key, whose text is shown this once. */
export const createdKeySchema = keySchema
  .extend({
    key: z.string().openapi({
      description: 'Bearer token for everything that is done with the key; not shown again.',
    }),
  })
  .openapi('CreatedKey', {
    examples: [{ key: 'mayfly0q3v7k2m9x4c8r5tz1w6y0h2j4n8b3d5f7g9sapek', ...exampleKey }],
  });

/** A part of the aliases of a key. */
export const aliasListSchema = z
  .object({
    aliases: z.array(aliasSchema),
    next: z
      .string()
      .nullable()
      .openapi({ description: 'What `after` has to be for the next part; null when there is none.' }),
  })
  .openapi('AliasList', { examples: [{ aliases: [], next: null }] });

/** The JSON form of a key: what the preset does not have is null. */
export function formatKey({ state, label, target, preset }: KeyView): z.infer<typeof keySchema> {
  const { maxUses, validForMs, startsAt, idleForMs, style, domain, note }: KeyPreset = preset;
  return {
    state,
    label,
    target,
    maxUses: maxUses ?? null,
    validFor: validForMs === undefined ? null : formatDuration(validForMs),
    startsAt: startsAt ?? null,
    idleFor: idleForMs === undefined ? null : formatDuration(idleForMs),
    style: style ?? null,
    domain: domain ?? null,
    note: note ?? null,
  };
}
