import type { AnyNode, CallExpression, ChainExpression, Expression, Identifier, MemberExpression } from 'acorn'
import type { SyntheticNode } from '../alias.ts'
import { isInherited, isPresent, item, member, memberIfObject } from './access.ts'
import { arrayMethods } from './array-methods.ts'
import { unwrapped } from './callback.ts'
import { Binding, type Code, code, condition, conditional, quote, simple } from './code.ts'
import { bindOnce, type ExpressionContext, refusePart, textOf } from './context.ts'
import { assertExact } from './conversion.ts'
import { globalFunctions, refusedFunctions } from './functions.ts'
import { array, constantCode, literalCode, object, template } from './literals.ts'
import type { Method } from './method.ts'
import { binary, choose, logical, unary } from './operators.ts'
import { stringMethods, toStringMethod } from './string-methods.ts'
import {
  canBe,
  itemsOf,
  join,
  NULL,
  objectType,
  stringType,
  UNDEFINED,
  undefinedType,
  withoutKinds,
} from './value-type.ts'

type Translator<Node> = (node: Node, context: ExpressionContext) => Code

type Translators = { readonly [Type in AnyNode['type']]?: Translator<Extract<AnyNode, { type: Type }>> }

const identifier: Translator<Identifier> = (node, context) => {
  const variable = context.variables.get(node)
  if (!variable) return globalValue(node, context)
  if (variable.alias) return context.translate(variable.alias, context)
  if (variable.resource !== undefined)
    return refusePart(context, node, `"${node.name}" is not a value`, `call it: await ${node.name}(…)`)
  if (variable.isError)
    return refusePart(context, node, 'an error is not JSON', `write ${node.name}.name or ${node.name}.message`)
  return context.locals.get(variable) ?? context.read(variable, node)
}

const globalValue: Translator<Identifier> = (node, context) => {
  const { name } = node
  if (name === 'undefined') return code('()', undefinedType)
  if (name === 'NaN' || name === 'Infinity')
    return refusePart(context, node, `JSON does not have ${name}`, 'write null')
  if (context.constants.has(name)) return constantNamed(name, node, context)
  return refusePart(
    context,
    node,
    `unknown name "${name}"`,
    'pass it in the input, or as a JSON value in options.constants: a state machine does not have the variables of a module',
  )
}

const constantNamed = (name: string, node: Expression, context: ExpressionContext): Code =>
  constantCode(context.constants.get(name)) ??
  refusePart(context, node, `the constant "${name}" is not JSON`, 'pass numbers, strings, arrays and plain objects')

/** The name of a function that a module exports, as compilers write it: `sleep`, `lib.sleep`, `(0, lib.sleep)`. */
export const importedName = (callee: AnyNode): string | undefined => {
  if (callee.type === 'Identifier') return callee.name
  if (callee.type === 'ParenthesizedExpression') return importedName(callee.expression)
  const last = callee.type === 'SequenceExpression' ? callee.expressions.at(-1) : undefined
  if (last) return importedName(last)
  const isImport =
    callee.type === 'MemberExpression' && callee.object.type === 'Identifier' && isModule(callee.object.name)
  return isImport && callee.property.type === 'Identifier' ? callee.property.name : undefined
}

/** The names that compilers give to imported modules. */
const isModule = (name: string): boolean =>
  /^(__vi_import_\d+__|__vite_ssr_import_\d+__|import_\w+|\w+_\d+|_\w+)$/.test(name)

const memberExpression: Translator<MemberExpression> = (node, context) => {
  const error = errorMember(node, context)
  if (error) return error
  const name = importedName(node)
  if (
    name !== undefined &&
    node.object.type === 'Identifier' &&
    !context.variables.has(node.object) &&
    context.constants.has(name)
  )
    return constantNamed(name, node, context)
  return chain(partsOf(node), context)
}

/** `error.name` and `error.message` of a catch clause. */
const errorMember = (
  { object, property, computed }: MemberExpression,
  context: ExpressionContext,
): Code | undefined => {
  const variable = object.type === 'Identifier' ? context.variables.get(object) : undefined
  if (!variable?.isError || computed || property.type !== 'Identifier') return undefined
  const member = property.name === 'error' ? 'name' : property.name
  if (member !== 'name' && member !== 'message')
    return refusePart(context, property, `an error does not have "${property.name}" here`, 'use name or message')
  if (member === 'message') variable.readsMessage = true
  return simple(`$${variable.stored}.${member}`, stringType)
}

/** A part of a chain: a member, or a call of a method. */
interface Link {
  readonly node: MemberExpression
  /** The call, if the member is called. */
  readonly call?: CallExpression
}

interface Chain {
  readonly base: Expression
  readonly links: readonly Link[]
}

const partsOf = (node: Expression): Chain => {
  const links: Link[] = []
  // `(a?.b).c`: parentheses end what `?.` skips.
  let base: AnyNode = node.type === 'ChainExpression' ? node.expression : node
  for (;;) {
    if (base.type === 'CallExpression' && base.callee.type === 'MemberExpression') {
      links.unshift({ node: base.callee, call: base })
      base = base.callee.object
    } else if (base.type === 'MemberExpression' && !links.some(({ node: known }) => known === base)) {
      links.unshift({ node: base })
      base = base.object
    } else return { base: base as Expression, links }
  }
}

const chain = ({ base, links }: Chain, context: ExpressionContext): Code =>
  follow(context.translate(base, context), links, context)

/** Follows a chain; `?.` ends it with undefined if the value before it is null or undefined. */
const follow = (value: Code, [link, ...rest]: readonly Link[], context: ExpressionContext): Code => {
  if (!link) return value
  if (!link.node.optional || !canBe(value.type, NULL | UNDEFINED))
    return follow(access(value, link, context), rest, context)
  return bindOnce(context, value, (part) => {
    const name = rest.length === 0 && !link.call ? plainName(link.node) : undefined
    if (name !== undefined && name !== 'length' && !isInherited(name)) return memberIfObject(part, name)
    const present = { ...part, type: withoutKinds(part.type, NULL | UNDEFINED) }
    const found = follow(access(present, link, context), rest, context)
    return conditional(isPresent(part), found, undefined, join(found.type, undefinedType))
  })
}

const plainName = ({ computed, property }: MemberExpression): string | undefined => {
  if (!computed && property.type === 'Identifier') return property.name
  if (property.type === 'Literal' && typeof property.value === 'string' && !/^\d+$/.test(property.value))
    return property.value
  return undefined
}

const access = (value: Code, { node, call }: Link, context: ExpressionContext): Code => {
  const name = plainName(node)
  if (call) return method(value, name, call, context)
  if (name !== undefined) return member(context, value, name)
  if (node.property.type === 'PrivateIdentifier') return refusePart(context, node, 'private names are not supported')
  return item(context, value, context.translate(node.property, context))
}

const methods: ReadonlyMap<string, Method> = new Map(
  Object.entries({ ...arrayMethods, ...stringMethods, toString: toStringMethod }),
)

const advice: Readonly<Record<string, string>> = {
  push: 'write items.push(item) as a statement, or items = [...items, item]',
  sort: 'call an activity that sorts',
  reverse: 'write toReversed()',
  forEach: 'write for (const item of items) { … }',
  retry: 'write withOptions(activity, { retry })(…)',
}

const method = (receiver: Code, name: string | undefined, node: CallExpression, context: ExpressionContext): Code => {
  const translate = name === undefined ? undefined : methods.get(name)
  if (translate) return translate(context, { receiver, args: node.arguments, node })
  return refusePart(
    context,
    node,
    `the method ${name ?? textOf(context, node.callee)} is not supported`,
    (name !== undefined && Object.hasOwn(advice, name) ? advice[name] : undefined) ??
      'call an activity that computes it',
  )
}

const callExpression: Translator<CallExpression> = (node, context) => {
  const { callee } = node
  const inner = unwrapped(node)
  if (inner !== node) return context.translate(inner, context)
  const variable = callee.type === 'Identifier' ? context.variables.get(callee) : undefined
  if (variable?.resource !== undefined)
    return refusePart(
      context,
      node,
      `the call of ${variable.name} is not awaited`,
      `write await ${textOf(context, node)}`,
    )
  const name = globalName(callee, context)
  if (name !== undefined && Object.hasOwn(globalFunctions, name)) {
    return (
      globalFunctions[name]?.(context, node.arguments, node) ?? refusePart(context, node, `${name} is not supported`)
    )
  }
  if (name !== undefined && Object.hasOwn(refusedFunctions, name))
    return refusePart(context, node, `${name} is not supported`, refusedFunctions[name])
  if (callee.type === 'MemberExpression' && name === undefined) return chain(partsOf(node), context)
  return refusePart(
    context,
    node,
    `unknown function "${textOf(context, callee)}"`,
    'call an activity: name it in the second parameter of the function',
  )
}

/** The name of a function of JavaScript itself: `Math.floor`, `Number`. */
const globalName = (callee: AnyNode, { variables }: ExpressionContext): string | undefined => {
  if (callee.type === 'Identifier') return variables.has(callee) ? undefined : callee.name
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier' || variables.has(callee.object))
    return undefined
  return callee.property.type === 'Identifier' ? `${callee.object.name}.${callee.property.name}` : undefined
}

const translators: Translators = {
  Literal: literalCode,
  TemplateLiteral: template,
  Identifier: identifier,
  ArrayExpression: array,
  ObjectExpression: object,
  LogicalExpression: logical,
  BinaryExpression: (node, context) => instanceOf(node, context) ?? binary(node, context),
  UnaryExpression: unary,
  ConditionalExpression: choose,
  MemberExpression: memberExpression,
  ChainExpression: (node: ChainExpression, context) => chain(partsOf(node), context),
  CallExpression: callExpression,
  ParenthesizedExpression: ({ expression }, context) => context.translate(expression, context),
}

/** `error instanceof TooShort` compares the name of the error. */
const instanceOf: (
  node: Extract<AnyNode, { type: 'BinaryExpression' }>,
  context: ExpressionContext,
) => Code | undefined = ({ operator, left, right }, context) => {
  const variable = left.type === 'Identifier' ? context.variables.get(left) : undefined
  const name = operator === 'instanceof' && variable?.isError ? importedName(right) : undefined
  if (name === undefined || !variable) return undefined
  if (name === 'Error') return condition('true', Binding.atom, [])
  return condition(`$${variable.stored}.name = ${quote(name)}`, Binding.compare, [])
}

const refusals: Readonly<Partial<Record<AnyNode['type'], readonly [problem: string, alternative: string]>>> = {
  AwaitExpression: ['await is not supported here', 'put the call into a statement of its own: const value = await …'],
  ArrowFunctionExpression: ['a function is not a value here', 'write the code in place, or as an activity'],
  FunctionExpression: ['a function is not a value here', 'write the code in place, or as an activity'],
  AssignmentExpression: ['an assignment in an expression is not supported', 'make it a statement of its own'],
  UpdateExpression: ['++ and -- in an expression are not supported', 'make it a statement of its own'],
  NewExpression: ['new is not supported here', 'call an activity that makes the value'],
  TaggedTemplateExpression: ['tagged templates are not supported', 'call an activity'],
  ThisExpression: ['this is not supported', 'pass the value in the input'],
  SequenceExpression: ['the comma operator is not supported', 'write statements'],
  YieldExpression: ['generators are not supported', 'write an async function'],
  ImportExpression: ['imports are not supported', 'call an activity'],
}

/** Code for nodes that the compiler makes. */
const syntheticCode = (node: SyntheticNode, context: ExpressionContext): Code => {
  if (node.type === 'Item') {
    const list = context.translate(node.list, context)
    return simple(`${list.source}[${context.translate(node.index, context).source}]`, itemsOf(list.type))
  }
  if (node.type === 'Rest') {
    const value = context.translate(node.object, context)
    const keys = node.keys.map(quote).join(', ')
    const source = `$merge([$sift(${value.source}, function($v, $k) { $not($k in [${keys}]) })])`
    return code(source, { ...value.type, ...objectType }, { fails: value.fails })
  }
  const fallback = context.translate(node.fallback, context)
  const value = context.translate(node.value, context)
  assertExact(context, value, node.fallback)
  if (!canBe(value.type, UNDEFINED)) return value
  return bindOnce(context, value, (part) => {
    const exists = condition(`$exists(${part.source})`, Binding.atom, [part])
    return conditional(exists, part, fallback, join(withoutKinds(part.type, UNDEFINED), fallback.type))
  })
}

const isSynthetic = (node: AnyNode | SyntheticNode): node is SyntheticNode =>
  node.type === 'Fallback' || node.type === 'Rest' || node.type === 'Item'

/**
 * Translates an expression of JavaScript to JSONata that has the same value for every JSON value.
 * @throws CompileError for the first part that JSONata cannot express.
 */
export const translate = (node: AnyNode, context: ExpressionContext): Code => {
  if (isSynthetic(node)) return syntheticCode(node, context)
  const translator = translators[node.type] as Translator<AnyNode> | undefined
  if (translator) return translator(node, context)
  const [problem, alternative] = refusals[node.type] ?? ['this is not supported', 'call an activity that computes it']
  return refusePart(context, node, problem, alternative)
}
