import type { AnyNode } from 'acorn'
import { isJsonObject } from '../../json.ts'
import { Retrier } from '../../specs/definition.ts'
import { refusePart } from '../expressions/context.ts'
import { type TaskOptions, taskOptionChecks } from '../run/with-options.ts'
import type { Builder } from './builder.ts'

const names = Object.keys(taskOptionChecks)

/** Reads the options of a call. Their values must be written there, because most fields of a state do not accept an expression. */
export const taskOptions = (builder: Builder, node: AnyNode | undefined): TaskOptions => {
  if (!node) return {}
  const options = constant(builder, node)
  if (!isJsonObject(options))
    return refusePart(builder, node, 'expected an object of options', 'write { retry: { maxAttempts: 2 } }')
  const given: Readonly<Record<string, unknown>> = options
  const unknown = Object.keys(given).find((name) => !names.includes(name))
  if (unknown !== undefined)
    return refusePart(builder, node, `unknown option "${unknown}"`, `expected one of ${names.join(', ')}`)
  for (const retrier of given.retry === undefined ? [] : [given.retry].flat()) assertRetrier(builder, node, retrier)
  for (const name of ['timeoutSeconds', 'heartbeatSeconds']) {
    const seconds = given[name]
    if (seconds !== undefined && !(Number.isInteger(seconds) && Number(seconds) >= 1))
      return refusePart(builder, node, `${name} must be a whole number of seconds from 1`)
  }
  return given
}

const assertRetrier = (builder: Builder, node: AnyNode, retrier: unknown): void => {
  const fields = Object.keys(Retrier.shape)
  if (!isJsonObject(retrier)) refusePart(builder, node, 'retry must be an object, or an array of them')
  const unknown = Object.keys(retrier as object).find((name) => !fields.includes(name))
  if (unknown !== undefined)
    refusePart(builder, node, `unknown field "${unknown}" of retry`, `expected one of ${fields.join(', ')}`)
}

/** The value of a literal. */
const constant = (builder: Builder, node: AnyNode): unknown => {
  if (node.type === 'Literal') return node.value
  if (node.type === 'ArrayExpression')
    return node.elements.map((element) => (element ? constant(builder, element) : null))
  if (node.type === 'UnaryExpression' && node.operator === '-') return -Number(constant(builder, node.argument))
  if (node.type === 'ObjectExpression')
    return Object.fromEntries(
      node.properties.map((property) => {
        if (property.type !== 'Property' || property.computed || property.key.type !== 'Identifier')
          return refusePart(builder, property, 'expected a name and a value that are written here')
        return [property.key.name, constant(builder, property.value)]
      }),
    )
  return refusePart(
    builder,
    node,
    'the value of an option must be written here',
    'write a number, a string or an object',
  )
}
