// Workers beside a loop written by hand on the bare SDK: the same engine, the same client, the same tasks.
import {
  CreateActivityCommand,
  GetActivityTaskCommand,
  SendTaskSuccessCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn'
import { createLocal } from 'stepwise-ts/local'
import { median, percentile, row } from './report.ts'

const TASKS = 2000
const ROUNDS = 7

const local = createLocal()
const { sfn, ensureStateMachine, startExecution } = local

const add = ({ x, y }: { x: number; y: number }) => x + y

interface Loop {
  stop(): Promise<void>
}

type Start = (activity: string, concurrency: number, handler: (input: { x: number; y: number }) => unknown) => Loop

/** What somebody in a hurry writes: as many loops as there may be tasks, each polls, works, answers. */
const bare: Start = (activity, concurrency, handler) => {
  const stopping = new AbortController()
  const loops = Array.from({ length: concurrency }, () => bareLoop(sfn, activity, { handler, signal: stopping.signal }))
  return {
    async stop() {
      stopping.abort()
      await Promise.all(loops)
    },
  }
}

interface Bare {
  readonly handler: Parameters<Start>[2]
  readonly signal: AbortSignal
}

const bareLoop = async (client: SFNClient, activity: string, { handler, signal }: Bare) => {
  const { activityArn } = await client.send(new CreateActivityCommand({ name: activity }))
  while (!signal.aborted) {
    try {
      const poll = new GetActivityTaskCommand({ activityArn, workerName: 'bare' })
      const { taskToken, input } = await client.send(poll, { abortSignal: signal })
      if (!taskToken) continue
      const output = JSON.stringify(await handler(JSON.parse(input ?? 'null')))
      await client.send(new SendTaskSuccessCommand({ taskToken, output }))
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }
}

const stepwise: Start = (activity, concurrency, handler) => {
  const workers = local.startWorkers({ [activity]: handler }, { concurrency })
  return { stop: () => workers.shutdown() }
}

const scheduled = async (activity: string, count: number) => {
  for (let index = 0; index < count; index++) await startExecution(activity, { input: { x: index, y: 1 } })
}

const machineFor = (activity: string) =>
  ensureStateMachine({
    name: activity,
    startAt: 'add',
    states: { add: { type: 'task', resource: activity, end: true } },
  })

/** Milliseconds and CPU milliseconds for tasks that wait already. */
const throughput = async (start: Start, activity: string, concurrency: number) => {
  await scheduled(activity, TASKS)
  const before = { time: performance.now(), cpu: process.cpuUsage() }
  let left = TASKS
  await new Promise<void>((resolve) => {
    const loop = start(activity, concurrency, (input) => {
      if (--left === 0) setImmediate(() => loop.stop().then(resolve))
      return add(input)
    })
  })
  const { user, system } = process.cpuUsage(before.cpu)
  return { ms: performance.now() - before.time, cpu: (user + system) / 1000 }
}

const compareThroughput = async (concurrency: number) => {
  const results = {
    bare: { ms: [] as number[], cpu: [] as number[] },
    ours: { ms: [] as number[], cpu: [] as number[] },
  }
  const activity = `add-${concurrency}`
  await machineFor(activity)
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, start] of [['bare', bare] as const, ['ours', stepwise] as const]) {
      const { ms, cpu } = await throughput(start, activity, concurrency)
      if (round === 0) continue
      results[name].ms.push(ms)
      results[name].cpu.push(cpu)
    }
  }
  const perSecond = (ms: readonly number[]) => (TASKS * 1000) / median(ms)
  const speed = { bare: perSecond(results.bare.ms), ours: perSecond(results.ours.ms) }
  const cpu = { bare: median(results.bare.cpu) / TASKS, ours: median(results.ours.cpu) / TASKS }
  row(`workers, concurrency ${concurrency}: tasks a second (aim 0.95)`, { ...speed, ratio: speed.ours / speed.bare })
  row(`workers, concurrency ${concurrency}: CPU ms a task (aim 1.1)`, { ...cpu, ratio: cpu.ours / cpu.bare })
}

/** From the call that schedules a task to its handler, with workers that wait for it. */
const latency = async (start: Start, activity: string) => {
  await machineFor(activity)
  const times: number[] = []
  let scheduledAt = 0
  let arrived = () => {}
  const loop = start(activity, 10, (input) => {
    times.push(performance.now() - scheduledAt)
    arrived()
    return add(input)
  })
  for (let index = 0; index < 1500; index++) {
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve
    })
    scheduledAt = performance.now()
    await startExecution(activity, { input: { x: index, y: 1 } })
    await arrival
  }
  await loop.stop()
  return times.slice(500)
}

for (const concurrency of [1, 10, 100]) await compareThroughput(concurrency)
const waits = { bare: await latency(bare, 'bare-latency'), ours: await latency(stepwise, 'our-latency') }
row('workers: ms from startExecution to the handler, bare', {
  median: median(waits.bare),
  p99: percentile(waits.bare, 99),
})
row('workers: ms from startExecution to the handler, ours', {
  median: median(waits.ours),
  p99: percentile(waits.ours, 99),
})
await local.close()
