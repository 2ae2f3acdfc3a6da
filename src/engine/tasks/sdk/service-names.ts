import { nearest } from '../../../nearest.ts'
import { canonicalServiceName, sdkServiceNames } from '../../../specs/sdk-services.ts'

/** The key of the endpoint for every service of AWS that has none of its own. */
export const ALL = '*'

/** The targets of `http:invoke` and `apigateway:invoke`, which have endpoints but are not services of AWS. */
const outsideAws: ReadonlySet<string> = new Set(['http', 'execute-api'])

export const isOutsideAws = (name: string): boolean => outsideAws.has(name)

/** Why a name is not that of a service, for a message; `undefined` if it is. */
export const serviceNameProblem = (name: string): string | undefined => {
  if (name === ALL || isOutsideAws(name) || canonicalServiceName(name) !== undefined) return undefined
  const { hint } = nearest(name, [...shortNames, ...sdkServiceNames()])
  return `unknown service ${JSON.stringify(name)}; expected the name of a service of AWS, such as sqs or dynamodb${hint === undefined ? '' : `; ${hint}`}`
}

/** The names that are compared first, as `nearest` compares only so many. */
const shortNames = [
  'sqs',
  'sns',
  'dynamodb',
  'events',
  'logs',
  'lambda',
  's3',
  'ecs',
  'glue',
  'batch',
  'http',
  'execute-api',
]

/** @throws TypeError if a key is not the name of a service */
export const assertServiceNames = (label: string, given: object | undefined): void => {
  for (const name of Object.keys(given ?? {})) {
    const problem = serviceNameProblem(name)
    if (problem !== undefined) throw new TypeError(`${label}: ${problem}`)
  }
}
