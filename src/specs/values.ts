import * as z from 'zod/mini'

/** Any string. */
export const Text = z.string()

/** A string that a JSONata state may write as an expression. */
export const TextOrExpression = z.string()

/** The user's data, in which paths or expressions are evaluated: any JSON, passed on unchanged. The specs do not look into it. */
export const Payload = z.unknown()

/** The user's data that is never evaluated: any JSON. */
export const StaticData = z.unknown()

/** A JSONata string: it begins with `{%` and ends with `%}`. */
export const JsonataString = z.templateLiteral(['{%', z.string(), '%}'])
export type JsonataString = z.infer<typeof JsonataString>

/** True if a value is a string that is evaluated as JSONata. */
export const isJsonata = (value: unknown): value is JsonataString =>
  typeof value === 'string' && value.startsWith('{%') && value.endsWith('%}') && value.length >= 4

/** True if a value is a string that a deployment completes (`${…}`): its final value is not known yet. */
export const isSubstituted = (value: unknown): boolean => typeof value === 'string' && /\$\{[^}]*\}/.test(value)

/** A JSONPath, or `null` for "no data". */
export const NullablePath = z.nullable(z.string())

export const QueryLanguage = z.enum(['JSONPath', 'JSONata'])
export type QueryLanguage = z.infer<typeof QueryLanguage>

/** The maximum of `seconds`, `timeoutSeconds`, `intervalSeconds`, `maxAttempts` and similar fields (Step Functions quotas). */
export const MAX_COUNT = 99_999_999

/** An integer within bounds. */
export const count = (minimum: number, maximum?: number) =>
  z.number().check(z.multipleOf(1), z.gte(minimum), ...(maximum === undefined ? [] : [z.lte(maximum)]))

/** An integer within bounds, or an expression for one in a JSONata state. */
export const countOrExpression = (minimum: number, maximum?: number) =>
  z.union([count(minimum, maximum), JsonataString])

/** A number of items. It has no maximum: AWS limits it when the execution runs. */
export const Count = countOrExpression(0)

/** A value, or an array of values. */
export const oneOrMany = <Spec extends z.ZodMiniType>(spec: Spec) => z.union([spec, z.readonly(z.array(spec))])

/** A value, or an array of at least one value. */
export const oneOrSeveral = <Spec extends z.ZodMiniType>(spec: Spec) =>
  z.union([spec, z.readonly(z.array(spec).check(z.minLength(1)))])
