import { z } from 'zod'
import { statesArn } from '../../arn.ts'
import { byteLength, MAX_PAYLOAD_BYTES } from '../../json.ts'
import { jsonSyntaxError } from '../../json-syntax-error.ts'
import type { System } from '../../system.ts'
import { ApiError } from '../api-error.ts'
import type { EngineDeps } from '../engine-deps.ts'
import type { EngineExecution } from '../execution/engine-execution.ts'
import { startExecution } from '../execution/start-execution.ts'
import type { ParsedPayload, PayloadCache } from '../store/payload-cache.ts'
import type { AliasRecord, StateMachineRecord, VersionRecord } from '../store/state-machine-record.ts'
import { describedExecution } from './executions.ts'
import { checkName } from './model/check-name.ts'
import * as fields from './model/fields.ts'
import {
  checkActive,
  type QualifiedStateMachine,
  requireQualifiedStateMachine,
  routedVersion,
  tooManyExecutions,
  typeNotSupported,
} from './model/lookup.ts'
import { operation, toSeconds } from './model/operation.ts'

const StartExecution = z.object({
  stateMachineArn: fields.arn,
  name: fields.name.optional(),
  input: fields.payload.default('{}'),
  traceHeader: fields.traceHeader.optional(),
})

/** Memory is billed in steps of 64 MB, time in steps of 100 ms (Step Functions pricing, Express Workflows). */
const BILLED_MB = 64
const BILLED_MS = 100

/** The operations that start an execution. */
export const startOperations = {
  StartExecution: operation(
    StartExecution,
    (request, deps) => {
      const target = requireTarget(deps, request)
      const input = parseRequest(request, deps)
      const { arn, startDate } =
        runningAlready(request, target.target, deps) ?? start(toStart(request, target, input), deps)
      return { executionArn: arn, startDate: toSeconds(startDate) }
    },
    { note: 'Idempotent by name and input while the execution of that name runs.' },
  ),

  StartSyncExecution: operation(
    StartExecution.extend({ includedData: fields.includedData.optional() }),
    async (request, deps) => {
      const started = requireTarget(deps, request)
      if (started.target.stateMachine.type !== 'EXPRESS') throw typeNotSupported()
      const input = parseRequest(request, deps)
      const execution = start({ ...toStart(request, started, input), isSync: true }, deps)
      await execution.done
      const { startDate, stopDate = startDate } = execution
      const billedDurationInMilliseconds = Math.max(1, Math.ceil((stopDate - startDate) / BILLED_MS)) * BILLED_MS
      return {
        ...describedExecution(execution, request.includedData),
        // Of a failed execution too, unlike in DescribeExecution (recorded).
        outputDetails: request.includedData === 'METADATA_ONLY' ? undefined : { included: true },
        billingDetails: { billedDurationInMilliseconds, billedMemoryUsedInMB: BILLED_MB },
      }
    },
    { blocks: true, note: 'For EXPRESS state machines: for up to 5 minutes.' },
  ),
}

type Request = z.output<typeof StartExecution>

interface Target {
  readonly target: QualifiedStateMachine
  /** The name of the test case whose mocks the execution uses. */
  readonly testCase: string | undefined
}

/** @throws ApiError InvalidArn, StateMachineDoesNotExist, StateMachineDeleting */
const requireTarget = (deps: EngineDeps, { stateMachineArn }: Request): Target => {
  // Without a mock configuration, `#` has no meaning, as on AWS.
  const [arn = '', testCase] = deps.mocks.hasTestCases ? stateMachineArn.split(/#(.*)/s) : [stateMachineArn]
  const target = requireQualifiedStateMachine(deps, arn)
  checkActive(target.stateMachine)
  return { target, testCase }
}

/** Checks the name of a request and parses its input. @throws ApiError InvalidName, InvalidExecutionInput */
const parseRequest = ({ name, input }: Request, { payloads }: EngineDeps): ParsedPayload => {
  if (name !== undefined) checkName(name)
  return parseExecutionInput(input, payloads)
}

/** Parses the input of an execution. @throws ApiError InvalidExecutionInput */
export const parseExecutionInput = (input: string, payloads: PayloadCache): ParsedPayload => {
  if (byteLength(input) > MAX_PAYLOAD_BYTES)
    throw invalidInput(`Input is longer than ${MAX_PAYLOAD_BYTES} bytes of UTF-8.`)
  try {
    return payloads.parse(input)
  } catch {
    throw invalidInput(input.trim() === '' ? 'Invalid execution input.' : jsonSyntaxError(input)?.message)
  }
}

const invalidInput = (problem: string | undefined) =>
  new ApiError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${problem}'`)

/**
 * The running STANDARD execution that a request would start again: it has the same name and input. An execution of a
 * deleted state machine does not count, even if the state machine has the same name.
 * @throws ApiError ExecutionAlreadyExists if the execution has another input or has ended
 */
const runningAlready = (
  { name, input }: Request,
  { stateMachine }: QualifiedStateMachine,
  { environment, registry, system }: EngineDeps,
): EngineExecution | undefined => {
  registry.forgetOld(system.now())
  if (name === undefined || stateMachine.type === 'EXPRESS') return undefined
  const arn = statesArn(environment, 'execution', stateMachine.name, name)
  const record = registry.executions.get(arn)
  if (!record || !stateMachine.executions.has(record)) return undefined
  const existing = record.execution
  if (existing.status !== 'RUNNING' || existing.input !== input)
    throw new ApiError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`)
  return existing
}

interface Start extends Pick<Request, 'name' | 'traceHeader'>, Target {
  readonly input: ParsedPayload
  /** True if the caller waits for its end. */
  readonly isSync?: boolean
}

const toStart = ({ name, traceHeader }: Request, { target, testCase }: Target, input: ParsedPayload): Start => ({
  target,
  testCase,
  input,
  name,
  traceHeader,
})

/** @throws ApiError ExecutionLimitExceeded; ValidationException if the test case does not exist */
const start = (
  { target, testCase, input, traceHeader, isSync, name: givenName }: Start,
  deps: EngineDeps,
): EngineExecution => {
  if (deps.open.isFull) throw tooManyExecutions()
  const { environment, registry, system } = deps
  const { stateMachine, alias } = target
  const { arn, name: machineName, type } = stateMachine
  const version = alias ? chooseVersion(alias, stateMachine, system) : target.version
  const revision = version?.revision ?? stateMachine.revision
  const name = givenName ?? system.uuid()
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
    inputText: input.text,
    input: input.value,
    traceHeader,
    isSync,
    mocks: deps.mocks.forExecution(machineName, testCase),
    logging: revision.settings.loggingConfiguration,
    deps,
  })
  registry.addExecution(execution, revision, stateMachine)
  deps.statusEvents?.follow(execution)
  return execution
}

/** Chooses a version of an alias at random, by the weights of its routes. */
const chooseVersion = (
  { routingConfiguration }: AliasRecord,
  stateMachine: StateMachineRecord,
  { random }: System,
): VersionRecord | undefined => {
  const [first, second] = routingConfiguration
  return routedVersion(second && random() * 100 >= (first?.weight ?? 0) ? second : first, stateMachine)
}
