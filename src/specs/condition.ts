import { parseCondition } from '../expressions/condition-text.ts'
import { ExpressionSyntaxError } from '../expressions/failure.ts'
import { isAslKey } from './keys.ts'
import { nearest } from './nearest.ts'
import {
  type Comparison,
  isComparison,
  isOperator,
  type Literal,
  type Operator,
  operatorFor,
  operators,
  type TypeTest,
} from './operators.ts'
import { show } from './show.ts'
import { isExpression } from './values.ts'

/** A path on the left of a condition: a JSONPath, in a JSONata state a JSONata path. */
export type PathText = `$${string}`

/**
 * What a choice tests: a tuple, a path that holds `true`, an expression string (`'$.total >= 20 and not ($.vip)'`),
 * a JSONata expression (`'{% … %}'`) or `true`/`false` in a JSONata state, or ASL's own form in camelCase.
 */
export type Condition = string | boolean | Tuple | AslCondition

export type AnyOperator = 'and' | 'or' | 'not' | 'in' | '!=' | Comparison | Operator

/** What stands on the right of an operator. */
export type RightOf<Op> = Op extends '=' | '!='
  ? Literal
  : Op extends Comparison
    ? string | number | Date
    : Op extends 'in'
      ? readonly Literal[]
      : Op extends `${string}Path`
        ? PathText
        : Op extends `numeric${string}`
          ? number
          : Op extends `timestamp${string}`
            ? string | Date
            : Op extends `string${string}`
              ? string
              : boolean

export type Tuple =
  | readonly ['and' | 'or', ...Condition[]]
  | readonly ['not', Condition]
  | readonly ['=' | '!=', PathText, Literal]
  | readonly ['<' | '<=' | '>' | '>=', PathText, string | number | Date]
  | readonly ['in', PathText, readonly Literal[]]
  | readonly [TypeTest, PathText, boolean?]
  | readonly [Exclude<Operator, TypeTest>, PathText, string | number | boolean | Date]

/** A condition in ASL's own words, in camelCase: `{ variable: '$.v', numericGreaterThanEquals: 20 }`. */
export interface AslCondition {
  readonly variable?: PathText
  readonly and?: readonly Condition[]
  readonly or?: readonly Condition[]
  readonly not?: Condition
  readonly [operator: string]: unknown
}

/** What is wrong with a condition, at a path within it. */
export interface ConditionProblem {
  readonly path: readonly (string | number)[]
  readonly message: string
  readonly hint?: string
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
    parseCondition(text)
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
      if (!operatorFor('=', value))
        yield { path: [...path, index], message: `expected ${literals}, found ${show(value)}` }
    }
    return
  }
  if (operator === '!=' || isComparison(operator)) {
    if (!operatorFor(operator === '!=' ? '=' : operator, right)) {
      const expected = operator === '=' || operator === '!=' ? literals : 'a string, a number or a Date'
      yield { path, message: `"${operator}" compares with ${expected}, found ${show(right)}` }
    }
    return
  }
  const operand = operators.get(operator)
  if (operand && !operands[operand].accepts(right, operator)) {
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
    accepts: (value: unknown) => typeof value === 'string' || isValidDate(value),
  },
  path: { name: 'a path', accepts: (value: unknown) => typeof value === 'string' && value.startsWith('$') },
}

const isValidDate = (value: unknown) => value instanceof Date && !Number.isNaN(value.getTime())

const unknownOperator = (operator: unknown, at: At): ConditionProblem => {
  const symbols = ['and', 'or', 'not', 'in', '=', '!=', '<', '<=', '>', '>=']
  return {
    path: [...at, 0],
    message:
      typeof operator === 'string' ? `unknown operator "${operator}"` : `expected an operator, found ${show(operator)}`,
    ...nearest(operator, [...symbols, ...operators.keys()]),
  }
}

function* objectProblems(condition: object, at: At): Problems {
  for (const [key, value] of Object.entries(condition)) {
    const path = [...at, key]
    if (isAslKey(key) || key === 'variable' || key === 'condition' || value === undefined) continue
    if (key === 'not') yield* conditionProblems(value, path)
    else if (key === 'and' || key === 'or') {
      if (!Array.isArray(value)) yield { path, message: `expected a list of conditions, found ${show(value)}` }
      else for (const [index, inner] of value.entries()) yield* conditionProblems(inner, [...path, index])
    } else if (!isOperator(key)) {
      const names = ['variable', 'and', 'or', 'not', 'condition', ...operators.keys()]
      yield { path, message: `unknown field "${key}"`, ...nearest(key, names) }
    }
  }
}
