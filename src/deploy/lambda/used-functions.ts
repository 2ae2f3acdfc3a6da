import { parseArn } from '../../arn.ts'
import { isJsonObject } from '../../json.ts'
import { machinesIn, readMachine, type StateNode } from '../../specs/read-machine.ts'
import { ownValue } from '../../specs/value-at-path.ts'
import type { Asl } from '../../sugar/desugar.ts'

/** The names of the Lambda functions that the tasks of a definition call, also in branches and in Maps. */
export const usedFunctions = (asl: Asl): ReadonlySet<string> =>
  new Set(
    machinesIn(readMachine(asl))
      .flatMap(({ states }) => states)
      .flatMap((state) => calledFunction(state) ?? []),
  )

const calledFunction = ({ fields }: StateNode): string | undefined => {
  const { Resource: resource } = fields
  if (typeof resource !== 'string') return undefined
  if (!/:states:::(?:aws-sdk:)?lambda:invoke\b/.test(resource)) return nameIn(resource)
  const input = [fields.Parameters, fields.Arguments].find(isJsonObject)
  const name = ownValue(input, 'FunctionName')
  return typeof name === 'string' ? (nameIn(name) ?? /^(?:\d{12}:function:)?([\w-]+)/.exec(name)?.[1]) : undefined
}

/** The name in the ARN of a function. */
const nameIn = (arn: string): string | undefined => {
  const { service, resource } = parseArn(arn) ?? {}
  return service === 'lambda' && resource?.[0] === 'function' ? resource[1] : undefined
}
