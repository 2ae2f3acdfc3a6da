import { expect, test } from 'vitest'
import { createStepwise } from '../../src/create-stepwise.ts'
import { DefinitionError } from '../../src/errors.ts'
import { fakeAws, throwAwsError } from '../support/fake-aws.ts'
import { virtualLocal } from '../support/virtual-local.ts'

const orders = {
  name: 'orders',
  startAt: 'pay/now',
  states: {
    'pay/now': { type: 'task', resource: 'lambda/pay', catch: { next: 'in [review]' }, next: 'in [review]' },
    'in [review]': {
      type: 'choice',
      choices: [{ condition: ['>', '$.total', 1], next: 'done' }],
      default: 'done',
    },
    done: { type: 'succeed' },
  },
} as const

/** Deploys on an AWS that rejects the definition with these diagnostics, and returns what is thrown. */
const reject = async (message: string, definition: object = orders): Promise<unknown> => {
  const aws = fakeAws({
    DescribeStateMachine: () => throwAwsError('StateMachineDoesNotExist'),
    CreateStateMachine: () => throwAwsError('InvalidDefinition', message),
  })
  const { ensureStateMachine } = createStepwise({ sfn: aws.sfn, roleArn: 'arn:aws:iam::210987654321:role/r' })
  return ensureStateMachine('orders', definition as never).catch((error: unknown) => error)
}

test.for([
  ['/States/pay/now/Resource', 'states["pay/now"].resource'],
  ['/States/pay/now/Catch[0]/Next', 'states["pay/now"].catch.next'],
  ['/States/in [review]/Choices[0]/Next', 'states["in [review]"].choices[0].next'],
  ['/States/in [review]/Choices[0]/NumericGreaterThan', 'states["in [review]"].choices[0].condition[2]'],
  ['/States/done/Output', 'states.done.output'],
  ['/StartAt', 'startAt'],
])('what AWS rejects at %s is reported at %s', async ([location, path]) => {
  const failure = await reject(`Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: not so at ${location}'`)
  expect(failure).toBeInstanceOf(DefinitionError)
  expect(failure).toMatchObject({
    message: `${path}: AWS rejects this: not so`,
    issues: [{ code: 'SCHEMA_VALIDATION_FAILED', severity: 'error' }],
    cause: { name: 'InvalidDefinition' },
  })
})

test('each diagnostic of AWS is an issue', async () => {
  const failure = await reject(
    "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: one, and a half at /States/done, MISSING_TRANSITION_TARGET: two at /StartAt, SCHEMA_VALIDATION_FAILED: three at null' (Service: AWSStepFunctions; Status Code: 400)",
  )
  expect(failure).toMatchObject({
    message: 'states.done: AWS rejects this: one, and a half\nstartAt: AWS rejects this: two\nAWS rejects this: three',
  })
})

test('in ASL, the path is that of the ASL', async () => {
  const asl = { StartAt: 'a', States: { a: { Type: 'Pass', End: true } } }
  const failure = await reject("Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: no at /States/a/End'", asl)
  expect(failure).toMatchObject({ issues: [{ path: ['States', 'a', 'End'] }] })
})

test.for(['Some other words', "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: … at'"])(
  'a message without locations is reported as a whole: %s',
  async (message) => {
    expect(await reject(message)).toMatchObject({
      message: `AWS rejects the definition: ${message}`,
      issues: [{ path: [], code: 'INVALID_DEFINITION' }],
    })
  },
)

test('a rejection by the embedded engine does not name AWS', async () => {
  const { ensureStateMachine, sfn } = virtualLocal()
  sfn.middlewareStack.add(
    (next, { commandName }) =>
      (args) =>
        commandName === 'CreateStateMachineCommand'
          ? Promise.reject(Object.assign(new Error('no'), { name: 'InvalidDefinition' }))
          : next(args),
    { step: 'initialize' },
  )
  await expect(ensureStateMachine(orders)).rejects.toThrow('the embedded engine rejects the definition: no')
})
