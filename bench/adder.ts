// The adder on an engine in this process, from runExecution to its result with a running worker, compared with the bare SDK calls.
import {
  DescribeExecutionCommand,
  GetActivityTaskCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { createLocal } from 'stepwise-ts/local'
import { median, percentile, row } from './report.ts'

const RUNS = 1000
const WARM_UP = 200

const { sfn, ensureStateMachine, runExecution, startWorkers, close } = createLocal()
const { stateMachineArn } = await ensureStateMachine({
  name: 'adder',
  startAt: 'add',
  states: { add: { type: 'task', resource: 'activity/add', end: true } },
})
const activityArn = stateMachineArn.replace('stateMachine:adder', 'activity:activity__add')

const timed = async (run: () => Promise<unknown>): Promise<number> => {
  const start = performance.now()
  await run()
  return performance.now() - start
}

const stepwise = async (): Promise<unknown> => (await runExecution('adder', { input: { x: 1, y: 1 } })).output

/** The calls that any program needs for one task: start, poll, send the result, describe. */
const bare = async (): Promise<unknown> => {
  const started = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{"x":1,"y":1}' }))
  const { taskToken, input } = await sfn.send(new GetActivityTaskCommand({ activityArn, workerName: 'bare' }))
  const { x, y } = JSON.parse(input ?? '{}')
  await sfn.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(x + y) }))
  const { output } = await sfn.send(new DescribeExecutionCommand({ executionArn: started.executionArn }))
  return JSON.parse(output ?? 'null')
}

const measure = async (run: () => Promise<unknown>): Promise<number[]> => {
  const times: number[] = []
  for (let i = 0; i < RUNS + WARM_UP; i++) {
    const time = await timed(run)
    if (i >= WARM_UP) times.push(time)
  }
  return times
}

const bareTimes = await measure(bare)
const workers = startWorkers({ 'activity/add': ({ x, y }: { x: number; y: number }) => x + y })
const times = await measure(stepwise)
await workers.shutdown()
await close()

row('adder: bare SDK calls, ms', { median: median(bareTimes), p95: percentile(bareTimes, 95) })
row('adder: runExecution with a worker, ms', { median: median(times), p95: percentile(times, 95) })
row('adder: ratio (aim: 1.5 or less)', { median: median(times) / median(bareTimes) })
