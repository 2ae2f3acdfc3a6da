import type { AnyNode, Expression, Identifier, Pattern, Statement } from 'acorn'
import { aliasPattern } from '../alias.ts'
import { isFunctionNode } from '../parse-function.ts'
import type { Variable } from '../scope.ts'
import { Binding, type Code, code, conditional, simple } from './code.ts'
import { type ExpressionContext, preludeCall, refusePart } from './context.ts'
import { test } from './operators.ts'
import { isOnly, join, OBJECT, objectType, undefinedType, type ValueType } from './value-type.ts'

/** A function that an expression calls for each item. */
export interface Callback {
  /** The parameters in JSONata: `$item, $index`. */
  readonly parameters: string
  readonly body: Code
}

/** Translates a function that is an argument of a method of arrays. */
export const callbackOf = (
  context: ExpressionContext,
  node: AnyNode | undefined,
  types: readonly ValueType[],
  owner: AnyNode,
): Callback => {
  const fn = node && unwrapped(node)
  if (!fn || !isFunctionNode(fn))
    return refusePart(context, node ?? owner, 'expected a function that is written here', 'write item => …')
  if (fn.async || fn.generator)
    return refusePart(
      context,
      fn,
      'a function with calls of activities is not supported here',
      'write await Promise.all(items.map(async (item) => …)) or a for … of loop',
    )
  const extra = fn.params[types.length]
  if (extra) return refusePart(context, extra, 'this parameter is not supported')
  const parameters = fn.params.map((parameter, index) =>
    bindParameter(context, parameter, types[index] ?? undefinedType),
  )
  const result =
    fn.body.type === 'BlockStatement' ? blockValue(fn.body.body, context, fn) : context.translate(fn.body, context)
  const normalized = parameters.flatMap(({ binding }) => (binding === undefined ? [] : [binding]))
  const body =
    normalized.length === 0
      ? result
      : code(`( ${normalized.join('; ')}; ${result.source} )`, result.type, { fails: true })
  return { parameters: parameters.map(({ name }) => name).join(', '), body }
}

/** The function in `__name(fn, "name")`, which compilers write to preserve the names of functions; any other node itself. */
export const unwrapped = (node: AnyNode): AnyNode => {
  if (node.type === 'ParenthesizedExpression') return unwrapped(node.expression)
  if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier' || !/^__name\d*$/.test(node.callee.name))
    return node
  const [inner] = node.arguments
  return inner ? unwrapped(inner) : node
}

interface Parameter {
  readonly name: string
  /** The binding of the normalized value, if the parameter is a pattern. */
  readonly binding?: string
}

const bindParameter = (context: ExpressionContext, pattern: Pattern, type: ValueType): Parameter => {
  if (pattern.type === 'Identifier') {
    const variable = variableOf(context, pattern)
    variable.isLocal = true
    context.locals.set(variable, simple(`$${variable.stored}`, type))
    return { name: `$${variable.stored}` }
  }
  if (pattern.type !== 'ObjectPattern')
    return refusePart(context, pattern, 'this parameter is not supported', 'write a name or { a, b }')
  const name = `$js_v${++context.names}`
  const root: Identifier = { type: 'Identifier', name, start: pattern.start, end: pattern.end }
  const variable = aliasPattern(context, pattern, root)
  if (isOnly(type, OBJECT)) {
    context.locals.set(variable, simple(name, type))
    return { name }
  }
  const given = `$js_v${++context.names}`
  context.locals.set(variable, simple(name, { ...type, ...objectType }))
  return { name: given, binding: `${name} := ${preludeCall(context, 'js_object', [given])}` }
}

const variableOf = (context: ExpressionContext, identifier: Identifier): Variable => {
  const variable = context.variables.get(identifier)
  return variable ?? refusePart(context, identifier, `unknown name "${identifier.name}"`)
}

/** The value of statements that only name values, choose and return. */
const blockValue = (statements: readonly Statement[], context: ExpressionContext, owner: AnyNode): Code => {
  const [first, ...rest] = statements
  if (!first) return code('()', undefinedType)
  if (first.type === 'ReturnStatement') {
    return first.argument ? context.translate(first.argument, context) : code('()', undefinedType)
  }
  if (first.type === 'BlockStatement') return blockValue([...first.body, ...rest], context, owner)
  if (first.type === 'IfStatement') return choice(first, rest, context, owner)
  if (first.type === 'VariableDeclaration') return declaration(first.declarations, rest, context, owner)
  return refusePart(
    context,
    first,
    'this statement is not supported in a function of an expression',
    'write a for … of loop',
  )
}

const choice = (
  node: Extract<Statement, { type: 'IfStatement' }>,
  rest: readonly Statement[],
  context: ExpressionContext,
  owner: AnyNode,
): Code => {
  const yes = blockValue([node.consequent, ...rest], context, owner)
  const no = blockValue([...(node.alternate ? [node.alternate] : []), ...rest], context, owner)
  return conditional(test(node.test, context), yes, no, join(yes.type, no.type))
}

const declaration = (
  declarations: readonly { id: Pattern; init?: Expression | null | undefined }[],
  rest: readonly Statement[],
  context: ExpressionContext,
  owner: AnyNode,
): Code => {
  const bindings = declarations.map(({ id, init }) => {
    if (id.type !== 'Identifier' || !init)
      return refusePart(context, id, 'this declaration is not supported in a function of an expression')
    const variable = variableOf(context, id)
    const [written] = variable.writes
    if (written)
      return refusePart(context, written, 'a variable of a function of an expression cannot change', 'use const')
    const value = context.translate(init, context)
    variable.isLocal = true
    context.locals.set(variable, simple(`$${variable.stored}`, value.type))
    return { source: `$${variable.stored} := ${value.source}; `, fails: value.fails }
  })
  const value = blockValue(rest, context, owner)
  const source = bindings.map((binding) => binding.source).join('')
  return code(`( ${source}${value.source} )`, value.type, {
    binding: Binding.atom,
    fails: value.fails || bindings.some(({ fails }) => fails),
  })
}

/** The function as JSONata: `function($item) { … }`. */
export const functionSource = ({ parameters, body }: Callback): string => `function(${parameters}) { ${body.source} }`
