import { z } from 'zod'
import { statesArn } from '../../arn.ts'
import { byteLength, MAX_PAYLOAD_BYTES } from '../../json.ts'
import { jsonSyntaxError } from '../../json-syntax-error.ts'
import type { System } from '../../system.ts'
import { type Execution, startExecution } from '../execution/execution.ts'
import type { Alias, StateMachine, Version } from '../store/registry.ts'
import { ApiError } from '../wire/api-error.ts'
import { outcome } from './describe-execution.ts'
import * as fields from './model/fields.ts'
import { type Target, targetOf, typeNotSupported, versionOn } from './model/lookup.ts'
import { checkName } from './model/names.ts'
import { type Context, operation, seconds } from './model/operation.ts'

const StartExecution = z.object({
  stateMachineArn: fields.arn,
  name: fields.name.optional(),
  input: fields.payload.default('{}'),
  traceHeader: fields.traceHeader.optional(),
})

/** Memory is billed in steps of 64 MB, time in steps of 100 ms (Step Functions pricing, Express Workflows). */
const BILLED_MB = 64
const BILLED_MS = 100

/** The two ways to start an execution: for those who wait for it, and those who do not. */
export const starts = {
  StartExecution: operation(StartExecution, (request, context) => {
    const target = targetOf(context.registry, request.stateMachineArn)
    checkRequest(request)
    const { arn, startDate } = runningAlready(request, target, context) ?? start(request, target, context)
    return { executionArn: arn, startDate: seconds(startDate) }
  }),

  StartSyncExecution: operation(
    StartExecution.extend({ includedData: fields.includedData.optional() }),
    async (request, context) => {
      const target = targetOf(context.registry, request.stateMachineArn)
      if (target.stateMachine.type !== 'EXPRESS') throw typeNotSupported()
      checkRequest(request)
      const execution = start(request, target, context)
      await execution.done
      const { startDate, stopDate = startDate } = execution
      const billedDurationInMilliseconds = Math.max(1, Math.ceil((stopDate - startDate) / BILLED_MS)) * BILLED_MS
      return {
        ...outcome(execution, request.includedData),
        billingDetails: { billedDurationInMilliseconds, billedMemoryUsedInMB: BILLED_MB },
      }
    },
  ),
}

type Request = z.output<typeof StartExecution>

/** @throws ApiError InvalidName, InvalidExecutionInput */
const checkRequest = ({ name, input }: Request): void => {
  if (name !== undefined) checkName(name)
  const refused = whyInvalid(input)
  if (refused !== undefined)
    throw new ApiError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${refused}'`)
}

const whyInvalid = (input: string): string | undefined => {
  if (byteLength(input) > MAX_PAYLOAD_BYTES) return `Input is longer than ${MAX_PAYLOAD_BYTES} bytes of UTF-8.`
  try {
    JSON.parse(input)
    return undefined
  } catch {
    return input.trim() === '' ? 'Invalid execution input.' : jsonSyntaxError(input)?.message
  }
}

/**
 * A STANDARD execution of that name: starting it again with the same input while it runs changes nothing. An execution of
 * a machine of the same name that has been deleted since is none of this machine's.
 * @throws ApiError ExecutionAlreadyExists in all other cases
 */
const runningAlready = (
  { name, input }: Request,
  { stateMachine }: Target,
  { environment, registry }: Context,
): Execution | undefined => {
  if (name === undefined || stateMachine.type === 'EXPRESS') return undefined
  const arn = statesArn(environment, 'execution', stateMachine.name, name)
  const record = registry.executions.get(arn)
  if (!record || !stateMachine.executions.has(record)) return undefined
  const existing = record.execution
  if (existing.status !== 'RUNNING' || existing.input !== input)
    throw new ApiError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`)
  return existing
}

const start = (request: Request, target: Target, { environment, registry, system, deps }: Context): Execution => {
  const { stateMachine, alias } = target
  const { arn, name: machineName, type } = stateMachine
  const version = alias ? routed(alias, stateMachine, system) : target.version
  const revision = version?.revision ?? stateMachine.revision
  const name = request.name ?? system.uuid()
  const path = type === 'EXPRESS' ? ['express', machineName, name, system.uuid()] : ['execution', machineName, name]
  const execution = startExecution({
    arn: statesArn(environment, ...path),
    name,
    machine: revision.machine,
    stateMachine: {
      arn,
      name: machineName,
      roleArn: revision.settings.roleArn,
      type,
      versionArn: version?.arn,
      aliasArn: alias?.arn,
    },
    input: request.input,
    traceHeader: request.traceHeader,
    deps,
  })
  registry.add(execution, revision, stateMachine)
  return execution
}

/** One of an alias's versions, by their weights. */
const routed = (
  { routingConfiguration }: Alias,
  stateMachine: StateMachine,
  { random }: System,
): Version | undefined => {
  const [first, second] = routingConfiguration
  return versionOn(second && random() * 100 >= (first?.weight ?? 0) ? second : first, stateMachine)
}
