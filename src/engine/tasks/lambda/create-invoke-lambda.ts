import type { AwsEnvironment } from '../../../arn.ts'
import type { System } from '../../../system.ts'
import { StateFailure } from '../../interpreter/recovery/state-failure.ts'
import { callLambdaEndpoint } from './call-lambda-endpoint.ts'
import type { CompiledLambdas } from './compile-lambdas.ts'
import type { InvokeLambda, LambdaCall } from './invoke-lambda.ts'
import type { InvocableFunction } from './lambda-handler.ts'
import { runLambda } from './run-lambda.ts'

/** The functions, and the endpoint for those outside of this process. */
export interface LambdaOptions {
  /** Functions in this process. They come first. */
  readonly lambdas: CompiledLambdas
  /** The URL of a Lambda API, for all other functions. */
  readonly endpoint: string | undefined
  readonly environment: AwsEnvironment
}

/** Creates the function that invokes Lambda functions. */
export const createInvokeLambda = ({ lambdas, endpoint, environment }: LambdaOptions, system: System): InvokeLambda => {
  const hasQualified = [...lambdas.keys()].some((name) => name.includes(':'))
  const streams = new Map<InvocableFunction, string>()
  const logStreamOf = (lambda: InvocableFunction): string => {
    const stream = streams.get(lambda) ?? newLogStream(system)
    streams.set(lambda, stream)
    return stream
  }
  return (call) => {
    const name = nameOf(call.functionName)
    const lambda = (hasQualified ? lambdas.get(`${name}:${qualifierOf(call)}`) : undefined) ?? lambdas.get(name)
    if (lambda) {
      const invokedFunctionArn = arnOf(call, name, environment)
      const qualifier = qualifierOf(call)
      const version = qualifier !== undefined && /^\d+$/.test(qualifier) ? qualifier : '$LATEST'
      return runLambda({ lambda, invokedFunctionArn, version, logStreamName: logStreamOf(lambda) }, call, system)
    }
    if (endpoint !== undefined) return callLambdaEndpoint(endpoint, call, system)
    throw new StateFailure(
      'Lambda.ResourceNotFoundException',
      `Function not found: ${call.functionName}. Pass the embedded engine a handler, createLocal({ lambdas: { ${JSON.stringify(name)}: (event) => … } }), or a Lambda endpoint (--lambda-endpoint).`,
    )
  }
}

/** The name `f` of `f`, `f:live`, `123456789012:function:f` and `arn:aws:lambda:eu-west-1:123456789012:function:f:live`. */
const nameOf = (functionName: string): string => {
  const start = startOfName(functionName)
  const end = functionName.indexOf(':', start)
  return end < 0 ? functionName.slice(start) : functionName.slice(start, end)
}

const FUNCTION = ':function:'

const startOfName = (functionName: string): number => {
  const marker = functionName.indexOf(FUNCTION)
  return marker < 0 ? 0 : marker + FUNCTION.length
}

/** The version or alias that a call names: by itself, or behind the function's name. */
const qualifierOf = ({ functionName, qualifier }: LambdaCall): string | undefined => {
  if (qualifier !== undefined) return qualifier
  const end = functionName.indexOf(':', startOfName(functionName))
  return end < 0 ? undefined : functionName.slice(end + 1)
}

/** The ARN of the function that a call invokes, with its version or alias. */
const arnOf = (call: LambdaCall, name: string, { partition, region, accountId }: AwsEnvironment): string => {
  const { functionName, qualifier } = call
  const isArn = functionName.startsWith('arn:')
  if (isArn && qualifier === undefined) return functionName
  const prefix = isArn
    ? functionName.slice(0, startOfName(functionName))
    : `arn:${partition}:lambda:${region}:${accountId}${FUNCTION}`
  const suffix = qualifierOf(call)
  return suffix === undefined ? prefix + name : `${prefix}${name}:${suffix}`
}

/** `2026/07/01/[$LATEST]` and 32 hexadecimal digits, as Lambda names the log stream of an execution environment. */
const newLogStream = (system: System): string => {
  const [day = ''] = new Date(system.now()).toISOString().split('T')
  return `${day.replaceAll('-', '/')}/[$LATEST]${system.uuid().replaceAll('-', '')}`
}
