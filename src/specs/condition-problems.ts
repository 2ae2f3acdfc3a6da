import { parseCondition } from '../expressions/condition-text.ts'
import { ExpressionSyntaxError } from '../expressions/failure.ts'
import { nearest } from '../nearest.ts'
import { isAslKey } from './keys.ts'
import { comparisons, isComparison, isOperator, operatorFor, operators } from './operators.ts'
import { show } from './show.ts'
import { isExpression, isSubstituted } from './values.ts'

/** What is wrong with a condition, at a path within it. */
export interface ConditionProblem {
  readonly path: readonly (string | number)[]
  readonly message: string
  readonly hint?: string
  /** Default `error`. */
  readonly severity?: 'warning'
}

type Problems = Generator<ConditionProblem>
type At = ConditionProblem['path']

/** Everything that is wrong with a condition. */
export function* conditionProblems(condition: unknown, at: At = []): Problems {
  if (typeof condition === 'boolean') return
  if (typeof condition === 'string') return yield* textProblems(condition, at)
  if (Array.isArray(condition)) return yield* tupleProblems(condition, at)
  if (typeof condition === 'object' && condition !== null) return yield* objectProblems(condition, at)
  yield { path: at, message: `expected a condition (a tuple, a path or an expression), found ${show(condition)}` }
}

function* textProblems(text: string, at: At): Problems {
  if (isExpression(text)) return
  try {
    const tuple = parseCondition(text)
    if (typeof tuple === 'string') return
    for (const problem of tupleProblems(tuple, [])) yield { ...problem, path: at }
  } catch (error) {
    if (!(error instanceof ExpressionSyntaxError)) throw error
    yield { path: at, message: error.message }
  }
}

function* tupleProblems(tuple: readonly unknown[], at: At): Problems {
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
  const known = operator === '!=' || operator === 'in' || isComparison(operator) || isOperator(operator)
  if (!known) return yield unknownOperator(operator, at)
  if (typeof left !== 'string' || !left.startsWith('$')) {
    yield { path: [...at, 1], message: `expected a path that begins with "$", found ${show(left)}` }
  }
  yield* rightProblems(operator, right, at)
  if (tuple.length > 3)
    yield { path: at, message: `"${operator}" takes a path and a value, found ${tuple.length - 1} operands` }
}

function* rightProblems(operator: string, right: unknown, at: At): Problems {
  const path = [...at, 2]
  if (operator === 'in') {
    if (!Array.isArray(right) || right.length === 0) {
      yield { path, message: `"in" needs a list of values on its right, found ${show(right)}` }
      return
    }
    for (const [index, value] of right.entries()) {
      if (!operatorFor('=', value) || isInvalidDate(value))
        yield { path: [...path, index], message: `expected ${literals}, found ${show(value)}` }
    }
    return
  }
  if (operator === '!=' || isComparison(operator)) {
    if (!operatorFor(operator === '!=' ? '=' : operator, right) || isInvalidDate(right)) {
      const expected = operator === '=' || operator === '!=' ? literals : 'a string, a number or a Date'
      yield { path, message: `"${operator}" compares with ${expected}, found ${show(right)}` }
    } else if (looksLikePath(right)) {
      const message = `"${operator}" compares with the text ${show(right)}, not with what is at that path`
      yield { path, message, hint: 'to compare two paths, use "stringEqualsPath" and its like', severity: 'warning' }
    }
    return
  }
  const operand = operators.get(operator)
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

/** The right side of a symbol is a literal: `$100` is a price. Of `$.b` somebody may have thought otherwise. */
const looksLikePath = (value: unknown) => typeof value === 'string' && /^\$(?:\$?\.|\$?\[|states\.)/.test(value)

const isInvalidDate = (value: unknown) => value instanceof Date && Number.isNaN(value.getTime())

const everyOperator = ['and', 'or', 'not', 'in', '!=', ...Object.keys(comparisons), ...operators.keys()]
const everyField = ['variable', 'and', 'or', 'not', 'condition', ...operators.keys()]

const unknownOperator = (operator: unknown, at: At): ConditionProblem => ({
  path: [...at, 0],
  message:
    typeof operator === 'string' ? `unknown operator "${operator}"` : `expected an operator, found ${show(operator)}`,
  ...nearest(operator, everyOperator),
})

function* objectProblems(condition: object, at: At): Problems {
  for (const [key, value] of Object.entries(condition)) {
    const path = [...at, key]
    if (isAslKey(key) || key === 'variable' || key === 'condition' || value === undefined) continue
    if (key === 'not') yield* conditionProblems(value, path)
    else if (key === 'and' || key === 'or') {
      if (!Array.isArray(value)) yield { path, message: `expected a list of conditions, found ${show(value)}` }
      else for (const [index, inner] of value.entries()) yield* conditionProblems(inner, [...path, index])
    } else if (!isOperator(key)) {
      yield { path, message: `unknown field "${key}"`, ...nearest(key, everyField) }
    }
  }
}
