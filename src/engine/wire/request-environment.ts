import { type AwsEnvironment, awsEnvironment } from '../../arn.ts'

/** `Credential=<access key>/<date>/<region>/<service>/aws4_request` of a signature (AWS Signature Version 4). */
const SCOPE = /Credential=([^/,\s]*)\/\d*\/([a-z0-9-]{1,40})\//

/**
 * The account and the region that a request is for: the region that it is signed for, and its access key if that is an account
 * id, as clients of emulators use it.
 * @param authorization - the header
 * @param fallback - for what the header does not name
 */
export const requestEnvironment = (authorization: string | undefined, fallback: AwsEnvironment): AwsEnvironment => {
  const [, accessKey = '', region] = (authorization && SCOPE.exec(authorization)) || []
  if (region === undefined) return fallback
  const accountId = /^\d{12}$/.test(accessKey) ? accessKey : fallback.accountId
  return region === fallback.region && accountId === fallback.accountId ? fallback : awsEnvironment(region, accountId)
}
