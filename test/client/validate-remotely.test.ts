import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createStepwise } from '../../src/create-stepwise.ts'
import { formatIssue } from '../../src/errors.ts'
import { asl } from '../support/arbitrary-asl.ts'
import { fakeAws } from '../support/fake-aws.ts'
import { virtualLocal } from '../support/virtual-local.ts'

const orders = {
  startAt: 'pay',
  states: {
    pay: { type: 'task', resource: 'lambda/pay', timeoutSeconds: 60, retry: { maxAttempts: 2 }, next: 'done' },
    done: { type: 'succeed' },
  },
} as const

/** An AWS that answers with these diagnostics. */
const awsWith = (...diagnostics: object[]) => {
  const aws = fakeAws({ ValidateStateMachineDefinition: () => ({ result: 'FAIL', diagnostics }) })
  return { ...aws, validate: createStepwise({ sfn: aws.sfn }).validate }
}

const error = { severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED', message: 'not so' }

test('the diagnostics of AWS get the paths of the literal', async () => {
  const { validate } = awsWith({ ...error, location: '/States/pay/Retry[0]/MaxAttempts' })
  const issues = await validate(orders, { remote: true })
  expect(issues.map(formatIssue)).toEqual(['states.pay.retry.maxAttempts: AWS rejects this: not so'])
})

test('a warning of AWS stays a warning', async () => {
  const { validate } = awsWith({ ...error, severity: 'WARNING', location: '/States/pay/Resource' })
  expect(await validate(orders, { remote: true })).toEqual([
    {
      path: ['states', 'pay', 'resource'],
      code: error.code,
      message: 'AWS warns: not so',
      severity: 'warning',
    },
  ])
})

test('a problem that both find is reported once', async () => {
  const code = 'MISSING_TRANSITION_TARGET'
  const { validate } = awsWith({ severity: 'ERROR', code, message: 'Missing', location: '/States/pay/Next' })
  const typo = { ...orders, states: { ...orders.states, pay: { ...orders.states.pay, next: 'don' } } }
  const issues = await validate(typo, { remote: true })
  expect(issues.filter(({ path }) => path.at(-1) === 'next').map(formatIssue)).toEqual([
    'states.pay.next: no state named "don"; did you mean "done"?',
  ])
})

test('the issues of both are sorted by path', async () => {
  const { validate } = awsWith({ ...error, location: '/StartAt' })
  const issues = await validate({ ...orders, extra: 1 }, { remote: true })
  expect(issues.map(({ path }) => path[0])).toEqual(['startAt', 'states', 'extra'].filter((key) => key !== 'states'))
})

test('what is not an object is not sent', async () => {
  const { validate, operations } = awsWith()
  expect(await validate(null, { remote: true })).toHaveLength(1)
  expect(operations()).toEqual([])
})

test('the type is sent', async () => {
  const { validate, calls } = awsWith()
  await validate(orders, { remote: true, type: 'EXPRESS' })
  expect(calls).toMatchObject([{ input: { type: 'EXPRESS', severity: 'WARNING' } }])
})

test('without remote, nothing is sent', () => {
  const { validate, operations } = awsWith()
  expect(validate(orders)).toEqual([])
  expect(operations()).toEqual([])
})

test('an unknown option is rejected', async () => {
  const { validate } = awsWith()
  await expect(validate(orders, { remote: true, tpye: 'EXPRESS' } as never)).rejects.toThrow('unknown option "tpye"')
})

test('the embedded engine finds nothing that the local rules do not find', async () => {
  const { validate } = virtualLocal()
  await fc.assert(
    fc.asyncProperty(asl(1), async (definition) => {
      expect(await validate(definition, { remote: true })).toEqual(validate(definition))
    }),
    { numRuns: 50 },
  )
})
