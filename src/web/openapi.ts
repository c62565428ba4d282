// SPDX-License-Identifier: MIT
/** What the API page reads of an OpenAPI 3.1 document. */
export interface OpenApi {
  readonly paths?: Readonly<Record<string, Readonly<Partial<Record<Method, Operation>>>>> | undefined;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> } | undefined;
}

/** Methods in the order in which they are shown. */
export const methods = ['post', 'get', 'patch', 'delete'] as const;
type Method = (typeof methods)[number];

/** One call. */
export interface Operation {
  readonly summary?: string | undefined;
  readonly operationId?: string | undefined;
  readonly security?: readonly object[] | undefined;
  readonly requestBody?: { readonly content: Content } | undefined;
  readonly responses?: Readonly<Record<string, Answer>> | undefined;
}

/** One answer of a call. */
interface Answer {
  readonly description?: string | undefined;
  readonly content?: Content | undefined;
}

type Content = Readonly<Record<string, { readonly schema?: Schema | undefined }>>;

/** A JSON Schema, as far as ours go. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly allOf?: readonly Schema[];
}

/** Follows a reference into the components, and joins the parts of a schema that has some. */
export function resolve(document: OpenApi, schema: Schema): Schema {
  const name = schema.$ref?.slice('#/components/schemas/'.length);
  if (name !== undefined) return resolve(document, document.components?.schemas?.[name] ?? {});
  if (schema.allOf === undefined) return schema;
  const parts = schema.allOf.map((part) => resolve(document, part));
  return {
    ...Object.assign({}, ...parts),
    ...schema,
    properties: Object.assign({}, ...parts.map((part) => part.properties), schema.properties),
    required: parts.flatMap((part) => part.required ?? []),
  };
}
