import type { StartSyncExecutionCommand } from '@aws-sdk/client-sfn'
import type { Connection } from './session.ts'

/**
 * Whether a client sends elsewhere than to AWS: to an engine at an endpoint that its options, the environment or the profile name. The
 * SDK is asked where a command would go; nothing is sent.
 */
export const hasOwnEndpoint = async ({ sfn, sdk }: Connection): Promise<boolean> => {
  let host = ''
  const command = new sdk.ListStateMachinesCommand({})
  const stop = () => async (args: object) => {
    host = hostIn(args) ?? host
    return { response: undefined, output: { $metadata: {}, stateMachines: [] } }
  }
  command.middlewareStack.add(stop, { step: 'build', name: 'stopHere' })
  await sfn.send(command)
  return !isOfAws(host)
}

/** The SDK calls `sync-<host>` for StartSyncExecution; there is no such host but on AWS. */
export const sendToPlainHost = (command: StartSyncExecutionCommand): StartSyncExecutionCommand => {
  command.middlewareStack.add(
    (next) => (args) => {
      const host = hostIn(args)
      if (host !== undefined && !isOfAws(host))
        Object.assign(args.request as object, { hostname: host.replace(/^sync-/, '') })
      return next(args)
    },
    { step: 'build', name: 'sendToPlainHost' },
  )
  return command
}

const isOfAws = (host: string): boolean => /\.(amazonaws\.com(\.cn)?|api\.aws)$/.test(host)

const hostIn = (args: object): string | undefined => {
  const request: unknown = 'request' in args ? args.request : undefined
  if (typeof request !== 'object' || request === null || !('hostname' in request)) return undefined
  return String(request.hostname)
}
