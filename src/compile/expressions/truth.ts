import { always } from './access.ts'
import { Binding, type Code, code, condition, operand } from './code.ts'
import { bindOnce, type ExpressionContext } from './context.ts'
import { ARRAY, BOOLEAN, booleanType, canBe, isOnly, OBJECT, UNDEFINED } from './value-type.ts'

/** A condition that is true if a value is true in JavaScript. In JSONata, empty objects and most arrays are false. */
export const truthOf = (context: ExpressionContext, value: Code): Code => {
  const { type } = value
  if (isOnly(type, BOOLEAN)) return value
  if (isOnly(type, ARRAY | OBJECT) && !value.fails) return always(true)
  if (!canBe(type, ARRAY | OBJECT)) return ofPrimitive(value)
  return bindOnce(context, value, (part) => {
    const { source } = part
    return condition(`$type(${source}) in ["array", "object"] or ${operand(part, Binding.or)}`, Binding.or, [part])
  })
}

const ofPrimitive = (value: Code): Code =>
  canBe(value.type, UNDEFINED)
    ? condition(`${operand(value, Binding.or)} or false`, Binding.or, [value])
    : code(`$boolean(${value.source})`, booleanType, { fails: value.fails })

export const not = (value: Code): Code => {
  if (value.source === 'true' || value.source === 'false') return always(value.source === 'false')
  return code(`$not(${value.source})`, booleanType, { fails: value.fails })
}
