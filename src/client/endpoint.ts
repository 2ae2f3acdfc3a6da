import type { SfnConnection } from './session.ts'

/**
 * Returns whether a client sends to an endpoint other than AWS, from its options, the environment or the profile. It runs the
 * SDK's own endpoint resolution on a command, and stops before the command is sent.
 */
export const hasOwnEndpoint = async ({ sfn, sdk }: SfnConnection): Promise<boolean> => {
  let host = ''
  const command = new sdk.ListStateMachinesCommand({})
  const stop = () => async (args: object) => {
    host = hostIn(args) ?? host
    return { response: undefined, output: { $metadata: {}, stateMachines: [] } }
  }
  command.middlewareStack.add(stop, { step: 'build', name: 'stopHere' })
  await sfn.send(command)
  return !isAwsHost(host)
}

/**
 * A middleware of StartSyncExecution and TestState: sends the request to the endpoint itself if it is not AWS. The SDK adds `sync-` to
 * the host, which only AWS serves.
 */
export const toPlainHost =
  <Args extends object, Result>(next: (args: Args) => Promise<Result>) =>
  (args: Args): Promise<Result> => {
    const host = hostIn(args)
    const request: unknown = 'request' in args ? args.request : undefined
    if (host !== undefined && !isAwsHost(host)) Object.assign(Object(request), { hostname: host.replace(/^sync-/, '') })
    return next(args)
  }

/** The step of the SDK after which the host has its prefix. */
export const plainHostStep = { step: 'build', name: 'toPlainHost' } as const

const isAwsHost = (host: string): boolean => /\.(amazonaws\.com(\.cn)?|api\.aws)$/.test(host)

const hostIn = (args: object): string | undefined => {
  const request: unknown = 'request' in args ? args.request : undefined
  if (typeof request !== 'object' || request === null || !('hostname' in request)) return undefined
  return String(request.hostname)
}
