import type { Expression, Property } from 'acorn'
import type { Json } from '../../json.ts'
import { Binding, type Code, operand } from '../expressions/code.ts'
import type { ExpressionContext } from '../expressions/context.ts'
import { toJsonCode } from '../expressions/conversion.ts'
import { keyOf } from '../expressions/literals.ts'
import { withPrelude } from '../expressions/prelude.ts'
import { canBe, UNDEFINED } from '../expressions/value-type.ts'

/** A value in a state: JSON in which `{% … %}` strings are expressions. */
export interface StateTemplate {
  readonly json: Json
  /** True if an expression in it can fail. */
  readonly fails: boolean
  /** True if its value can be undefined, which a state cannot have. */
  readonly canBeUndefined: boolean
}

/** Makes contexts for expressions that stand alone. */
export type NewContext = () => ExpressionContext

/** An expression as the string that a state has. */
export const expressionText = (context: ExpressionContext, { source }: Pick<Code, 'source'>): string =>
  `{% ${withPrelude(source, context.prelude)} %}`

export const codeTemplate = (context: ExpressionContext, value: Code): StateTemplate => ({
  json: literalOf(value.source) ?? expressionText(context, value),
  fails: value.fails,
  canBeUndefined: canBe(value.type, UNDEFINED),
})

/** The value of code that is a number, true, false, null or a plain string. */
const literalOf = (source: string): Json | undefined => {
  if (!/^(-?\d|true$|false$|null$|")/.test(source)) return undefined
  try {
    const value: Json = JSON.parse(source)
    return typeof value === 'string' && value.startsWith('{%') ? undefined : value
  } catch {
    return undefined
  }
}

/** A value as a template. Object and array literals stay JSON, so that the definition shows the fields that are sent. */
export const templateOf = (node: Expression, newContext: NewContext): StateTemplate => {
  if (node.type === 'ObjectExpression') {
    const object = objectTemplate(node.properties, newContext)
    if (object) return object
  }
  if (node.type === 'ArrayExpression' && node.elements.every((element) => element && element.type !== 'SpreadElement'))
    return arrayTemplate(node.elements as Expression[], newContext)
  const context = newContext()
  return codeTemplate(context, context.translate(node, context))
}

const arrayTemplate = (elements: readonly Expression[], newContext: NewContext): StateTemplate => {
  const items = elements.map((element) => definedTemplate(element, newContext))
  return { json: items.map(({ json }) => json), fails: items.some(({ fails }) => fails), canBeUndefined: false }
}

const objectTemplate = (
  properties: Extract<Expression, { type: 'ObjectExpression' }>['properties'],
  newContext: NewContext,
): StateTemplate | undefined => {
  if (
    !properties.every(
      (property): property is Property => property.type === 'Property' && property.kind === 'init' && !property.method,
    )
  )
    return undefined
  const members: [string, StateTemplate][] = []
  for (const property of properties) {
    const key = keyOf(property, newContext())
    const member = templateOf(property.value, newContext)
    if (member.canBeUndefined || key === '__proto__') return undefined
    members.push([key, member])
  }
  return {
    json: Object.fromEntries(members.map(([key, { json }]) => [key, json])),
    fails: members.some(([, { fails }]) => fails),
    canBeUndefined: false,
  }
}

/** A value as a template in which undefined is null. */
export const definedTemplate = (node: Expression, newContext: NewContext): StateTemplate => {
  const template = templateOf(node, newContext)
  if (!template.canBeUndefined) return template
  const context = newContext()
  return codeTemplate(context, toJsonCode(context, context.translate(node, context)))
}

/** A value of a variable that can be undefined: `{ value }`, in which undefined is missing. */
export const boxed = (
  { json, fails }: StateTemplate,
  code: () => readonly [ExpressionContext, Code],
  isMissing: boolean,
): StateTemplate => {
  if (!isMissing) return { json: { value: json }, fails, canBeUndefined: false }
  const [context, value] = code()
  const source = `{"value": ${operand(value, Binding.bind)}}`
  return { json: expressionText(context, { source }), fails, canBeUndefined: false }
}
