import type { ExpressionScope, JsonataScope } from '../../src/expressions/scope.ts'
import type { Json, JsonObject } from '../../src/json.ts'

const system: ExpressionScope['system'] = { now: () => Date.UTC(2026, 0, 1), random: () => 0.5, uuid: () => 'a-uuid' }

interface Names {
  context?: JsonObject
  variables?: JsonObject
}

/** The scope of a JSONPath: its input, and the other values that it can read. */
export const scopeOf = (input: Json, { context = {}, variables = {} }: Names = {}): ExpressionScope => ({
  input,
  context: () => context,
  variables,
  system,
})

/** The scope of a JSONata expression. */
export const jsonataScopeOf = (
  input: Json,
  { result, errorOutput, ...names }: Names & { result?: Json; errorOutput?: Json } = {},
): JsonataScope => {
  const { context, variables } = scopeOf(input, names)
  const states = {
    input,
    ...(result !== undefined && { result }),
    ...(errorOutput !== undefined && { errorOutput }),
  }
  return { states, context, variables, system }
}
