import { parseCondition } from '../expressions/condition-text.ts'
import { ExpressionSyntaxError } from '../expressions/failure.ts'
import { nearest } from '../nearest.ts'
import { isAslKey } from './asl-key.ts'
import {
  comparisonOperators,
  comparisonSymbols,
  isComparisonOperator,
  isComparisonSymbol,
  operatorFor,
} from './comparison-operators.ts'
import { show } from './show.ts'
import { isJsonata, isSubstituted } from './values.ts'

/** A problem of a condition. */
export interface ConditionProblem {
  /** The path from the condition. */
  readonly path: readonly (string | number)[]
  readonly message: string
  readonly hint?: string
  /** Default `error`. */
  readonly severity?: 'warning'
}

type Problems = Generator<ConditionProblem>
type ConditionPath = ConditionProblem['path']

/** Finds every problem of a condition. */
export function* conditionProblems(condition: unknown, at: ConditionPath = []): Problems {
  if (typeof condition === 'boolean') return
  if (typeof condition === 'string') return yield* stringProblems(condition, at)
  if (Array.isArray(condition)) return yield* tupleProblems(condition, at)
  if (typeof condition === 'object' && condition !== null) return yield* objectProblems(condition, at)
  yield { path: at, message: `expected a condition (an array, a path or an expression), found ${show(condition)}` }
}

function* stringProblems(text: string, at: ConditionPath): Problems {
  if (isJsonata(text)) return
  try {
    const tuple = parseCondition(text)
    if (typeof tuple === 'string') return
    for (const problem of tupleProblems(tuple, [])) yield { ...problem, path: at }
  } catch (error) {
    if (!(error instanceof ExpressionSyntaxError)) throw error
    yield { path: at, message: error.message }
  }
}

function* tupleProblems(tuple: readonly unknown[], at: ConditionPath): Problems {
  const [operator, left, right] = tuple
  if (operator === 'and' || operator === 'or') {
    if (tuple.length < 2) yield { path: at, message: `"${operator}" needs at least one condition` }
    for (let index = 1; index < tuple.length; index++) yield* conditionProblems(tuple[index], [...at, index])
    return
  }
  if (operator === 'not') {
    if (tuple.length !== 2) yield { path: at, message: `"not" takes one condition, found ${tuple.length - 1}` }
    return yield* conditionProblems(left, [...at, 1])
  }
  const known = operator === '!=' || operator === 'in' || isComparisonSymbol(operator) || isComparisonOperator(operator)
  if (!known) return yield unknownOperator(operator, at)
  if (typeof left !== 'string' || !left.startsWith('$')) {
    yield { path: [...at, 1], message: `expected a path that begins with "$", found ${show(left)}` }
  }
  yield* rightProblems(operator, right, at)
  if (tuple.length > 3)
    yield { path: at, message: `"${operator}" takes a path and a value, found ${tuple.length - 1} operands` }
}

function* rightProblems(operator: string, right: unknown, at: ConditionPath): Problems {
  const path = [...at, 2]
  if (operator === 'in') {
    if (!Array.isArray(right) || right.length === 0) {
      yield { path, message: `"in" needs an array of values on its right, found ${show(right)}` }
      return
    }
    for (const [index, value] of right.entries()) {
      if (!operatorFor('=', value) || isInvalidDate(value))
        yield { path: [...path, index], message: `expected ${literals}, found ${show(value)}` }
    }
    return
  }
  if (operator === '!=' || isComparisonSymbol(operator)) {
    if (!operatorFor(operator === '!=' ? '=' : operator, right) || isInvalidDate(right)) {
      const expected = operator === '=' || operator === '!=' ? literals : 'a string, a number or a Date'
      yield { path, message: `"${operator}" compares with ${expected}, found ${show(right)}` }
    } else if (looksLikePath(right)) {
      const message = `"${operator}" compares with the string ${show(right)}, not with the value at that path`
      yield {
        path,
        message,
        hint: 'to compare two paths, use an operator such as "stringEqualsPath"',
        severity: 'warning',
      }
    }
    return
  }
  const operand = comparisonOperators.get(operator)
  if (operand && !isSubstituted(right) && !operands[operand].accepts(right, operator)) {
    yield { path, message: `"${operator}" compares with ${operands[operand].name}, found ${show(right)}` }
  }
}

const literals = 'a string, a number, a boolean, null or a Date'

const operands = {
  string: { name: 'a string', accepts: (value: unknown) => typeof value === 'string' },
  numeric: { name: 'a number', accepts: (value: unknown) => typeof value === 'number' && Number.isFinite(value) },
  boolean: {
    name: 'true or false',
    accepts: (value: unknown, operator: string) =>
      typeof value === 'boolean' || (value === undefined && operator !== 'booleanEquals'),
  },
  timestamp: {
    name: 'a timestamp or a Date',
    accepts: (value: unknown) => typeof value === 'string' || (value instanceof Date && !isInvalidDate(value)),
  },
  path: { name: 'a path', accepts: (value: unknown) => typeof value === 'string' && value.startsWith('$') },
}

/** True if a right operand looks like a path. It is compared as a string, which the author may not expect; `$100` is a price. */
const looksLikePath = (value: unknown) => typeof value === 'string' && /^\$(?:\$?\.|\$?\[|states\.)/.test(value)

const isInvalidDate = (value: unknown) => value instanceof Date && Number.isNaN(value.getTime())

const everyOperator = ['and', 'or', 'not', 'in', '!=', ...Object.keys(comparisonSymbols), ...comparisonOperators.keys()]
const everyField = ['variable', 'and', 'or', 'not', 'condition', ...comparisonOperators.keys()]

const unknownOperator = (operator: unknown, at: ConditionPath): ConditionProblem => ({
  path: [...at, 0],
  message:
    typeof operator === 'string' ? `unknown operator "${operator}"` : `expected an operator, found ${show(operator)}`,
  ...nearest(operator, everyOperator),
})

function* objectProblems(condition: object, at: ConditionPath): Problems {
  for (const [key, value] of Object.entries(condition)) {
    const path = [...at, key]
    if (isAslKey(key) || key === 'variable' || key === 'condition' || value === undefined) continue
    if (key === 'not') yield* conditionProblems(value, path)
    else if (key === 'and' || key === 'or') {
      if (!Array.isArray(value)) yield { path, message: `expected an array of conditions, found ${show(value)}` }
      else for (const [index, inner] of value.entries()) yield* conditionProblems(inner, [...path, index])
    } else if (!isComparisonOperator(key)) {
      yield { path, message: `unknown field "${key}"`, ...nearest(key, everyField) }
    }
  }
}
