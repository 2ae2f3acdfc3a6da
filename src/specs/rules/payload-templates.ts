import { isJsonObject } from '../../json.ts'
import { type DefinitionPath, type Finding, SCHEMA } from '../finding.ts'
import { pathProblem, surprisesIn } from '../path-problem.ts'
import type { StateNode } from '../read-machine.ts'
import { show } from '../show.ts'
import type { StateRule } from './rule.ts'

const SUFFIX = '.$'

/** In a payload template, the value of a key that ends in `.$` is a path or an intrinsic function (ASL spec, Payload template). */
export const payloadTemplates: StateRule = (state) =>
  state.evaluatedFields.length > 0 || state.fields.Type === 'Pass' ? payloadFindings(state) : []

function* payloadFindings({ fields, path, evaluatedFields }: StateNode): Generator<Finding> {
  for (const { value, path: at } of evaluatedFields) yield* templateFindings(value, [...path, ...at])
  if (fields.Type === 'Pass' && holdsPath(fields.Result)) {
    yield {
      path: [...path, 'Result'],
      code: 'PASS_RESULT_IS_STATIC',
      severity: 'warning',
      message: "The field 'Result' of a Pass state is static: paths in it are not evaluated",
      literalMessage: 'the result of a pass state is not evaluated, but this looks like a path',
      hint: 'use "parameters"',
    }
  }
}

function* templateFindings(value: unknown, path: DefinitionPath): Generator<Finding> {
  if (Array.isArray(value)) {
    for (const [index, inner] of value.entries()) yield* templateFindings(inner, [...path, index])
    return
  }
  if (!isJsonObject(value)) return
  for (const key of Object.keys(value)) {
    const inner = value[key]
    if (key.endsWith(SUFFIX)) yield* expressionFindings(key, inner, path, value)
    else if (typeof inner === 'string' && looksLikePath(inner)) yield noDollar(key, inner, path)
    else if (typeof inner === 'object') yield* templateFindings(inner, [...path, key])
  }
}

function* expressionFindings(key: string, value: unknown, path: DefinitionPath, object: object): Generator<Finding> {
  const plain = key.slice(0, -SUFFIX.length)
  if (Object.hasOwn(object, plain)) {
    const literalMessage = `"${plain}" and "${key}" would be the same key`
    yield {
      path,
      field: key,
      code: SCHEMA,
      message: `Duplicate field '${plain}': it is given as '${plain}' and as '${key}'`,
      literalMessage,
    }
  }
  const problem = typeof value === 'string' ? pathProblem(value, 'pathOrFunction') : `found ${show(value)}`
  if (problem === undefined) return yield* surprisesIn(value, path, key)
  yield {
    path,
    field: key,
    code: SCHEMA,
    message: `The value for the field '${key}' must be a valid JSONPath or a valid intrinsic function call`,
    literalMessage: `expected a path or an intrinsic function: ${problem}`,
  }
}

const pathLike = /^(?:\$(?:\$)?[.[]|States\.[A-Z][A-Za-z0-9]*\()/

const looksLikePath = (text: string): boolean => pathLike.test(text)

const noDollar = (key: string, text: string, path: DefinitionPath): Finding => ({
  path,
  field: key,
  code: 'NO_DOLLAR',
  severity: 'warning',
  message: `The value of the field '${key}' looks like a JSONPath or an intrinsic function call, but the name of the field does not end with '.$'`,
  literalMessage: `${show(text)} is not evaluated, as its key does not end in ".$"`,
  hint: `write "${key}.$"`,
})

const holdsPath = (value: unknown): boolean => {
  if (typeof value === 'string') return looksLikePath(value)
  if (Array.isArray(value)) return value.some(holdsPath)
  if (!isJsonObject(value)) return false
  return Object.entries(value).some(
    ([key, inner]) => (key.endsWith(SUFFIX) && typeof inner === 'string') || holdsPath(inner),
  )
}
