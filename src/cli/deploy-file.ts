import { basename } from 'node:path'
import { activitiesOf } from '../dsl/activities.ts'
import { validate } from '../dsl/validate.ts'
import { DefinitionError } from '../errors.ts'
import { isJsonObject } from '../json.ts'
import type { EngineConnection } from './connect.ts'
import type { LoadedFile } from './load-file.ts'
import { showIssues } from './show-error.ts'

/** @throws Error that lists every error of the file's definition. */
export const checkDefinition = (file: string, { definition }: LoadedFile): void => {
  const errors = validate(definition).filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Error(`${file}: ${showIssues(errors)}`, { cause: new DefinitionError(errors) })
}

/** The name of a file's state machine: the definition's own, else the file's without its extensions. */
export const nameOfStateMachine = (file: string, { definition }: LoadedFile): string => {
  const own = isJsonObject(definition) ? definition.name : undefined
  return typeof own === 'string' ? own : basename(file).replace(/(\.asl)?\.\w+$/, '')
}

interface DeployFileOptions {
  readonly name: string
  readonly roleArn?: string | undefined
}

interface DeployedFile {
  readonly stateMachineArn: string
  /** True if the state machine was created or updated. */
  readonly hasChanged: boolean
  /** The deployed state machine and the engine, in a line. */
  readonly summary: string
}

/** Deploys the state machine of a file. */
export const deployFile = async (
  { definition }: LoadedFile,
  { name, roleArn }: DeployFileOptions,
  { stepwise, name: engine }: Pick<EngineConnection, 'stepwise' | 'name'>,
): Promise<DeployedFile> => {
  const options = { type: 'STANDARD', ...(roleArn !== undefined && { roleArn }) } as const
  const ensured = await stepwise.ensureStateMachine(name, definition, options)
  const activities = activitiesOf(definition)
  const list = activities.length > 0 ? `, activities ${activities.join(', ')}` : ''
  const summary = `state machine ${name} ${ensured.action} on ${engine}${list}`
  return { stateMachineArn: ensured.stateMachineArn, hasChanged: ensured.action !== 'unchanged', summary }
}
