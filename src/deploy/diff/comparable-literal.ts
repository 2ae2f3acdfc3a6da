import { isDeepStrictEqual } from 'node:util'
import type { AwsEnvironment } from '../../arn.ts'
import { mapLiteralStates } from '../../dsl/literal-states.ts'
import { isJsonObject, type JsonObject } from '../../json.ts'
import { desugar, resugar } from '../../sugar/desugar.ts'

type Defaults = Readonly<Record<string, string | number>>

/** The defaults of ASL, by the object that has the field (ASL spec; Errors; Map state). A field with its default is the same as none. */
const defaults = {
  machine: { queryLanguage: 'JSONPath', version: '1.0' },
  state: { inputPath: '$', outputPath: '$', resultPath: '$', maxConcurrency: 0 },
  retrier: { intervalSeconds: 1, maxAttempts: 3, backoffRate: 2, jitterStrategy: 'NONE' },
  catcher: { resultPath: '$' },
} satisfies Readonly<Record<string, Defaults>>

/**
 * Converts a definition, in either form, to a literal in which the same meaning is written in the same way: without its name, without
 * fields that have their default, and with lists of retriers and catchers.
 * @throws DefinitionError if the definition cannot be translated.
 */
export const comparableLiteral = (definition: object, environment: AwsEnvironment): JsonObject => {
  const literal: unknown = resugar(desugar(definition, environment), environment)
  const { name: _, ...machine } = without(mapLiteralStates(literal, comparableState), defaults.machine)
  return machine
}

const comparableState = (state: JsonObject): JsonObject => ({
  ...without(state, defaults.state),
  ...(state.retry !== undefined && { retry: entries(state.retry, defaults.retrier) }),
  ...(state.catch !== undefined && { catch: entries(state.catch, defaults.catcher) }),
})

const entries = (oneOrMany: unknown, unneeded: Defaults): JsonObject[] =>
  [oneOrMany].flat().map((entry) => without(entry, unneeded))

const without = (value: unknown, unneeded: Defaults): JsonObject =>
  isJsonObject(value)
    ? Object.fromEntries(
        Object.entries(value).filter(
          ([key, field]) => !Object.hasOwn(unneeded, key) || !isDeepStrictEqual(field, Reflect.get(unneeded, key)),
        ),
      )
    : {}
