import { hashSetItems } from '../../expressions/java/hash-set.ts'
import { parseTimestamp } from '../../expressions/timestamp.ts'
import { isJsonObject } from '../../json.ts'
import { toAslKey } from '../asl-key.ts'
import { comparisonOperators, type OperandKind } from '../comparison-operators.ts'
import { type DefinitionPath, type Finding, SCHEMA } from '../finding.ts'
import { pathProblem, surprisesIn } from '../path-problem.ts'
import { show } from '../show.ts'
import type { StateRule } from './rule.ts'

const selectors = ['And', 'Or', 'Not', 'Variable', 'Condition']
const operands: ReadonlyMap<string, OperandKind> = new Map(
  [...comparisonOperators].map(([name, operand]) => [toAslKey(name), operand]),
)
/** The groups of operators: those that compare with a value or a path, their `…Path` twins, and those without a twin. */
const operatorGroups: readonly ((name: string) => boolean)[] = [
  (name) => operands.has(`${name}Path`),
  (name) => name.endsWith('Path'),
  (name) => !operands.has(`${name}Path`) && !name.endsWith('Path'),
]

/** AWS lists the operators in the order of a HashSet, to which they were added by group (recorded). */
const everyOperator = hashSetItems(operatorGroups.flatMap((isOfGroup) => [...operands.keys()].filter(isOfGroup))).join(
  ', ',
)
/** The other fields of a choice rule. */
const ruleFields = new Set(['Next', 'Comment', 'Assign', 'Output'])

type Rule = Readonly<Record<string, unknown>>

/** Each choice rule has one condition: a comparison, a combination of conditions, or JSONata (ASL spec, Choice state). */
export const choiceRules: StateRule = function* ({ fields, path }): Generator<Finding> {
  if (fields.Type !== 'Choice' || !Array.isArray(fields.Choices)) return
  for (const [index, rule] of fields.Choices.entries()) {
    if (isJsonObject(rule)) yield* ruleFindings(rule, [...path, 'Choices', index], ruleFields)
  }
}

/** The other fields of a condition inside a condition. */
const nestedFields = new Set(['Comment'])

function* ruleFindings(rule: Rule, path: DefinitionPath, others: ReadonlySet<string>): Generator<Finding> {
  const [selector, ...more] = selectors.filter((key) => Object.hasOwn(rule, key))
  if (selector === undefined || more.length > 0) {
    const message = `The object must have only one of the following fields, [${selectors.join(', ')}]`
    yield {
      path,
      code: SCHEMA,
      message,
      literalMessage: 'needs one condition: a comparison, "and", "or", "not" or JSONata',
    }
    return
  }
  const given = Object.keys(rule).filter((key) => operands.has(key))
  for (const key of Object.keys(rule)) {
    const isKnown = key === selector || others.has(key) || (selector === 'Variable' && operands.has(key))
    if (!isKnown) yield { path, field: key, code: SCHEMA, message: `Field '${key}' is not supported` }
  }
  if (selector === 'Variable') yield* comparisonFindings(rule, path, given)
  else if (selector === 'Not') yield* nested(rule.Not, [...path, 'Not'])
  else if (selector === 'Condition') yield* conditionFindings(rule.Condition, [...path, 'Condition'])
  else yield* listFindings(rule[selector], [...path, selector])
}

function* comparisonFindings(rule: Rule, path: DefinitionPath, given: readonly string[]): Generator<Finding> {
  const [key, second] = given
  yield* operandFindings('path', rule.Variable, [...path, 'Variable'])
  if (key === undefined) {
    const message = `This object should have only one of the following fields: [${everyOperator}]`
    yield { path, code: SCHEMA, message, literalMessage: 'a variable needs an operator' }
  } else if (second !== undefined) {
    const message = `There should only be one of the following fields: [${everyOperator}]`
    yield { path, field: second, code: SCHEMA, message, literalMessage: 'a comparison has one operator' }
  } else yield* operandFindings(operands.get(key) ?? 'path', rule[key], [...path, key])
}

function* operandFindings(operand: OperandKind, value: unknown, path: DefinitionPath): Generator<Finding> {
  const message = operandProblems[operand](value)
  if (message === undefined) {
    if (operand === 'path') yield* surprisesIn(value, path)
    return
  }
  const problem = operand === 'path' && typeof value === 'string' ? pathProblem(value, 'path') : undefined
  yield { path, code: SCHEMA, message, ...(problem === undefined ? {} : { literalMessage: problem }) }
}

const ofType = (type: string, expected: string) => (value: unknown) =>
  typeof value === type ? undefined : `Expected value of type [${expected}]`

/** AWS's message for a right operand of the wrong type. */
const operandProblems: Readonly<Record<OperandKind, (value: unknown) => string | undefined>> = {
  string: ofType('string', 'STRING'),
  numeric: ofType('number', 'NUMBER'),
  boolean: ofType('boolean', 'BOOLEAN'),
  timestamp: (value) =>
    typeof value === 'string' && parseTimestamp(value) !== undefined
      ? undefined
      : 'String does not match RFC3339 timestamp',
  path: (value) => {
    if (typeof value !== 'string') return 'Expected value of type [STRING]'
    if (!value.startsWith('$')) return "Value is not a Reference Path: Reference path didn't start with '$'"
    return pathProblem(value, 'path') === undefined ? undefined : 'Value must be a valid JSONPath.'
  },
}

function* conditionFindings(condition: unknown, path: DefinitionPath): Generator<Finding> {
  if (typeof condition === 'boolean') return
  if (typeof condition === 'string' && condition.startsWith('{%')) return
  const literalMessage = `expected a JSONata expression in {% … %}, true or false, found ${show(condition)}`
  yield { path, code: SCHEMA, message: 'JSONata string must start with {% and end with %}', literalMessage }
}

function* listFindings(list: unknown, path: DefinitionPath): Generator<Finding> {
  if (!Array.isArray(list)) return yield { path, code: SCHEMA, message: 'Expected value of type [ARRAY]' }
  if (list.length === 0) yield { path, code: SCHEMA, message: 'Value cannot be empty' }
  for (const [index, rule] of list.entries()) yield* nested(rule, [...path, index])
}

function* nested(rule: unknown, path: DefinitionPath): Generator<Finding> {
  if (isJsonObject(rule)) yield* ruleFindings(rule, path, nestedFields)
  else yield { path, code: SCHEMA, message: 'Expected value of type [OBJECT]' }
}
