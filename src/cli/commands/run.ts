import { basename } from 'node:path'
import type { EnsuredStateMachine } from '../../client/deploy.ts'
import type { Execution } from '../../client/execution.ts'
import { activitiesOf } from '../../dsl/activities.ts'
import { validate } from '../../dsl/validate.ts'
import { DefinitionError } from '../../errors.ts'
import { isJsonObject } from '../../json.ts'
import { showFailure } from '../../show-failure.ts'
import type { AnyDefinition } from '../../stepwise.ts'
import type { Workers } from '../../workers/workers.ts'
import { type Connected, connect, type EngineOptions } from '../connect.ts'
import { showDuration } from '../duration.ts'
import { checkHandlers, startFileWorkers, stopWorkers } from '../file-workers.ts'
import { follow } from '../follow.ts'
import { exitCodes, type Io } from '../io.ts'
import { type LoadedFile, loadFile } from '../load-file.ts'
import { readInput } from '../read-input.ts'
import { showIssues } from '../show-error.ts'
import { createTrace } from '../trace.ts'

export interface RunArgs extends EngineOptions {
  readonly file: string
  readonly input?: string
  readonly name?: string
  readonly roleArn?: string
  readonly json?: boolean
  readonly debug?: boolean
}

/** Registers the file's state machine, starts its workers, runs one execution and shows it. Fails when the execution does. */
export const run = async (args: RunArgs, io: Io): Promise<number> => {
  const loaded = await loadFile(args.file, io)
  const input = await readInput(args.input, io)
  const engine = await connect(args, io)
  let workers: Workers | undefined
  try {
    checkDefinition(args.file, loaded)
    checkHandlers(args.file, loaded, engine)
    const say = (line: string | undefined) => line !== undefined && !args.json && io.out(`${line}\n`)
    const { name, ensured } = await register(loaded.definition, args, engine)
    say(registered(name, ensured, loaded.definition, engine))
    workers = startFileWorkers(engine, loaded, args.debug ?? false, io)
    const { executionArn } = await engine.stepwise.startExecution(ensured.stateMachineArn, { input })
    const trace = createTrace(io)
    const execution = await follow(engine.stepwise, executionArn, (event) => say(trace(event)), io)
    io.out(args.json ? `${JSON.stringify(execution, null, 2)}\n` : summary(execution, io))
    return exitCodeOf(execution, io)
  } finally {
    if (workers) await stopWorkers(workers, engine, io)
    await engine.close()
  }
}

const checkDefinition = (file: string, { definition }: LoadedFile): void => {
  const errors = validate(definition).filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Error(`${file}: ${showIssues(errors)}`, { cause: new DefinitionError(errors) })
}

const register = async (definition: unknown, { file, name, roleArn }: RunArgs, { stepwise }: Connected) => {
  const own = isJsonObject(definition) ? definition.name : undefined
  const machineName = name ?? (typeof own === 'string' ? own : basename(file).replace(/(\.asl)?\.\w+$/, ''))
  const options = { type: 'STANDARD', ...(roleArn !== undefined && { roleArn }) } as const
  return {
    name: machineName,
    ensured: await stepwise.ensureStateMachine(machineName, definition as AnyDefinition, options),
  }
}

const registered = (name: string, { action }: EnsuredStateMachine, definition: unknown, engine: Connected): string => {
  const activities = activitiesOf(definition)
  const list = activities.length > 0 ? `, activities ${activities.join(', ')}` : ''
  return `state machine ${name} ${action} on ${engine.name}${list}`
}

const summary = ({ status, startDate, stopDate = startDate, output, error, cause }: Execution, io: Io): string => {
  const took = `in ${showDuration(stopDate.getTime() - startDate.getTime())}`
  if (status === 'SUCCEEDED') return `${io.colors.green(status)} ${took}\n${JSON.stringify(output, null, 2)}\n`
  const failure = showFailure(error, cause)
  return `${io.colors.red(status)} ${took}${failure && `  ${failure}`}\n`
}

const exitCodeOf = ({ status }: Execution, { signal }: Io): number => {
  if (signal.aborted) return exitCodes.stopped
  return status === 'SUCCEEDED' ? exitCodes.done : exitCodes.failed
}
