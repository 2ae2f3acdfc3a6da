import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import PQueue from 'p-queue'
import { createEngine } from '../../src/engine/engine.ts'
import type { RequestHandler } from '../../src/engine/wire/sdk-handler.ts'
import { TaskError } from '../../src/errors.ts'
import { onAbort } from '../../src/stop.ts'
import { type VirtualSystem, virtualSystem } from '../../src/virtual-system.ts'
import { activityClient } from '../../src/workers/activity-client.ts'
import { startWorkers } from '../../src/workers/start-workers.ts'
import type { TaskContext } from '../../src/workers/worker-task.ts'
import type { Workers } from '../../src/workers/workers.ts'
import { silent } from './fake-activities.ts'
import { bodyOf, type Fault, faults, faulty } from './faults.ts'

export interface ChaosOptions {
  readonly seed: number
  readonly tasks: number
  /** The percentage of calls that fail. Default 10. */
  readonly percent?: number
  /** No fault may cost a task: workers are not killed, handlers do not hang, no answered poll is lost. */
  readonly gentle?: boolean
}

export interface ChaosReport {
  /** The broken promises; there must be none. */
  readonly violations: readonly string[]
  /** The count of each event. */
  readonly counts: Readonly<Record<string, number>>
}

const retried = ['States.Timeout', 'States.HeartbeatTimeout', 'Worker.Shutdown', 'Worker.Killed']

const machine = (activityArn: string) => ({
  StartAt: 'work',
  States: {
    work: {
      Type: 'Task',
      Resource: activityArn,
      Parameters: { 'execution.$': '$$.Execution.Name', 'plan.$': '$.plan' },
      TimeoutSeconds: 600,
      HeartbeatSeconds: 60,
      Retry: [{ ErrorEquals: retried, IntervalSeconds: 1, MaxAttempts: 100, BackoffRate: 1 }],
      End: true,
    },
  },
})

type Handler = (context: TaskContext, random: () => number) => unknown

/** The behaviour of handlers. */
const plans: Record<string, Handler> = {
  quick: () => 'done',
  slow: async ({ system }, random) => {
    await system.sleep(random() * 120_000)
    return 'done'
  },
  failing: () => {
    throw new TaskError('Planned', 'as planned')
  },
  stuckOnce: ({ signal }) => new Promise((_, reject) => onAbort(signal, () => reject(signal.reason))),
  notJson: () => 1n,
  tooLarge: () => 'x'.repeat(300_000),
}

/** Runs executions of one task each, on workers that are stopped and replaced, on a connection that fails in every way. */
export const runChaos = async ({ seed, tasks, percent = 10, gentle = false }: ChaosOptions): Promise<ChaosReport> => {
  const system = virtualSystem({ seed, holdMs: 0 })
  const engine = createEngine({ system })
  const ledger = createLedger()
  const seen = ledger.watch(engine.requestHandlers.sfn)
  const calm = clientOn(seen)
  const failing = clientOn(faulty(seen, system, planFaults(system, { percent, gentle })))
  const { activityArn = '' } = await calm.send(new CreateActivityCommand({ name: 'work' }))
  const { stateMachineArn } = await calm.send(
    new CreateStateMachineCommand({
      name: 'machine',
      roleArn: 'arn:aws:iam::123456789012:role/chaos',
      definition: JSON.stringify(machine(activityArn)),
    }),
  )
  const stuck = new Set<string>()
  const handler = async ({ execution, plan }: { execution: string; plan: string }, context: TaskContext) => {
    ledger.ran(context.taskToken)
    if (plan === 'stuckOnce' && stuck.has(execution)) return 'done'
    stuck.add(execution)
    return plans[plan]?.(context, system.random)
  }
  const start = (abortablePolls: boolean) =>
    startWorkers(
      { work: handler },
      { concurrency: 10, heartbeat: 15, logger: silent },
      { client: activityClient(failing, { abortablePolls }), arnOf: () => activityArn, system },
    )
  const pools = [start(false), start(true)]
  const over = new AbortController()
  const restarting = Promise.all(
    pools.map((_, index) => restart(pools, index, { system, start, gentle, signal: over.signal })),
  )
  const names = Object.keys(plans).filter((name) => !(gentle && name === 'stuckOnce'))
  const starting = new PQueue({ concurrency: 100 })
  await starting.addAll(
    Array.from({ length: tasks }, (_, index) => async () => {
      const name = `task-${index}`
      const input = JSON.stringify({ plan: pick(names, system.random() ** 3) })
      const { executionArn } = await calm.send(new StartExecutionCommand({ stateMachineArn, name, input }))
      ledger.ended(await endOf(calm, system, executionArn ?? ''))
    }),
  )
  over.abort()
  await restarting
  await Promise.all(pools.map((workers) => workers.shutdown()))
  await engine.close()
  return ledger.report(tasks)
}

const clientOn = (requestHandler: RequestHandler) =>
  new SFNClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'chaos', secretAccessKey: 'chaos' },
    requestHandler,
    maxAttempts: 1,
  })

const planFaults = (system: VirtualSystem, { percent, gentle }: { percent: number; gentle: boolean }) => {
  const all = Object.keys(faults) as Fault[]
  const harmless = all.filter((fault) => fault !== 'lostResponse')
  return (operation: string) => {
    if (system.random() * 100 >= percent) return undefined
    return pick(gentle && operation === 'GetActivityTask' ? harmless : all, system.random())
  }
}

const pick = <T>(all: readonly T[], random: number): T | undefined => all[Math.floor(random * all.length)]

interface RestartDeps {
  readonly system: VirtualSystem
  readonly start: (abortablePolls: boolean) => Workers
  readonly gentle: boolean
  readonly signal: AbortSignal
}

/** Stops the workers at an index from time to time, gently or not, and starts others. */
const restart = async (pools: Workers[], index: number, { system, start, gentle, signal }: RestartDeps) => {
  const shutdown = (workers: Workers) => workers.shutdown()
  const handBack = (workers: Workers) => workers.shutdown({ timeoutMs: system.random() * 60_000 })
  const kill = (workers: Workers) => workers.kill()
  while (!signal.aborted) {
    await system.sleep(system.random() * 600_000)
    const before = pools[index]
    const stop = pick(gentle ? [shutdown, handBack] : [shutdown, handBack, kill], system.random())
    const stopped = before && stop?.(before)
    pools[index] = start(index === 1)
    await stopped
  }
}

type History = readonly { readonly type?: string | undefined }[]

const endOf = async (sfn: SFNClient, system: VirtualSystem, executionArn: string): Promise<History> => {
  for (;;) {
    await system.sleep(30_000)
    const last = await sfn.send(new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 1 }))
    if (!/^Execution(Succeeded|Failed|TimedOut|Aborted)$/.test(last.events?.[0]?.type ?? '')) continue
    const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }))
    return events
  }
}

/** Counts what the service and the handlers saw, and checks that it adds up. */
const createLedger = () => {
  const handed = new Set<string>()
  const runs = new Map<string, number>()
  const answers = new Map<string, number>()
  const counts: Record<string, number> = {}
  const violations: string[] = []
  const add = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1)
  const count = (what: string) => {
    counts[what] = (counts[what] ?? 0) + 1
  }
  const note = (operation: string, request: { taskToken?: string }, response: { taskToken?: string | null }) => {
    if (operation === 'GetActivityTask' && response.taskToken) handed.add(response.taskToken)
    if (/^SendTask(Success|Failure)$/.test(operation)) add(answers, request.taskToken ?? '')
  }
  return {
    ran: (taskToken: string) => add(runs, taskToken),
    /** The handler, with each call that the service accepted counted. */
    watch: (handler: RequestHandler): RequestHandler => ({
      ...handler,
      async handle(request, options) {
        const reply = await handler.handle(request, options)
        const { statusCode, body } = reply.response
        const operation = request.headers['x-amz-target']?.split('.')[1] ?? ''
        count(`${operation} ${statusCode}`)
        if (statusCode === 200) note(operation, bodyOf(request), JSON.parse(Buffer.from(body as Uint8Array).toString()))
        return reply
      },
    }),
    ended(history: History) {
      const times = (pattern: RegExp) => history.filter(({ type = '' }) => pattern.test(type)).length
      for (const { type = '' } of history) if (/^(Activity|Execution)/.test(type)) count(type)
      const started = times(/^ActivityStarted$/)
      const closed = times(/^Activity(Succeeded|Failed|TimedOut)$/)
      if (started !== closed) violations.push(`${started} tasks started, ${closed} ended: ${JSON.stringify(history)}`)
    },
    report(tasks: number): ChaosReport {
      const [ended, started, timedOut] = [
        sum(counts, /^Execution(Succeeded|Failed)$/),
        sum(counts, /^ActivityStarted$/),
        sum(counts, /^ActivityTimedOut$/),
      ]
      if (ended !== tasks) violations.push(`${tasks} executions started, ${ended} ended`)
      if (handed.size !== started) violations.push(`${handed.size} tasks handed out, ${started} started`)
      if (answers.size + timedOut !== started) {
        violations.push(`${started} tasks started, ${answers.size} answered and ${timedOut} timed out`)
      }
      for (const [token, times] of runs) if (times > 1) violations.push(`a handler ran ${times} times for ${token}`)
      for (const [token, times] of answers) if (times > 1) violations.push(`${token} was answered ${times} times`)
      for (const token of answers.keys()) if (!handed.has(token)) violations.push(`${token} was never handed out`)
      return { violations, counts: { ...counts, handlersRun: runs.size } }
    },
  }
}

const sum = (counts: Readonly<Record<string, number>>, pattern: RegExp): number =>
  Object.entries(counts).reduce((total, [what, times]) => total + (pattern.test(what) ? times : 0), 0)
