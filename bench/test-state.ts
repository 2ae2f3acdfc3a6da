// TestState through the protocol, without the SDK: one state tested again and again. The figures are absolute.
import { Environments } from '../src/engine/environments.ts'
import { createProtocol } from '../src/engine/wire/protocol.ts'
import { Stop } from '../src/stop.ts'
import { createEngineDeps } from './engine-deps.ts'
import { row } from './report.ts'

const task = {
  Type: 'Task',
  Resource: 'arn:aws:states:::dynamodb:putItem',
  Parameters: { TableName: 'orders', Item: { 'id.$': '$.id' } },
  ResultPath: '$.saved',
  Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 2 }],
  Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Failed' }],
  Next: 'Done',
}
const jsonata = {
  Type: 'Task',
  QueryLanguage: 'JSONata',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: 'price', Payload: '{% $states.input %}' },
  Output: '{% $states.result.Payload %}',
  End: true,
}
const states = Object.fromEntries(
  Array.from({ length: 20 }, (_, i) => [
    `S${i}`,
    i < 19 ? { ...task, Next: `S${i + 1}` } : { ...task, Next: 'Failed' },
  ]),
)
const machine = { StartAt: 'S0', States: { ...states, Failed: { Type: 'Fail' } } }
const saved = { result: '{"ConsumedCapacity":{"TableName":"orders","CapacityUnits":1}}' }

const requests = {
  'a Pass state': { definition: { Type: 'Pass', Result: { a: 1 }, End: true } },
  'a Choice state': {
    definition: {
      Type: 'Choice',
      Choices: [{ Variable: '$.id', StringEquals: 'a', Next: 'A' }],
      Default: 'B',
    },
  },
  'a Task with a mocked result': { definition: task, mock: saved },
  'a Task with a mocked result, DEBUG': { definition: task, mock: saved, inspectionLevel: 'DEBUG' },
  'a Task with a mocked error': { definition: task, mock: { errorOutput: { error: 'Throttled' } } },
  'a JSONata Task with a mocked result': { definition: jsonata, mock: { result: '{"Payload":{"price":1}}' } },
  'one state of a state machine of 21': { definition: machine, stateName: 'S7', mock: saved },
}

const deps = createEngineDeps()
const { call } = createProtocol(new Environments(() => deps), deps.environment)
const signal = new Stop()
const test = async (body: string) => {
  const reply = await call({ target: 'AWSStepFunctions.TestState', body, signal })
  if (reply.status !== 200) throw new Error(reply.body)
}

const [WARM, MEASURED] = [2000, 5000]
for (const [name, { definition, ...request }] of Object.entries(requests)) {
  const body = JSON.stringify({ definition: JSON.stringify(definition), input: '{"id":"a"}', ...request })
  const first = performance.now()
  await test(body)
  const firstMs = performance.now() - first
  for (let i = 0; i < WARM; i++) await test(body)
  const begin = performance.now()
  for (let i = 0; i < MEASURED; i++) await test(body)
  row(name, { 'ms (aim 0.2)': (performance.now() - begin) / MEASURED, 'first ms': firstMs })
}
