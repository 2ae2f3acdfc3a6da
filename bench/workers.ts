// Workers compared with a hand-written loop on the bare SDK, with the same engine, client and tasks. The two take turns.
import { setMaxListeners } from 'node:events'
import {
  CreateActivityCommand,
  GetActivityTaskCommand,
  SendTaskSuccessCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn'
import { createLocal, type Local } from 'stepwise-ts/local'
import { realSystem } from '../src/system.ts'
import type { ActivityClient } from '../src/workers/activity-client.ts'
import { startWorkers } from '../src/workers/start-workers.ts'
import { median, percentile, row } from './report.ts'

/** So many that the start and the compilation of code hardly count: real workers run for days. */
const TASKS = 10_000
const ROUNDS = 8

interface Numbers {
  readonly x: number
  readonly y: number
}

interface Loop {
  stop(): Promise<void>
}

type Start = (
  local: Local,
  work: { activity: string; concurrency: number; handler: (input: Numbers) => unknown },
) => Loop

/** The simplest program: as many loops as there may be tasks; each polls, calls the handler and sends the result. */
const bare: Start = ({ sfn }, { activity, concurrency, handler }) => {
  const stopping = new AbortController()
  setMaxListeners(0, stopping.signal)
  const work = { activity, handler, signal: stopping.signal }
  const loops = Array.from({ length: concurrency }, () => bareLoop(sfn, work))
  return {
    async stop() {
      stopping.abort()
      await Promise.all(loops)
    },
  }
}

interface BareLoop {
  readonly activity: string
  readonly handler: (input: Numbers) => unknown
  readonly signal: AbortSignal
}

const bareLoop = async (sfn: SFNClient, { activity, handler, signal }: BareLoop) => {
  const { activityArn } = await sfn.send(new CreateActivityCommand({ name: activity }))
  while (!signal.aborted) {
    try {
      const poll = new GetActivityTaskCommand({ activityArn, workerName: 'bare' })
      const { taskToken, input } = await sfn.send(poll, { abortSignal: signal })
      if (!taskToken) continue
      const output = JSON.stringify(await handler(JSON.parse(input ?? 'null')))
      await sfn.send(new SendTaskSuccessCommand({ taskToken, output }))
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }
}

const stepwise: Start = (local, { activity, concurrency, handler }) => {
  const workers = local.startWorkers({ [activity]: handler }, { concurrency })
  return { stop: () => workers.shutdown() }
}

const machineOn = ({ ensureStateMachine }: Local, activity: string) =>
  ensureStateMachine({
    name: activity,
    startAt: 'add',
    states: { add: { type: 'task', resource: activity, end: true } },
  })

/** Milliseconds, and milliseconds of CPU, for a task on its own engine, when all tasks are waiting. */
const throughput = async (start: Start, concurrency: number): Promise<Cost> => {
  await using local = createLocal()
  await machineOn(local, 'add')
  for (let x = 0; x < TASKS; x++) await local.startExecution('add', { input: { x, y: 1 } })
  globalThis.gc?.()
  const before = { time: performance.now(), cpu: process.cpuUsage() }
  let left = TASKS
  await new Promise<void>((resolve) => {
    const handler = ({ x, y }: Numbers) => {
      if (--left === 0) setImmediate(() => loop.stop().then(resolve))
      return x + y
    }
    const loop = start(local, { activity: 'add', concurrency, handler })
  })
  const { user, system } = process.cpuUsage(before.cpu)
  return { ms: (performance.now() - before.time) / TASKS, cpu: (user + system) / 1000 / TASKS }
}

interface Cost {
  readonly ms: number
  readonly cpu: number
}

/** The two take turns, so that other work of the machine affects both. The ratio is the median of the ratios of the rounds. */
const compareThroughput = async (concurrency: number) => {
  const rounds: { readonly bare: Cost; readonly ours: Cost }[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const oursFirst = round % 2 === 0
    const first = await throughput(oursFirst ? stepwise : bare, concurrency)
    const second = await throughput(oursFirst ? bare : stepwise, concurrency)
    // The first two rounds warm up.
    if (round >= 2) rounds.push(oursFirst ? { ours: first, bare: second } : { bare: first, ours: second })
  }
  const over = (figure: (round: (typeof rounds)[number]) => number) => median(rounds.map(figure))
  row(`concurrency ${concurrency}: tasks a second (aim: ratio of 0.95 or more)`, {
    bare: over(({ bare }) => 1000 / bare.ms),
    ours: over(({ ours }) => 1000 / ours.ms),
    ratio: over(({ bare, ours }) => bare.ms / ours.ms),
  })
  row(`concurrency ${concurrency}: CPU µs a task (aim: ratio of 1.1 or less)`, {
    bare: over(({ bare }) => bare.cpu * 1000),
    ours: over(({ ours }) => ours.cpu * 1000),
    ratio: over(({ bare, ours }) => ours.cpu / bare.cpu),
  })
}

/** The time from the call that schedules a task to its handler, with workers that are polling. */
const latency = async (name: string, start: Start) => {
  await using local = createLocal()
  await machineOn(local, 'add')
  const times: number[] = []
  let scheduledAt = 0
  let arrived = () => {}
  const handler = ({ x, y }: Numbers) => {
    times.push(performance.now() - scheduledAt)
    arrived()
    return x + y
  }
  const loop = start(local, { activity: 'add', concurrency: 10, handler })
  for (let x = 0; x < 3000; x++) {
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve
    })
    scheduledAt = performance.now()
    await local.startExecution('add', { input: { x, y: 1 } })
    await arrival
  }
  await loop.stop()
  const warm = times.slice(1000)
  row(`ms from startExecution to the handler, ${name}`, { median: median(warm), p99: percentile(warm, 99) })
}

/** The heap after 10,000 and after 100,000 tasks, on a service that keeps nothing of them. */
const memory = async () => {
  const heapMb = () => {
    globalThis.gc?.()
    return process.memoryUsage().heapUsed / 2 ** 20
  }
  const figures: Record<string, number> = {}
  let count = 0
  const client: ActivityClient = {
    abortablePolls: true,
    poll: async () => {
      await new Promise(setImmediate)
      return { taskToken: String(++count), input: '{"x":1,"y":1}' }
    },
    succeed: async () => {},
    fail: async () => {},
    heartbeat: async () => {},
    create: async (name) => name,
  }
  const workers = startWorkers(
    { add: ({ x, y }) => x + y },
    { concurrency: 100, heartbeat: 1 },
    { client, arnOf: (activity) => activity, system: realSystem },
  )
  for (const tasks of [10_000, 100_000]) {
    while (count < tasks) await new Promise(setImmediate)
    figures[`after ${tasks}`] = heapMb()
  }
  await workers.kill()
  row('MB of heap', figures)
}

await memory()
for (const concurrency of [1, 10, 100]) await compareThroughput(concurrency)
await latency('bare', bare)
await latency('ours', stepwise)
