import { setAlias } from '../../client/aliases.ts'
import { listExecutions } from '../../client/list-executions.ts'
import type { DeployDeps } from '../deploy-deps.ts'
import type { CanaryOptions } from './canary-options.ts'

/** An alias that moves from one version to another. */
export interface CanaryRoute {
  readonly stateMachineArn: string
  readonly name: string
  readonly alias: string
  readonly stable: number
  readonly target: number
}

/**
 * Thrown if a new version failed while it had a part of the executions. The alias points to the previous version again.
 *
 * @example
 * expect(new CanaryFailed('orders:live', 5, 4, 'the alarm orders-failed is raised').message).toContain('points to version 4 again')
 */
export class CanaryFailed extends Error {
  override readonly name = 'CanaryFailed'
  /** The alias: `orders:live`. */
  readonly alias: string
  readonly version: number
  constructor(alias: string, version: number, stable: number, reason: string) {
    super(`version ${version} failed as a canary of ${alias}: ${reason}; the alias points to version ${stable} again`)
    this.alias = alias
    this.version = version
  }
}

/** The milliseconds between two checks of a canary. */
const CHECK_MS = 15_000

const failures = ['FAILED', 'TIMED_OUT', 'ABORTED'] as const

/**
 * Gives a version a part of an alias's executions for a while, then all of them.
 * @throws CanaryFailed if an alarm is raised or too many executions fail; the signal's reason. The alias then points to the stable version.
 */
export const runCanary = async (
  deps: DeployDeps,
  route: CanaryRoute,
  options: CanaryOptions,
  signal: AbortSignal | undefined,
): Promise<void> => {
  const { session } = deps
  const { stateMachineArn, name, alias, stable, target } = route
  const point = (versions: Parameters<typeof setAlias>[2]) =>
    setAlias(session, { of: stateMachineArn, name: alias }, versions)
  const start = session.system.now()
  const end = start + (options.seconds ?? 300) * 1000
  await point({ [stable]: 100 - options.percent, [target]: options.percent })
  try {
    while (session.system.now() < end) {
      await session.system.sleep(Math.min(CHECK_MS, end - session.system.now()), signal)
      const reason = (await raisedAlarm(deps, options)) ?? (await failureReason(deps, route, options, start))
      if (reason !== undefined) throw new CanaryFailed(`${name}:${alias}`, target, stable, reason)
    }
  } catch (error) {
    await point(stable)
    throw error
  }
  await point(target)
}

const raisedAlarm = async ({ services }: DeployDeps, { alarms = [] }: CanaryOptions): Promise<string | undefined> => {
  if (alarms.length === 0) return undefined
  const { MetricAlarms = [] } = await services.cloudWatch('DescribeAlarms', { AlarmNames: alarms })
  const raised = MetricAlarms.find(({ StateValue }) => StateValue === 'ALARM')
  return raised && `the alarm ${raised.AlarmName} is raised`
}

/** The executions of a version that failed since the canary began, if they are too many. Those of EXPRESS state machines are not listed. */
const failureReason = async (
  { session }: DeployDeps,
  { stateMachineArn, target }: CanaryRoute,
  { maxFailureRate = 0 }: CanaryOptions,
  since: number,
): Promise<string | undefined> => {
  if (session.facts.types.get(stateMachineArn) === 'EXPRESS') return undefined
  let ended = 0
  let failed = 0
  for await (const { status, startDate } of listExecutions(session, `${stateMachineArn}:${target}`)) {
    // AWS lists the newest first, and dates have milliseconds.
    if (startDate.getTime() < since) break
    if (status !== 'RUNNING' && status !== 'PENDING_REDRIVE') ended++
    if (failures.some((one) => one === status)) failed++
  }
  return failed > ended * maxFailureRate ? `${failed} of ${ended} executions failed` : undefined
}
