import * as z from 'zod/mini'

/** Any text. */
export const Text = z.string()

/** The user's data: any JSON, kept byte for byte, never looked into by the specs. */
export const Payload = z.unknown()

/** A JSONata expression: a string that begins with `{%` and ends with `%}`, with nothing around it. */
export const Expression = z.templateLiteral(['{%', z.string(), '%}'])
export type Expression = z.infer<typeof Expression>

/** Whether a value is a string that JSONata evaluates. */
export const isExpression = (value: unknown): value is Expression =>
  typeof value === 'string' && value.startsWith('{%') && value.endsWith('%}') && value.length >= 4

/** Whether a value is a text that deployment completes (`${…}`): nothing can be said about it before. */
export const isSubstituted = (value: unknown): boolean => typeof value === 'string' && /\$\{[^}]*\}/.test(value)

/** A JSONPath; `null` where it stands for "no data". */
export const Path = z.nullable(z.string())

export const QueryLanguage = z.enum(['JSONPath', 'JSONata'])
export type QueryLanguage = z.infer<typeof QueryLanguage>

/** The most that `seconds`, `timeoutSeconds`, `intervalSeconds`, `maxAttempts`, … may be (Step Functions quotas). */
export const MAX_COUNT = 99_999_999

/** A whole number within bounds. */
export const count = (minimum: number, maximum?: number) =>
  z.number().check(z.multipleOf(1), z.gte(minimum), ...(maximum === undefined ? [] : [z.lte(maximum)]))

/** A whole number within bounds, or in a JSONata state an expression that gives one. */
export const countOrExpression = (minimum: number, maximum?: number) => z.union([count(minimum, maximum), Expression])

/** Numbers of items: they have no upper bound, AWS caps them when it runs. */
export const Count = countOrExpression(0)

/** One thing, or a list of them. */
export const oneOrMany = <Spec extends z.ZodMiniType>(spec: Spec) => z.union([spec, z.readonly(z.array(spec))])

/** One thing, or a list of at least one. */
export const oneOrSeveral = <Spec extends z.ZodMiniType>(spec: Spec) =>
  z.union([spec, z.readonly(z.array(spec).check(z.minLength(1)))])
