import type { OptionCheck } from './options.ts'

/** The part of the Standard Schema interface (version 1) that is used here. zod, valibot, arktype and others implement it. */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>
    readonly types?: { readonly input: Input; readonly output: Output } | undefined
  }
}

type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] }

interface SchemaIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

export const schemaCheck: OptionCheck = {
  expected: 'a Standard Schema, such as one of zod, valibot or arktype',
  fits: (value: StandardSchema | null) => typeof value?.['~standard']?.validate === 'function',
}

/** A parsed value, or why it does not match the schema: one line for each issue. */
export type ParsedValue = { readonly value: unknown } | { readonly problem: string }

/** Parses a value with a schema. */
export const parseWithSchema = async (
  schema: StandardSchema<unknown, unknown>,
  value: unknown,
): Promise<ParsedValue> => {
  const result = await schema['~standard'].validate(value)
  return result.issues ? { problem: result.issues.map(formatSchemaIssue).join('\n') } : { value: result.value }
}

const formatSchemaIssue = ({ path = [], message }: SchemaIssue): string => {
  const keys = path.map((part) => String(typeof part === 'object' ? part.key : part))
  return keys.length > 0 ? `${keys.join('.')}: ${message}` : message
}
