import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { operations } from '../../../src/engine/api/operations.ts'
import { createEngineDeps } from '../../../src/engine/create-engine-deps.ts'
import { Environments } from '../../../src/engine/environments.ts'
import { MemoryStorage } from '../../../src/engine/s3/memory-storage.ts'
import { createProtocol } from '../../../src/engine/wire/protocol.ts'
import { Stop } from '../../../src/stop.ts'
import { virtualSystem } from '../../../src/virtual-system.ts'

const roleArn = 'arn:aws:iam::123456789012:role/r'
const arns = [
  'stateMachine:m',
  'stateMachine:m:1',
  'stateMachine:m:live',
  'execution:m:e',
  'activity:a',
  'mapRun:m/x:y',
].map((resource) => `arn:aws:states:us-east-1:123456789012:${resource}`)
const definition = JSON.stringify({ StartAt: 'a', States: { a: { Type: 'Pass', End: true } } })

/** An engine with a state machine, a version, an alias, an execution and an activity, behind its protocol. */
const startProtocol = async () => {
  const system = virtualSystem()
  const deps = createEngineDeps({ system }, new MemoryStorage({ system, region: 'us-east-1' }))
  const stop = new Stop()
  onTestFinished(() => stop.abort())
  const protocol = createProtocol(new Environments(() => deps), deps.environment)
  const call = async (operation: string, body: string) => {
    const signal = new Stop()
    const replied = protocol.call({ target: `AWSStepFunctions.${operation}`, body, signal })
    // The caller of an operation that blocks goes away.
    signal.abort()
    return replied
  }
  await call('CreateStateMachine', JSON.stringify({ name: 'm', definition, roleArn, publish: true }))
  const routingConfiguration = [{ stateMachineVersionArn: arns[1], weight: 100 }]
  await call('CreateStateMachineAlias', JSON.stringify({ name: 'live', routingConfiguration }))
  await call('StartExecution', JSON.stringify({ stateMachineArn: arns[0], name: 'e' }))
  await call('CreateActivity', JSON.stringify({ name: 'a' }))
  return call
}

/** Values that belong somewhere in a request, and values that belong nowhere. */
const value = fc.oneof(
  fc.constantFrom(...arns, roleArn, definition, '{}', 'm', 'a', 'live', 'STANDARD', 'EXPRESS', 1, 100, true, null),
  fc.jsonValue({ maxDepth: 3 }),
)

/** Bodies with the members of the operation, others, and values of any type. */
const bodyOf = (name: string) => {
  const members = Object.keys(operations.get(name)?.input.shape ?? {})
  const key = fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...members) },
    { weight: 1, arbitrary: fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString')) },
  )
  return fc.oneof(
    {
      weight: 9,
      arbitrary: fc.dictionary(key, value, { maxKeys: members.length + 1 }).map((body) => JSON.stringify(body)),
    },
    { weight: 1, arbitrary: fc.oneof(fc.json(), fc.string()) },
  )
}

test.each([...operations.keys()])('%s replies to any body with an output or an error of the API', async (name) => {
  const call = await startProtocol()
  await fc.assert(
    fc.asyncProperty(bodyOf(name), async (body) => {
      const { status, body: reply } = await call(name, body)
      const output = JSON.parse(reply)
      const error = { ...output, status: 400, __type: expect.stringMatching(/^[A-Z]\w+$/), message: expect.any(String) }
      expect({ ...output, status }).toEqual(status === 200 ? { ...output, status } : error)
    }),
    { numRuns: 100 },
  )
})
