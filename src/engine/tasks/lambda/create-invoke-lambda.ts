import type { AwsEnvironment } from '../../../arn.ts'
import type { System } from '../../../system.ts'
import { StateFailure } from '../../interpreter/recovery/state-failure.ts'
import { callLambdaEndpoint } from './call-lambda-endpoint.ts'
import type { CompiledLambdas } from './compile-lambdas.ts'
import { functionArnOf, functionNameOf, functionQualifierOf } from './function-reference.ts'
import type { InvokeLambda } from './invoke-lambda.ts'
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
  const streams = new WeakMap<InvocableFunction, string>()
  const logStreamOf = (lambda: InvocableFunction): string => {
    const stream = streams.get(lambda) ?? newLogStream(system)
    streams.set(lambda, stream)
    return stream
  }
  return (call) => {
    const name = functionNameOf(call.functionName)
    const qualifier = functionQualifierOf(call)
    const lambda = (qualifier === undefined ? undefined : lambdas.get(`${name}:${qualifier}`)) ?? lambdas.get(name)
    if (lambda) {
      const invokedFunctionArn = functionArnOf(call, name, environment)
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

/** `2026/07/01/[$LATEST]` and 32 hexadecimal digits, as Lambda names the log stream of an execution environment. */
const newLogStream = (system: System): string => {
  const day = new Date(system.now()).toISOString().slice(0, 10).replaceAll('-', '/')
  return `${day}/[$LATEST]${system.uuid().replaceAll('-', '')}`
}
