import { awsEnvironment } from '../../src/arn.ts'
import { createEngineDeps as createDeps } from '../../src/engine/create-engine-deps.ts'
import type { EngineDeps } from '../../src/engine/engine-deps.ts'
import { type Execution, startExecution } from '../../src/engine/execution/execution.ts'
import type { HistoryEvent } from '../../src/engine/execution/history.ts'
import { compileStateMachine } from '../../src/engine/interpreter/program/compile.ts'
import type { LambdaHandler } from '../../src/engine/tasks/lambda/handlers.ts'
import type { TaskHandler } from '../../src/engine/tasks/services/integration.ts'
import { ApiError } from '../../src/engine/wire/api-error.ts'
import type { Json, JsonObject } from '../../src/json.ts'
import { type VirtualSystem, virtualSystem } from '../../src/virtual-system.ts'

export interface RunOptions {
  input?: Json
  /** The input as a text, where its white space matters. */
  inputText?: string
  type?: 'STANDARD' | 'EXPRESS'
  tasks?: Record<string, TaskHandler>
  lambdas?: Record<string, LambdaHandler>
  system?: VirtualSystem
}

/** An engine's deps without its API: what a machine needs to run. */
export const createEngineDeps = ({ tasks = {}, lambdas = {}, system = virtualSystem() }: RunOptions = {}) => {
  const deps = createDeps(
    { environment: awsEnvironment('us-east-1', '123456789012'), system },
    { lambdas, taskHandlers: tasks },
    {
      callOperation: async (name) => {
        throw new ApiError('UnknownOperationException', `this deps has no ${name}`)
      },
      findExecution: () => undefined,
      mapRuns: new Map(),
      addChild: () => {},
    },
  )
  return { deps, system }
}

const arnOf = (kind: string, name: string) => `arn:aws:states:us-east-1:123456789012:${kind}:${name}`

export const start = (
  asl: JsonObject,
  deps: EngineDeps,
  { input = {}, inputText, type = 'STANDARD' }: RunOptions = {},
): Execution =>
  startExecution({
    arn: arnOf('execution', 'machine:run'),
    name: 'run',
    machine: compileStateMachine(asl),
    stateMachine: {
      arn: arnOf('stateMachine', 'machine'),
      name: 'machine',
      roleArn: 'arn:aws:iam::123456789012:role/role',
      type,
    },
    input: inputText ?? JSON.stringify(input),
    deps,
  })

export const eventsOf = ({ history }: Execution): HistoryEvent[] =>
  history.events({ reverse: false, from: 0, limit: history.length, includeExecutionData: true })

/** Runs a machine in virtual time to its end. */
export const runMachine = async (asl: JsonObject, options: RunOptions = {}) => {
  const { deps, system } = createEngineDeps(options)
  const execution = start(asl, deps, options)
  await execution.done
  const { status, output, error, cause } = execution
  const events = eventsOf(execution)
  return {
    status,
    output: output === undefined ? undefined : (JSON.parse(output) as Json),
    error,
    cause,
    events,
    /** The history as `id<previous type`. */
    line: events.map(({ id, previousEventId, type }) => `${id}<${previousEventId} ${type}`),
    elapsedMs: system.elapsed,
  }
}
