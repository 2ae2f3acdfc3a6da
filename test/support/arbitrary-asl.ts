import fc from 'fast-check'
import type * as z from 'zod/mini'
import { toAslKey } from '../../src/specs/asl-key.ts'
import { comparisonOperators } from '../../src/specs/comparison-operators.ts'
import { Definition, type LiteralStateType, literalOnlyFields, stateSpecs } from '../../src/specs/definition.ts'

type Spec = z.core.$ZodType
type Shape = Readonly<Record<string, Spec>>

/** Strings that look like fields of the definition. */
const trap = fc.constantFrom(
  'states',
  'States',
  'next',
  'Next',
  'type',
  'Type',
  'Parameters',
  'x.$',
  'errorEquals',
  '__proto__',
  'constructor',
)
const text = fc.oneof(fc.string({ maxLength: 8 }), trap, fc.constantFrom('$.a', '{% 1 %}', 'arn:x', 'activity/add'))
const name = fc.oneof(fc.string({ minLength: 1, maxLength: 8 }), trap, fc.constantFrom('a/b', 'a__b', 'état 1'))

export const json: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.oneof(text, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 3 }),
  ),
})).value

const resource = fc.oneof(
  fc.constantFrom(
    'arn:aws:states:us-east-1:123456789012:activity:activity__add',
    'arn:aws:states:us-east-1:123456789012:activity:lambda__x',
    'arn:aws:states:us-east-1:123456789012:activity:a___b',
    'arn:aws:states:eu-west-1:123456789012:activity:add',
    'arn:aws:lambda:us-east-1:123456789012:function:resize:live',
    'arn:aws:lambda:us-east-1:123456789012:function:resize',
    'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
    'arn:aws-cn:states:::lambda:invoke',
    'arn:aws:states:::s3:getObject',
    'arn:aws:states:::states:startExecution.sync:2',
    '${Function}',
  ),
)

const condition: fc.Arbitrary<Record<string, unknown>> = fc.letrec<{ rule: Record<string, unknown> }>((tie) => ({
  rule: fc.oneof(
    { depthSize: 'small' },
    fc
      .tuple(
        fc.constantFrom(...comparisonOperators.keys()),
        fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null)),
      )
      .map(([operator, value]) => ({ Variable: '$.a', [toAslKey(operator)]: value })),
    fc.oneof(text, fc.boolean()).map((Condition) => ({ Condition })),
    fc.record({ Variable: text, OperatorOfTomorrow: text }),
    fc.array(tie('rule'), { maxLength: 3 }).map((And) => ({ And })),
    fc.array(tie('rule'), { maxLength: 3 }).map((Or) => ({ Or })),
    tie('rule').map((Not) => ({ Not })),
  ),
})).rule

/** A machine with any of the fields that the specs have, and some that they do not. */
export const asl = (depth = 2): fc.Arbitrary<Record<string, unknown>> => machineOf(Definition.shape, depth)

const machineOf = (shape: Shape, depth: number) => objectOf(shape, depth).filter((machine) => 'States' in machine)

const childArn = fc.constantFrom(
  'arn:aws:states:us-east-1:123456789012:stateMachine:child',
  'arn:aws:states:us-east-1:123456789012:stateMachine:shop__child:live',
  'arn:aws:states:us-east-1:123456789012:stateMachine:a___b',
  'arn:aws:states:eu-west-1:123456789012:stateMachine:child',
)
const parentId = 'AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID'
const childInput = fc.oneof(
  fc.dictionary(name, json, { maxKeys: 2 }),
  fc.dictionary(name, json, { maxKeys: 2 }).map((input) => ({ ...input, [`${parentId}.$`]: '$$.Execution.Id' })),
  fc.dictionary(name, json, { maxKeys: 2 }).map((input) => ({
    ...input,
    [parentId]: '{% $states.context.Execution.Id %}',
  })),
  fc.constantFrom(
    `{% $merge([($states.input), {"${parentId}": $states.context.Execution.Id}]) %}`,
    `{% $merge([( $v ), {"${parentId}": $states.context.Execution.Id}]) %}`,
    '{% $states.input %}',
  ),
  json,
)

/** Nested executions that are, or nearly are, the ASL of `machine/…`. */
const nestedExecution = fc
  .record(
    {
      QueryLanguage: fc.constantFrom('JSONPath', 'JSONata'),
      Parameters: fc.record({ StateMachineArn: childArn, Input: childInput }, { requiredKeys: ['StateMachineArn'] }),
      Arguments: fc.record({ StateMachineArn: childArn, Input: childInput }, { requiredKeys: ['StateMachineArn'] }),
      OutputPath: fc.constantFrom('$.Output', '$'),
      Output: fc.constantFrom('{% $states.result.Output %}', 1),
      ResultPath: fc.constantFrom(null, '$.a'),
      ResultSelector: json,
    },
    { requiredKeys: [] },
  )
  .map((fields) => ({ Type: 'Task', Resource: 'arn:aws:states:::states:startExecution.sync:2', ...fields }))

const state = (depth: number): fc.Arbitrary<Record<string, unknown>> =>
  fc.oneof(
    nestedExecution,
    ...Object.keys(stateSpecs).map((type) =>
      objectOf(stateSpecs[type as LiteralStateType].shape, depth).map((fields) => ({
        ...fields,
        Type: toAslKey(type),
      })),
    ),
  )

const objectOf = (shape: Shape, depth: number): fc.Arbitrary<Record<string, unknown>> => {
  const keys = Object.keys(shape).filter((key) => !literalOnlyFields.has(key) && key !== 'condition' && key !== 'type')
  const known = Object.fromEntries(keys.map((key) => [toAslKey(key), valueFor(key, shape[key], depth)]))
  const fields: fc.Arbitrary<Record<string, unknown>> = fc.record(
    { ...known, FieldOfTomorrow: json },
    { requiredKeys: [] },
  )
  return 'condition' in shape ? fc.tuple(fields, condition).map(([rule, tests]) => ({ ...tests, ...rule })) : fields
}

const valueFor = (key: string, spec: Spec | undefined, depth: number): fc.Arbitrary<unknown> => {
  if (key === 'resource') return resource
  if (key === 'errorEquals') return fc.array(text, { minLength: 1, maxLength: 3 })
  if (key === 'retry' || key === 'catch') return fc.array(elementOf(spec, depth), { maxLength: 3 })
  if (key === 'states') return fc.dictionary(name, state(depth), { minKeys: 1, maxKeys: 3 })
  return arbitraryOf(spec, depth)
}

const definitionOf = (spec: Spec | undefined) => (spec as z.core.$ZodTypes | undefined)?._zod.def

/** The element of a field that is written as one or many. */
const elementOf = (spec: Spec | undefined, depth: number): fc.Arbitrary<unknown> => {
  const definition = definitionOf(spec)
  if (definition?.type === 'optional') return elementOf(definition.innerType, depth)
  return definition?.type === 'union' ? arbitraryOf(definition.options[0], depth) : json
}

const arbitraryOf = (spec: Spec | undefined, depth: number): fc.Arbitrary<unknown> => {
  const definition = definitionOf(spec)
  switch (definition?.type) {
    case 'optional':
    case 'readonly':
      return arbitraryOf(definition.innerType, depth)
    case 'nullable':
      return fc.option(arbitraryOf(definition.innerType, depth))
    case 'lazy':
      return depth > 0 ? shapeOf(definition.getter(), depth - 1) : fc.constant({ States: {} })
    case 'object':
      return objectOf(definition.shape, depth)
    case 'array':
      return fc.array(arbitraryOf(definition.element, depth), { minLength: 1, maxLength: 2 })
    case 'union':
      return arbitraryOf(definition.options[0], depth)
    case 'enum':
      return fc.constantFrom(...Object.values(definition.entries))
    case 'literal':
      return fc.constantFrom(...definition.values)
    case 'number':
      return fc.nat({ max: 100 })
    case 'string':
      return text
    default:
      return json
  }
}

const shapeOf = (spec: Spec, depth: number): fc.Arbitrary<unknown> => {
  const definition = definitionOf(spec)
  if (definition?.type === 'union') return shapeOf(definition.options[0] as Spec, depth)
  return definition?.type === 'object' ? machineOf(definition.shape, depth) : json
}
