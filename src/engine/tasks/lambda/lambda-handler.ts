import type { FileFunction } from '../../../modules/file-function.ts'

/**
 * The context of an invocation, with the members of Lambda's context for Node.js (developer guide of Lambda, nodejs-context).
 */
export interface LambdaContext {
  readonly functionName: string
  /** `$LATEST`, or the number of the version that was invoked. */
  readonly functionVersion: string
  /** The ARN of the function, with the version or alias that was invoked. */
  readonly invokedFunctionArn: string
  readonly memoryLimitInMB: string
  readonly awsRequestId: string
  readonly logGroupName: string
  readonly logStreamName: string
  /** Has no effect here. */
  callbackWaitsForEmptyEventLoop: boolean
  // biome-ignore lint/suspicious/noExplicitAny: the caller decides what its ClientContext contains
  readonly clientContext?: any
  readonly identity?: undefined
  /** The milliseconds until the invocation times out: of 15 minutes, if the function has no timeout. */
  getRemainingTimeInMillis(): number
  /** @deprecated Return a promise. */
  done(error?: Error | string | null, result?: unknown): void
  /** @deprecated Return a promise. */
  fail(error: Error | string): void
  /** @deprecated Return a promise. */
  succeed(result?: unknown): void
}

/** The third parameter of a handler in callback style. */
export type LambdaCallback = (error?: Error | string | null, result?: unknown) => void

/**
 * A Lambda function for Node.js. It returns its result or a promise of it, or has three parameters and calls the third one.
 *
 * @example
 * const double: LambdaHandler = ({ n }, { awsRequestId }) => ({ awsRequestId, n: n * 2 })
 * createLocal({ lambdas: { double } })
 */
// biome-ignore lint/suspicious/noExplicitAny: each function expects its own type of event
export type LambdaHandler = (event: any, context: LambdaContext, callback: LambdaCallback) => unknown

/**
 * A Lambda function with its configuration.
 *
 * @example
 * const charge: LambdaFunction = { handler: ({ amount }) => amount > 0, timeoutSeconds: 3 }
 */
export interface LambdaFunction {
  /**
   * The function, or its file and its name there: `charge.ts#handler`. A relative path starts at the current folder, and a file is loaded
   * again after it has changed.
   */
  readonly handler: LambdaHandler | string
  /** The longest time of an invocation. Default: no limit. */
  readonly timeoutSeconds?: number
  /** `memoryLimitInMB` of the context. Default 128. It limits nothing. */
  readonly memoryLimitInMB?: number
}

/**
 * A Lambda function in a file, in the form that a deployment takes (`FunctionSource` of `stepwise-ts/deploy`).
 *
 * @example
 * const resize: LambdaEntry = { entry: 'src/resize.ts', handler: 'main', timeout: 10 }
 */
export interface LambdaEntry {
  /** A TypeScript or JavaScript file. A relative path starts at the current folder. */
  readonly entry: string
  /** The export of the file: a function, or an object whose member with the function's name is one. Default `'handler'`. */
  readonly handler?: string
  /** `memoryLimitInMB` of the context. */
  readonly memory?: number
  /** The seconds that an invocation may take. Default: no limit. */
  readonly timeout?: number
  /** For a deployment only, as the other settings below. */
  readonly role?: unknown
  readonly iam?: unknown
  readonly environment?: unknown
  readonly runtime?: unknown
  readonly architecture?: unknown
}

/** Lambda functions by name. */
export type Lambdas = Readonly<Record<string, LambdaHandler | string | LambdaFunction | LambdaEntry>>

/** A Lambda function that can be invoked. */
export interface InvocableFunction {
  readonly name: string
  /** The handler as it is now: that of a file is loaded again after it has changed. */
  readonly load: (() => LambdaHandler) | FileFunction
  readonly timeoutSeconds: number | undefined
  readonly memoryLimitInMB: number
}
