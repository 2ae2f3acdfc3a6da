import type { BinaryExpression, ConditionalExpression, LogicalExpression, UnaryExpression } from 'acorn'
import { always, isPresent } from './access.ts'
import { anyFails, Binding, type Code, code, condition, conditional, infix, operand, quote } from './code.ts'
import { bindOnce, type ExpressionContext, preludeCall, refusePart } from './context.ts'
import { assertExact, literalNumber, toNumberCode, toStringCode } from './conversion.ts'
import { not, truthOf } from './truth.ts'
import {
  ARRAY,
  booleanType,
  canBe,
  isOnly,
  join,
  NULL,
  NUMBER,
  numberType,
  OBJECT,
  STRING,
  stringType,
  UNDEFINED,
  withoutKinds,
} from './value-type.ts'

/** `left && right`, `left || right` and `left ?? right`, which have one of the two values. */
export const logical = (node: LogicalExpression, context: ExpressionContext): Code => {
  const left = context.translate(node.left, context)
  const right = context.translate(node.right, context)
  if (node.operator === '??') return coalesce(context, left, right)
  const isAnd = node.operator === '&&'
  if (isOnly(left.type, booleanType.kinds) && isOnly(right.type, booleanType.kinds))
    return both(node.operator, left, right)
  return bindOnce(context, left, (part) => {
    const test = truthOf(context, part)
    const type = join(part.type, right.type)
    return isAnd ? conditional(test, right, part, type) : conditional(test, part, right, type)
  })
}

/** Two conditions. */
export const both = (operator: '&&' | '||', left: Code, right: Code): Code =>
  operator === '&&'
    ? infix(left, 'and', right, { type: booleanType, binding: Binding.and })
    : infix(left, 'or', right, { type: booleanType, binding: Binding.or })

const coalesce = (context: ExpressionContext, left: Code, right: Code): Code => {
  if (!canBe(left.type, NULL | UNDEFINED)) return left
  return bindOnce(context, left, (part) =>
    conditional(isPresent(part), part, right, join(withoutKinds(part.type, NULL | UNDEFINED), right.type)),
  )
}

/** A condition: the value as true or false. */
export const test = (node: LogicalExpression['left'], context: ExpressionContext): Code => {
  if (node.type === 'LogicalExpression' && node.operator !== '??') {
    return both(node.operator, test(node.left, context), test(node.right, context))
  }
  if (node.type === 'UnaryExpression' && node.operator === '!') return not(test(node.argument, context))
  return truthOf(context, context.translate(node, context))
}

export const choose = (node: ConditionalExpression, context: ExpressionContext): Code => {
  const yes = context.translate(node.consequent, context)
  const no = context.translate(node.alternate, context)
  return conditional(test(node.test, context), yes, no, join(yes.type, no.type))
}

export const unary = (node: UnaryExpression, context: ExpressionContext): Code => {
  const { operator, argument } = node
  if (operator === '!') return not(test(argument, context))
  if (operator === 'void') return refusePart(context, node, 'void is not supported', 'write undefined')
  if (operator === 'typeof') return typeName(context, context.translate(argument, context), node)
  if (operator !== '-' && operator !== '+')
    return refusePart(context, node, `the operator ${operator} is not supported`, 'call an activity that computes it')
  const number = toNumberCode(context, context.translate(argument, context))
  if (operator === '+') return number
  return code(`-${operand(number, Binding.unary)}`, numberType, {
    binding: Binding.unary,
    fails: number.fails,
    isSimple: number.isSimple,
  })
}

const typeName = (context: ExpressionContext, value: Code, node: UnaryExpression): Code => {
  assertExact(context, value, node)
  return bindOnce(context, value, (part) => {
    const type = `$type(${part.source})`
    const isObject = condition(`${type} in ["null", "array", "object"]`, Binding.compare, [part])
    const known = conditional(isObject, code('"object"', stringType), code(type, stringType), stringType)
    if (!canBe(part.type, UNDEFINED)) return known
    const exists = condition(`$exists(${part.source})`, Binding.atom, [part])
    return conditional(exists, known, code('"undefined"', stringType), stringType)
  })
}

export const binary = (node: BinaryExpression, context: ExpressionContext): Code => {
  const { operator } = node
  if (node.left.type === 'PrivateIdentifier') return refusePart(context, node, 'private names are not supported')
  const parts = (): readonly [Code, Code] => [
    context.translate(node.left, context),
    context.translate(node.right, context),
  ]
  switch (operator) {
    case '===':
    case '!==':
    case '==':
    case '!=':
      return equality(node, context, parts())
    case '<':
    case '<=':
    case '>':
    case '>=':
      return comparison(context, operator, parts())
    case '+':
      return plus(context, parts(), node)
    case '-':
    case '*':
    case '/':
    case '%':
      return arithmetic(context, operator, parts())
    case '**':
      return power(context, parts())
    case 'in':
      return refusePart(context, node, 'the operator in is not supported', 'compare the member with undefined')
    case 'instanceof':
      return refusePart(context, node, 'instanceof is supported for the error of a catch clause only')
    default:
      return refusePart(context, node, `the operator ${operator} is not supported`, 'call an activity that computes it')
  }
}

type Parts = readonly [left: Code, right: Code]

const equality = (node: BinaryExpression, context: ExpressionContext, [left, right]: Parts): Code => {
  const isLoose = node.operator === '==' || node.operator === '!='
  if (isLoose && !isOnly(left.type, NULL | UNDEFINED) && !isOnly(right.type, NULL | UNDEFINED))
    return refusePart(context, node, `${node.operator} converts types`, `write ${node.operator}=`)
  const same = isLoose ? isNullish(context, left, right) : strictlyEqual(node, context, [left, right])
  return node.operator.startsWith('!') ? not(same) : same
}

const isNullish = (context: ExpressionContext, left: Code, right: Code): Code => {
  const value = isOnly(right.type, NULL | UNDEFINED) ? left : right
  return bindOnce(context, value, (part) => not(isPresent(part)))
}

const strictlyEqual = (node: BinaryExpression, context: ExpressionContext, [left, right]: Parts): Code => {
  if (isOnly(right.type, UNDEFINED)) return isUndefined(node, context, left)
  if (isOnly(left.type, UNDEFINED)) return isUndefined(node, context, right)
  if (canBe(left.type, NULL | UNDEFINED) && canBe(right.type, NULL | UNDEFINED)) {
    assertExact(context, left, node)
    assertExact(context, right, node)
  }
  const hasObjects = canBe(left.type, ARRAY | OBJECT) && canBe(right.type, ARRAY | OBJECT)
  const canBothBeUndefined = canBe(left.type, UNDEFINED) && canBe(right.type, UNDEFINED)
  if (!hasObjects && !canBothBeUndefined)
    return infix(left, '=', right, { type: booleanType, binding: Binding.compare })
  return code(preludeCall(context, 'js_same', [left.source, right.source]), booleanType, {
    fails: hasObjects || anyFails([left, right]),
  })
}

const isUndefined = (node: BinaryExpression, context: ExpressionContext, value: Code): Code => {
  assertExact(context, value, node)
  if (!canBe(value.type, UNDEFINED) && !value.fails) return always(false)
  return not(condition(`$exists(${value.source})`, Binding.atom, [value]))
}

const outcomes = { '<': '[-1]', '<=': '[-1, 0]', '>': '[1]', '>=': '[0, 1]' } as const

const comparison = (context: ExpressionContext, operator: keyof typeof outcomes, [left, right]: Parts): Code => {
  const isSame = [NUMBER, STRING].some((kind) => isOnly(left.type, kind) && isOnly(right.type, kind))
  if (isSame) return infix(left, operator, right, { type: booleanType, binding: Binding.compare })
  const compared = preludeCall(context, 'js_compare', [left.source, right.source])
  // NaN: undefined is in no array
  return code(`${compared} in ${outcomes[operator]}`, booleanType, { binding: Binding.compare, fails: true })
}

const plus = (context: ExpressionContext, [left, right]: Parts, node: BinaryExpression): Code => {
  if (isOnly(left.type, STRING) || isOnly(right.type, STRING)) {
    const strings = [toStringCode(context, left, node), toStringCode(context, right, node)] as const
    return infix(strings[0], '&', strings[1], { type: stringType, binding: Binding.add })
  }
  if (isOnly(left.type, NUMBER) && isOnly(right.type, NUMBER)) return arithmetic(context, '+', [left, right])
  assertExact(context, left, node)
  assertExact(context, right, node)
  const canBeString = canBe(left.type, STRING | ARRAY | OBJECT) || canBe(right.type, STRING | ARRAY | OBJECT)
  const type = canBeString ? join(stringType, numberType) : numberType
  return code(preludeCall(context, 'js_add', [left.source, right.source]), type, { fails: true })
}

const bindings = {
  '+': Binding.add,
  '-': Binding.add,
  '*': Binding.multiply,
  '/': Binding.multiply,
  '%': Binding.multiply,
}

const arithmetic = (context: ExpressionContext, operator: keyof typeof bindings, parts: Parts): Code => {
  const left = toNumberCode(context, parts[0])
  const right = toNumberCode(context, parts[1])
  const result = infix(left, operator, right, { type: numberType, binding: bindings[operator] })
  if (staysFinite(operator, left, right)) return result
  return code(preludeCall(context, 'js_finite', [result.source]), numberType, { fails: true })
}

/** The largest literal with which a sum of a finite number cannot become infinite. */
const MAX_ADDED = 1e15

/** True if the result is finite for every finite operand. */
const staysFinite = (operator: keyof typeof bindings, left: Code, right: Code): boolean => {
  const number = literalNumber(right)
  if (operator === '+' || operator === '-') {
    return [number, literalNumber(left)].some((one) => one !== undefined && Math.abs(one) <= MAX_ADDED)
  }
  return number !== undefined && operator !== '*' && Math.abs(number) >= 1
}

const power = (context: ExpressionContext, parts: Parts): Code => {
  const [base, exponent] = parts.map((part) => toNumberCode(context, part).source)
  return code(`$power(${base}, ${exponent})`, numberType, { fails: true })
}

/** The string that a literal of a template has between its expressions. */
export const literalString = (text: string): Code => code(quote(text), stringType, { isSimple: true })
