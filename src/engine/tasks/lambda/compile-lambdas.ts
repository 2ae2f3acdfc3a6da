import { isJsonObject } from '../../../json.ts'
import { fileFunction } from '../../../modules/file-function.ts'
import { amountCheck, assertOptions, describeValue, memberPath, type OptionChecks, required } from '../../../options.ts'
import { lambdasByName } from '../../function-names.ts'
import { readThrown } from '../read-thrown.ts'
import type { InvocableFunction, LambdaFunction, Lambdas } from './lambda-handler.ts'

/** Functions by name, or by name and version or alias (`f:live`). */
export type CompiledLambdas = ReadonlyMap<string, InvocableFunction>

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

const compileLambda = (label: string, name: string, given: Lambdas[string]): InvocableFunction => {
  const configured: LambdaFunction =
    typeof given === 'function' || typeof given === 'string' ? { handler: given } : given
  if (!isJsonObject(configured))
    throw new TypeError(`${label} must be ${checks.handler.expected}, got ${describeValue(given)}`)
  assertOptions(label, configured, checks)
  const { handler, timeoutSeconds, memoryLimitInMB = 128 } = configured
  const load = typeof handler === 'string' ? ofFile(label, handler) : () => handler
  return { name: name.replace(/:.*/s, ''), load, timeoutSeconds, memoryLimitInMB }
}

const ofFile = (label: string, reference: string): InvocableFunction['load'] => {
  try {
    return fileFunction(reference)
  } catch (cause) {
    throw new TypeError(`${label}: ${readThrown(cause).message}`, { cause })
  }
}
