import { basename } from 'node:path'
import type { EnsuredStateMachine } from '../../client/deploy.ts'
import type { ExecutionDescription } from '../../client/execution-description.ts'
import type { ExecutionEvent } from '../../client/execution-event.ts'
import { activitiesOf } from '../../dsl/activities.ts'
import { validate } from '../../dsl/validate.ts'
import { DefinitionError } from '../../errors.ts'
import { isJsonObject } from '../../json.ts'
import { showFailure } from '../../show-failure.ts'
import type { AnyDefinition, Stepwise } from '../../stepwise.ts'
import type { Workers } from '../../workers/workers.ts'
import { type ConnectOptions, connect, type EngineConnection } from '../connect.ts'
import { createEventFormatter } from '../event-formatter.ts'
import { checkHandlers, startFileWorkers, stopFileWorkers } from '../file-workers.ts'
import { exitCodes, type Io } from '../io.ts'
import { type LoadedFile, loadFile } from '../load-file.ts'
import { readInput } from '../read-input.ts'
import { showDuration } from '../show-duration.ts'
import { showIssues } from '../show-error.ts'

export interface RunCommandArgs extends ConnectOptions {
  readonly file: string
  readonly input?: string
  readonly name?: string
  readonly roleArn?: string
  readonly json?: boolean
  readonly debug?: boolean
}

/** Deploys the file's state machine, starts its workers, runs one execution and prints it. It fails if the execution does. */
export const runCommand = async (args: RunCommandArgs, io: Io): Promise<number> => {
  const loaded = await loadFile(args.file, io)
  const input = await readInput(args.input, io)
  const engine = await connect(args, io)
  let workers: Workers | undefined
  try {
    checkDefinition(args.file, loaded)
    checkHandlers(args.file, loaded, engine)
    const print = (line: string | undefined) => line !== undefined && !args.json && io.out(`${line}\n`)
    const { name, ensured } = await deploy(loaded.definition, args, engine)
    print(showDeployment(name, ensured, loaded.definition, engine))
    workers = startFileWorkers(engine, loaded, { debug: args.debug ?? false }, io)
    const { executionArn } = await engine.stepwise.startExecution(ensured.stateMachineArn, { input })
    const formatEvent = createEventFormatter(io)
    const execution = await follow(engine.stepwise, executionArn, (event) => print(formatEvent(event)), io)
    io.out(args.json ? `${JSON.stringify(execution, null, 2)}\n` : showOutcome(execution, io))
    return exitCodeOf(execution, io)
  } finally {
    if (workers) await stopFileWorkers(workers, engine, io)
    await engine.close()
  }
}

const checkDefinition = (file: string, { definition }: LoadedFile): void => {
  const errors = validate(definition).filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Error(`${file}: ${showIssues(errors)}`, { cause: new DefinitionError(errors) })
}

const deploy = async (definition: unknown, { file, name, roleArn }: RunCommandArgs, { stepwise }: EngineConnection) => {
  const own = isJsonObject(definition) ? definition.name : undefined
  const finalName = name ?? (typeof own === 'string' ? own : basename(file).replace(/(\.asl)?\.\w+$/, ''))
  const options = { type: 'STANDARD', ...(roleArn !== undefined && { roleArn }) } as const
  const ensured = await stepwise.ensureStateMachine(finalName, definition as AnyDefinition, options)
  return { name: finalName, ensured }
}

const showDeployment = (
  name: string,
  { action }: EnsuredStateMachine,
  definition: unknown,
  engine: EngineConnection,
): string => {
  const activities = activitiesOf(definition)
  const list = activities.length > 0 ? `, activities ${activities.join(', ')}` : ''
  return `state machine ${name} ${action} on ${engine.name}${list}`
}

/** Waits until an execution has ended, and passes on its events. If the command is asked to stop, it stops the execution. */
const follow = async (
  stepwise: Stepwise,
  executionArn: string,
  onEvent: (event: ExecutionEvent) => void,
  { signal }: Io,
): Promise<ExecutionDescription> => {
  try {
    for await (const event of stepwise.executionHistory(executionArn, { follow: true, signal })) onEvent(event)
  } catch (error) {
    if (!signal.aborted) throw error
    await stepwise.stopExecution(executionArn, { error: 'Stepwise.Stopped', cause: 'the command was asked to stop' })
  }
  return stepwise.describeExecution(executionArn)
}

const showOutcome = (execution: ExecutionDescription, io: Io): string => {
  const { status, startDate, stopDate = startDate, output, error, cause } = execution
  const duration = `in ${showDuration(stopDate.getTime() - startDate.getTime())}`
  if (status === 'SUCCEEDED') return `${io.colors.green(status)} ${duration}\n${JSON.stringify(output, null, 2)}\n`
  const failure = showFailure(error, cause)
  return `${io.colors.red(status)} ${duration}${failure && `  ${failure}`}\n`
}

const exitCodeOf = ({ status }: ExecutionDescription, { signal }: Io): number => {
  if (signal.aborted) return exitCodes.stopped
  return status === 'SUCCEEDED' ? exitCodes.done : exitCodes.failed
}
