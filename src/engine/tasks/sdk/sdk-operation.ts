import { operationSchemas, type SdkSchema } from './sdk-schema.ts'
import type { ServiceConnection, ServiceProblem } from './service-clients.ts'

/** An operation of a service: the command of the SDK for JavaScript that calls it. */
export interface SdkOperation {
  readonly connection: ServiceConnection
  readonly Command: CommandClass
  readonly request: SdkSchema
  readonly response: SdkSchema
}

type CommandClass = new (input: unknown) => object

/** Finds the command of an action: `createDBInstance` -> `CreateDBInstanceCommand`. */
export const findOperation = (connection: ServiceConnection, action: string): SdkOperation | ServiceProblem => {
  const known = operations.get(connection)?.get(action)
  if (known) return known
  const found = readOperation(connection, action)
  const ofConnection = operations.get(connection) ?? new Map()
  operations.set(connection, ofConnection)
  ofConnection.set(action, found)
  return found
}

const operations = new WeakMap<ServiceConnection, Map<string, SdkOperation | ServiceProblem>>()

const readOperation = (connection: ServiceConnection, action: string): SdkOperation | ServiceProblem => {
  const { packageName } = connection.service
  const wanted = `${action}command`.toLowerCase()
  const command = Object.entries(connection.exports).find(([name]) => name.toLowerCase() === wanted)?.[1]
  const remedy = `Run npm install ${packageName}@latest`
  if (!isCommand(command)) return { problem: `the installed ${packageName} has no ${action}`, remedy }
  const schemas = operationSchemas(new command({}))
  if (!schemas) return { problem: `the installed ${packageName} is too old`, remedy }
  return { connection, Command: command, ...schemas }
}

const isCommand = (value: unknown): value is CommandClass => typeof value === 'function'
