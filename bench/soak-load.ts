// The load of soak-server, in a process of its own: clients that start, stop, poll, forge and hang up.
import { connect } from 'node:net'
import { createCaller } from './soak-call.ts'

const PORT = Number(process.env.PORT)
const CLIENTS = Number(process.env.CLIENTS)
const SECONDS = Number(process.env.SECONDS)
const roleArn = 'arn:aws:iam::123456789012:role/bench'
const counts: Record<string, number> = {}
const count = (what: string) => {
  counts[what] = (counts[what] ?? 0) + 1
}
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
const random = (most: number) => Math.floor(Math.random() * most)
const pick = <T>(values: readonly T[]): T => values[random(values.length)] as T

const pass = (Next: string) => ({ Type: 'Pass', Next })
const end = { Type: 'Pass', End: true }
const arn = (type: string, name: string) => `arn:aws:states:us-east-1:123456789012:${type}:${name}`

/** Kinds of state machines by what is difficult about them. */
const kinds: Record<string, (name: string) => object> = {
  loop: () => ({
    StartAt: 'A',
    States: {
      A: { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($.n, 1)' }, Next: 'B' },
      B: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericGreaterThan: 2000, Next: 'C' }], Default: 'A' },
      C: end,
    },
  }),
  endless: () => ({ StartAt: 'A', States: { A: pass('B'), B: pass('A') } }),
  map: () => ({
    StartAt: 'M',
    States: {
      M: {
        Type: 'Map',
        ItemsPath: '$.items',
        ItemProcessor: { StartAt: 'A', States: { A: pass('B'), B: end } },
        End: true,
      },
    },
  }),
  distributed: () => ({
    StartAt: 'M',
    States: {
      M: {
        Type: 'Map',
        ItemsPath: '$.items',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
          StartAt: 'A',
          States: { A: end },
        },
        End: true,
      },
    },
  }),
  nested: () => ({
    StartAt: 'A',
    States: {
      A: {
        Type: 'Task',
        Resource: 'arn:aws:states:::states:startExecution.sync:2',
        Parameters: { StateMachineArn: arn('stateMachine', 'loop-0'), Input: { n: 1900 } },
        End: true,
      },
    },
  }),
  callback: () => ({
    StartAt: 'A',
    States: {
      A: {
        Type: 'Task',
        Resource: arn('activity', 'work'),
        TimeoutSeconds: 5,
        HeartbeatSeconds: 2,
        Retry: [{ ErrorEquals: ['States.Timeout'], MaxAttempts: 1 }],
        End: true,
      },
    },
  }),
  slow: () => ({
    QueryLanguage: 'JSONata',
    StartAt: 'A',
    States: {
      A: {
        Type: 'Pass',
        Output: '{% $sum($map([1..3000], function($n) { $power($n, 2) % 7 })) %}',
        Next: 'B',
      },
      B: { Type: 'Pass', Output: '{% $sort([1..5000], function($a, $b) { $random() > 0.5 })[0] %}', End: true },
    },
  }),
  self: (name) => ({
    StartAt: 'A',
    States: {
      A: {
        Type: 'Task',
        Resource: 'arn:aws:states:::states:startExecution',
        Parameters: { StateMachineArn: arn('stateMachine', name), 'Input.$': '$' },
        Next: 'B',
      },
      B: { Type: 'Wait', Seconds: 1, Next: 'C' },
      C: end,
    },
  }),
  failing: () => ({
    StartAt: 'A',
    States: {
      A: {
        Type: 'Task',
        Resource: 'arn:aws:states:::nosuch:thing',
        Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 2 }],
        End: true,
      },
    },
  }),
  wait: () => ({ StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 5, End: true } } }),
}
const inputOf: Record<string, () => object> = {
  loop: () => ({ n: 1 }),
  map: () => ({ items: Array.from({ length: 100 }, (_, index) => ({ index, text: 'x'.repeat(100) })) }),
  distributed: () => ({ items: Array.from({ length: 200 }, (_, index) => index) }),
}

const setup = createCaller(PORT)
await setup('CreateActivity', { name: 'work' })
const machines: { kind: string; arn: string }[] = []
for (let index = 0; index < 50; index++) {
  const kind = Object.keys(kinds)[index % Object.keys(kinds).length] as string
  const name = `${kind}-${Math.floor(index / Object.keys(kinds).length)}`
  const definition = JSON.stringify(kinds[kind]?.(name))
  const { stateMachineArn } = (await setup('CreateStateMachine', { name, definition, roleArn })) as {
    stateMachineArn: string
  }
  machines.push({ kind, arn: stateMachineArn })
}

const executions: string[] = []
const until = performance.now() + SECONDS * 1000

const actions: Record<string, (call: ReturnType<typeof createCaller>) => Promise<unknown>> = {
  start: async (call) => {
    const machine = pick(machines)
    const input = JSON.stringify(inputOf[machine.kind]?.() ?? { filler: 'x'.repeat(random(10_000)) })
    const { executionArn } = (await call('StartExecution', { stateMachineArn: machine.arn, input })) as {
      executionArn?: string
    }
    if (executionArn === undefined) return count('refused starts')
    executions.push(executionArn)
    if (executions.length > 2000) executions.splice(0, 1000)
  },
  describe: (call) => call('DescribeExecution', { executionArn: pick(executions) ?? arn('execution', 'a:b') }),
  history: (call) => call('GetExecutionHistory', { executionArn: pick(executions) ?? arn('execution', 'a:b') }),
  stop: (call) => call('StopExecution', { executionArn: pick(executions) ?? arn('execution', 'a:b') }),
  list: (call) => call('ListExecutions', { stateMachineArn: pick(machines).arn, maxResults: 20 }),
  work: async (call) => {
    const { taskToken } = (await call(
      'GetActivityTask',
      { activityArn: arn('activity', 'work') },
      { abortAfterMs: 2000 },
    )) as {
      taskToken?: string
    }
    if (taskToken) await call('SendTaskSuccess', { taskToken, output: '{}' })
  },
  forge: (call) =>
    call('SendTaskSuccess', { taskToken: Buffer.from(String(Math.random())).toString('base64'), output: '{}' }),
  garbage: (call) => call(pick(['constructor', 'StartExecution', '__proto__']), { stateMachineArn: '__proto__' }),
  cut: () =>
    new Promise<void>((resolve) => {
      const socket = connect(PORT, '127.0.0.1', () => {
        socket.write(
          'POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\nx-amz-target: AWSStepFunctions.X\r\n\r\n{',
        )
        setTimeout(() => {
          socket.destroy()
          resolve()
        }, 20)
      })
      socket.on('error', () => resolve())
    }),
}
const weights = { start: 4, describe: 6, history: 2, stop: 3, list: 1, work: 2, forge: 1, garbage: 1, cut: 1 }
const deck = Object.entries(weights).flatMap(([name, weight]) => Array.from({ length: weight }, () => name))

const client = async () => {
  const call = createCaller(PORT)
  while (performance.now() < until) {
    const name = pick(deck)
    await actions[name]?.(call).then(
      () => count(name),
      () => count('failed'),
    )
    await sleep(200 + random(600))
  }
}
await Promise.all(Array.from({ length: CLIENTS }, client))
process.send?.(counts, () => process.exit(0))
