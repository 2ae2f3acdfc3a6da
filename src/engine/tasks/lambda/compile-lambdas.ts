import { isJsonObject } from '../../../json.ts'
import { fileFunction } from '../../../modules/file-function.ts'
import {
  amountCheck,
  assertOptions,
  checkedElsewhere,
  describeValue,
  memberPath,
  type OptionChecks,
  required,
  stringCheck,
} from '../../../options.ts'
import { lambdasByName } from '../../function-names.ts'
import { readThrown } from '../read-thrown.ts'
import type { InvocableFunction, LambdaEntry, LambdaFunction, Lambdas } from './lambda-handler.ts'

/** Functions by name, or by name and version or alias (`f:live`). */
export type CompiledLambdas = ReadonlyMap<string, InvocableFunction>

const entryChecks: OptionChecks<LambdaEntry> = {
  entry: required(stringCheck('the path of a TypeScript or JavaScript file')),
  handler: stringCheck('the name of an export'),
  memory: amountCheck('megabytes'),
  timeout: amountCheck('seconds'),
  role: checkedElsewhere,
  iam: checkedElsewhere,
  environment: checkedElsewhere,
  runtime: checkedElsewhere,
  architecture: checkedElsewhere,
}

const checks: OptionChecks<LambdaFunction> = {
  handler: required({
    expected: 'a function or its file and name, such as "charge.ts#handler"',
    fits: (handler: unknown) => typeof handler === 'function' || typeof handler === 'string',
  }),
  timeoutSeconds: amountCheck('seconds'),
  memoryLimitInMB: amountCheck('megabytes'),
}

/**
 * Checks Lambda functions, and finds those in files.
 * @param label what messages call the functions: `options.lambdas`.
 * @throws TypeError that names the function with a mistake.
 */
export const compileLambdas = (label: string, lambdas: Lambdas): CompiledLambdas => {
  const byName = Object.entries(lambdasByName(label, lambdas))
  return new Map(byName.map(([name, given]) => [name, compileLambda(memberPath(label, name), name, given)]))
}

const compileLambda = (label: string, key: string, given: Lambdas[string]): InvocableFunction => {
  const configured = configuredFunction(label, given)
  if (!isJsonObject(configured))
    throw new TypeError(`${label} must be ${checks.handler.expected}, got ${describeValue(given)}`)
  assertOptions(label, configured, checks)
  const { handler, timeoutSeconds, memoryLimitInMB = 128 } = configured
  const name = key.replace(/:.*/s, '')
  const load = typeof handler === 'string' ? ofFile(label, handler, name) : () => handler
  return { name, load, timeoutSeconds, memoryLimitInMB }
}

const isEntry = (given: LambdaFunction | LambdaEntry): given is LambdaEntry => isJsonObject(given) && 'entry' in given

/** A function in the form of {@link LambdaFunction}. */
const configuredFunction = (label: string, given: Lambdas[string]): LambdaFunction => {
  if (typeof given === 'function' || typeof given === 'string') return { handler: given }
  if (!isEntry(given)) return given
  assertOptions(label, given, entryChecks)
  const { entry, handler = 'handler', timeout, memory } = given
  return {
    handler: `${entry}#${handler}`,
    ...(timeout !== undefined && { timeoutSeconds: timeout }),
    ...(memory !== undefined && { memoryLimitInMB: memory }),
  }
}

const ofFile = (label: string, reference: string, name: string): InvocableFunction['load'] => {
  try {
    return fileFunction(reference, '.', [`lambda/${name}`, name, `activity/${name}`])
  } catch (cause) {
    throw new TypeError(`${label}: ${readThrown(cause).message}`, { cause })
  }
}
