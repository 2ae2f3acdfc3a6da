import { isJsonataString } from '../../expressions/jsonata.ts'
import { isJsonObject, type Json, type JsonObject } from '../../json.ts'
import type { QueryLanguage } from '../../specs/values.ts'

/** Members of the context object that are the same in every state of a machine. */
const sharedContext = 'Execution|StateMachine|Map'

const ownContextOfPath = new RegExp(String.raw`\$\$(?!\.(?:${sharedContext})\b)`)
const ownContextOfJsonata = new RegExp(
  String.raw`\$states(?!\.(?:input\b|result\b|errorOutput\b|context\.(?:${sharedContext})\b))`,
)

/** True if a part of a state may read the context of that state: its name, the time when it was entered, its retries, its token. */
export const readsOwnContext = (part: Json): boolean => {
  const text = JSON.stringify(part)
  return ownContextOfPath.test(text) || ownContextOfJsonata.test(text)
}

/** Paths that find a value in every state, and the same one at any time. */
const surePath = /^\$\$\.(?:Execution\.(?:Id|Name|RoleArn|StartTime|Input)|StateMachine\.(?:Id|Name))$/

const sureJsonata =
  /^\{%\s*(?:\$states\.(?:input|result|context\.(?:Execution\.(?:Id|Name|RoleArn|StartTime|Input)|StateMachine\.(?:Id|Name)))|"[^"\\]*"|'[^'\\]*'|-?\d{1,15}(?:\.\d{1,6})?|true|false|null)\s*%\}$/

/** An expression of a template: the value of a key that ends in `.$`. */
interface TemplateExpression {
  readonly key: string
  readonly value: Json
}

/** The expressions of a payload template in JSONPath. */
export const expressionsIn = (template: Json | undefined): TemplateExpression[] => {
  if (Array.isArray(template)) return template.flatMap(expressionsIn)
  if (!isJsonObject(template)) return []
  return Object.entries(template).flatMap(([key, value]) =>
    key.endsWith('.$') ? [{ key, value }] : expressionsIn(value),
  )
}

/** True if a value has a key that a payload template would evaluate. */
export const hasExpressionKey = (value: Json): boolean => expressionsIn(value).length > 0

/** True if a payload template in JSONPath reads nothing but values that are always there, and the same in every state. */
export const isSureTemplate = (template: Json | undefined): boolean =>
  expressionsIn(template).every(({ value }) => typeof value === 'string' && surePath.test(value))

const jsonataStrings = (value: Json | undefined): string[] => {
  if (typeof value === 'string') return isJsonataString(value) ? [value] : []
  if (Array.isArray(value)) return value.flatMap(jsonataStrings)
  return isJsonObject(value) ? Object.values(value).flatMap(jsonataStrings) : []
}

/** True if no expression of a JSONata value can fail, and each has the same value whenever it is evaluated. */
export const isSureJsonata = (value: Json | undefined): boolean =>
  jsonataStrings(value).every((text) => sureJsonata.test(text))

const variableName = /\$([\p{ID_Start}_][\p{ID_Continue}]*)/gu

/** The names that expressions may read as variables: those of functions, and of strings with a dollar sign, are among them. */
export const variablesIn = (value: Json | undefined, language: QueryLanguage): ReadonlySet<string> => {
  const texts = language === 'JSONata' ? jsonataStrings(value) : expressionsIn(value).map((one) => String(one.value))
  return new Set(texts.flatMap((text) => Array.from(text.matchAll(variableName), ([, name = '']) => name)))
}

/** The names of the variables of an `Assign`, without the suffix of an expression. */
export const assignedNames = (assign: Json | undefined, language: QueryLanguage): string[] =>
  isJsonObject(assign)
    ? Object.keys(assign).map((key) => (language === 'JSONPath' && key.endsWith('.$') ? key.slice(0, -2) : key))
    : []

/** True if a state has no `Assign`, or an empty one. */
export const assignsNothing = ({ Assign: assign }: JsonObject): boolean =>
  assign === undefined || (isJsonObject(assign) && Object.keys(assign).length === 0)

/** True if no part of a state reads one of the variables. */
export const readsNoneOf = (
  names: readonly string[],
  parts: readonly (Json | undefined)[],
  language: QueryLanguage,
): boolean =>
  names.length === 0 ||
  parts.every((part) => {
    const variables = variablesIn(part, language)
    return !names.some((name) => variables.has(name))
  })

/** The `Assign` of two states, one after the other. A variable that both assign has the second value. */
export const mergeAssigns = (
  first: Json | undefined,
  second: Json | undefined,
  language: QueryLanguage,
): JsonObject => {
  const [before, after] = [isJsonObject(first) ? first : {}, isJsonObject(second) ? second : {}]
  const names = new Set(assignedNames(after, language))
  const kept = Object.entries(before).filter(
    ([key]) => !assignedNames({ [key]: null }, language).some((name) => names.has(name)),
  )
  return { ...Object.fromEntries(kept), ...after }
}
