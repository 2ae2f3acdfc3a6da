import { parseCondition } from '../expressions/condition-text.ts'
import { ExpressionSyntaxError } from '../expressions/failure.ts'
import { isJsonObject } from '../json.ts'
import { toAslKey } from '../specs/asl-key.ts'
import type { AslObject } from '../specs/asl-object.ts'
import {
  comparisonOperators,
  comparisonSymbols,
  isComparisonOperator,
  isComparisonSymbol,
  isTypeTest,
  operatorFor,
} from '../specs/comparison-operators.ts'
import { type ConditionProblem, conditionProblems } from '../specs/condition-problems.ts'
import type { DefinitionPath } from '../specs/finding.ts'
import { ownValue } from '../specs/value-at-path.ts'
import { isJsonata } from '../specs/values.ts'
import { type Codec, type Entry, mapEntries, type SugarContext } from './codec.ts'
import { conditionToJsonata } from './condition-to-jsonata.ts'

/** The translation of an invalid condition. The specs report the problem; this allows the rest of the machine to be checked. */
const placeholder: AslObject = { Variable: '$', IsPresent: true }

const conditionErrors = (condition: unknown): ConditionProblem[] =>
  [...conditionProblems(condition)].filter(({ severity }) => severity !== 'warning')

/** Translates a condition to the fields of a choice rule. */
const desugarCondition = (condition: unknown, { state }: Pick<SugarContext, 'state'>): AslObject => {
  if (state === 'JSONata' && !isJsonata(condition) && (typeof condition === 'string' || Array.isArray(condition))) {
    return { Condition: conditionToJsonata(parsed(condition)) }
  }
  return toRule(condition)
}

const parsed = (condition: unknown): unknown => {
  if (typeof condition !== 'string') return condition
  try {
    return parseCondition(condition)
  } catch (error) {
    if (error instanceof ExpressionSyntaxError) return ['isPresent', '$']
    throw error
  }
}

const toRule = (condition: unknown): AslObject => {
  if (isJsonata(condition) || typeof condition === 'boolean') return { Condition: condition }
  const tuple = parsed(condition)
  if (typeof tuple === 'string') return { Variable: tuple, BooleanEquals: true }
  if (Array.isArray(tuple)) return tupleToRule(tuple)
  return isJsonObject(tuple) ? objectToRule(tuple) : placeholder
}

const tupleToRule = (tuple: readonly unknown[]): AslObject => {
  const [operator, left, value] = tuple
  if (operator === 'and' || operator === 'or') return { [toAslKey(operator)]: tuple.slice(1).map(toRule) }
  if (operator === 'not') return { Not: toRule(left) }
  if (operator === '!=') return { Not: tupleToRule(['=', left, value]) }
  if (operator === 'in') return { Or: (Array.isArray(value) ? value : []).map((one) => tupleToRule(['=', left, one])) }
  if (isTypeTest(operator)) return { Variable: left, [toAslKey(operator)]: value === undefined ? true : value }
  const typed = isComparisonSymbol(operator) ? operatorFor(operator, value) : operator
  if (!isComparisonOperator(typed)) return placeholder
  return { Variable: left, [toAslKey(typed)]: typed === 'isNull' ? true : timestampText(value) }
}

const timestampText = (value: unknown): unknown =>
  value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : value

const objectToRule = (condition: unknown): AslObject => {
  const rule = mapEntries(condition, (key, value): Entry[] => {
    if (key === 'and' || key === 'or') return [[toAslKey(key), Array.isArray(value) ? value.map(toRule) : value]]
    if (key === 'not') return [['Not', toRule(value)]]
    return [
      [
        key === 'variable' || key === 'condition' || isComparisonOperator(key) ? toAslKey(key) : key,
        timestampText(value),
      ],
    ]
  })
  return isJsonObject(rule) ? rule : placeholder
}

const camelOperators: ReadonlyMap<string, string> = new Map(
  [...comparisonOperators.keys()].map((name) => [toAslKey(name), name]),
)

/** Translates the fields of a choice rule to a condition: an equivalent tuple if there is one, else the fields as they are. */
const resugarCondition = (rule: AslObject, { state }: Pick<SugarContext, 'state'>): unknown =>
  // In JSONata a tuple is an expression. AWS rejects a comparison of JSONPath there, so it has no tuple.
  state === 'JSONata' && !Object.hasOwn(rule, 'Condition') ? rule : toCondition(rule)

const toCondition = (rule: AslObject): unknown => {
  const condition = unchecked(rule)
  // Only a valid condition can be translated back.
  return Array.isArray(condition) && conditionErrors(condition).length > 0 ? rule : condition
}

const unchecked = (rule: AslObject): unknown => {
  const keys = Object.keys(rule)
  const [first] = keys
  if (keys.length === 1 && first !== undefined) return combined(first, rule[first]) ?? rule
  if (keys.length !== 2 || !Object.hasOwn(rule, 'Variable')) return rule
  const aslOperator = keys.find((key) => key !== 'Variable') ?? ''
  const operator = camelOperators.get(aslOperator)
  return operator === undefined ? rule : comparison(operator, rule.Variable, rule[aslOperator])
}

const combined = (aslKey: string, value: unknown): unknown => {
  if (aslKey === 'Condition') return isJsonata(value) || typeof value === 'boolean' ? value : undefined
  if (aslKey === 'Not' && isJsonObject(value)) return negated(toCondition(value))
  if ((aslKey !== 'And' && aslKey !== 'Or') || !Array.isArray(value) || !value.every(isJsonObject)) return undefined
  return [aslKey.toLowerCase(), ...value.map(toCondition)]
}

const negated = (condition: unknown): unknown => {
  const [operator, ...operands] = Array.isArray(condition) ? condition : []
  return operator === '=' ? ['!=', ...operands] : ['not', condition]
}

const comparison = (operator: string, variable: unknown, value: unknown): unknown => {
  if (operator === 'isNull' && value === true) return ['=', variable, null]
  if (isTypeTest(operator) && value === true) return [operator, variable]
  const symbol = symbols.find((one) => value !== null && operatorFor(one, value) === operator)
  return [symbol ?? operator, variable, value]
}

const symbols = Object.keys(comparisonSymbols).filter(isComparisonSymbol)

const ruleKeys = ['condition', 'next', 'comment', 'assign', 'output'] as const
const aslRuleKeys: ReadonlyMap<string, string> = new Map(ruleKeys.map((key) => [toAslKey(key), key]))

/** True if a field of a choice rule belongs to its condition. With `Variable`, an unknown operator does too. */
const isCondition = (aslKey: string, rule: AslObject): boolean =>
  aslKey === 'Condition' ||
  aslKey === 'Variable' ||
  aslKey === 'And' ||
  aslKey === 'Or' ||
  aslKey === 'Not' ||
  camelOperators.has(aslKey) ||
  (Object.hasOwn(rule, 'Variable') && !aslRuleKeys.has(aslKey))

/** A choice rule. Its condition in the literal is several fields in ASL. */
export const choiceRuleCodec: Codec = {
  desugar: (value, context) =>
    mapEntries(value, (key, inner): Entry[] => {
      if (key !== 'condition') return [[aslRuleKeys.has(toAslKey(key)) ? toAslKey(key) : key, inner]]
      const errors = context.onInvalidCondition && isJsonObject(value) ? conditionErrors(inner) : []
      if (errors.length > 0 && isJsonObject(value)) context.onInvalidCondition?.(value, errors)
      return Object.entries(desugarCondition(inner, context))
    }),
  resugar(value, context) {
    if (!isJsonObject(value)) return value
    const entries = Object.entries(value)
    const fields = entries.filter(([key]) => isCondition(key, value))
    const rest = entries
      .filter(([key]) => !isCondition(key, value))
      .map(([key, inner]) => [aslRuleKeys.get(key) ?? key, inner])
    const condition = fields.length > 0 ? [['condition', resugarCondition(Object.fromEntries(fields), context)]] : []
    return Object.fromEntries([...condition, ...rest])
  },
  locate(value, [aslKey, ...rest]) {
    if (aslKey === undefined) return []
    if (ownValue(value, aslKey) !== undefined) return [aslKey, ...rest]
    const key = aslRuleKeys.get(String(aslKey))
    if (key !== undefined && key !== 'condition') return [key, ...rest]
    return ['condition', ...locateInCondition(ownValue(value, 'condition'), [aslKey, ...rest])]
  },
}

/** The path in a condition of the value at a path in the ASL rule. For a string, this is the whole string. */
const locateInCondition = (condition: unknown, [aslKey, ...rest]: DefinitionPath): DefinitionPath => {
  if (aslKey === undefined || typeof condition !== 'object' || condition === null) return []
  if (!Array.isArray(condition)) return locateInObject(condition, aslKey, rest)
  const [operator] = condition
  // In JSONata the whole tuple is one expression.
  if (aslKey === 'Condition') return []
  if (operator === 'and' || operator === 'or') return locateElement(condition, Number(rest[0]) + 1, rest.slice(1))
  if (operator === 'not') return locateElement(condition, 1, rest)
  if (operator === '!=') return locateInCondition(['=', ...condition.slice(1)], rest)
  if (operator === 'in') return []
  return aslKey === 'Variable' ? [1] : condition.length > 2 ? [2] : [0]
}

const locateElement = (condition: readonly unknown[], index: number, rest: DefinitionPath): DefinitionPath =>
  index < condition.length ? [index, ...locateInCondition(condition[index], rest)] : []

const locateInObject = (condition: object, aslKey: string | number, rest: DefinitionPath): DefinitionPath => {
  const key = Object.keys(condition).find((one) => toAslKey(one) === aslKey)
  if (key === undefined || key === aslKey) return [aslKey, ...rest]
  const inner = ownValue(condition, key)
  if (key === 'not') return [key, ...locateInCondition(inner, rest)]
  if (!Array.isArray(inner) || rest.length === 0) return [key, ...rest]
  return [key, ...locateElement(inner, Number(rest[0]), rest.slice(1))]
}
