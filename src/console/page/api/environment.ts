import { type AwsEnvironment, parseArn } from '../../../arn.ts'
import { serverFacts } from './server-facts.ts'
import { readToken } from './token.ts'

const KEY = 'stepwise-environment'

/** The account and region whose state machines are listed; `undefined` for those of the server. */
export const chosenEnvironment = (): AwsEnvironment | undefined => {
  const { environments, region } = serverFacts
  const stored = sessionStorage.getItem(KEY)
  const known = environments.find((one) => environmentKey(one) === stored)
  if (known || environments.some((one) => one.region === region)) return known
  return environments[0]
}

export const chooseEnvironment = (key: string): void => sessionStorage.setItem(KEY, key)

/** The account and region as one string. */
export const environmentKey = ({ region, accountId }: AwsEnvironment): string => `${region} ${accountId}`

/**
 * The header of a call: the token, and the account and region of an ARN. An engine takes them from the scope of a signature; nothing is
 * signed here.
 */
export const authorizationFor = (arn: string | undefined): string => {
  const environment = (arn && parseArn(arn)) || chosenEnvironment()
  const token = readToken()
  const region = environment?.region || serverFacts.region
  return `AWS4-HMAC-SHA256 Credential=${token ?? environment?.accountId ?? 'console'}/20000101/${region}/states/aws4_request`
}
