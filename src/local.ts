import { S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import { bindStepwise } from './bind-stepwise.ts'
import { createSession } from './client/session.ts'
import { embeddedSite } from './console/embedded-site.ts'
import { createEngine, type EngineOptions } from './engine/engine.ts'
import { engineChecks, type ListenOptions } from './engine/options.ts'
import type { EngineFunctions } from './engine/replace-functions.ts'
import type { HttpServer } from './engine/wire/http-server.ts'
import { s3Store } from './offload/s3-store.ts'
import { assertOptions, type OptionChecks } from './options.ts'
import type { Stepwise } from './stepwise.ts'
import { realSystem } from './system.ts'
import { activityClient } from './workers/activity-client.ts'
import { type Logger, loggerCheck } from './workers/logger.ts'
import type { Workers } from './workers/workers.ts'

export type { ExecutionLogEvent, LogSink } from './engine/logs/execution-log-event.ts'
export type {
  Mock,
  MockContext,
  MockedError,
  MockedOutput,
  MockedStateError,
  MockedStateResult,
  MockFunction,
  MockResult,
  Mocks,
} from './engine/mocks/mock.ts'
export type { MockConfig, MockedResponse } from './engine/mocks/mock-config.ts'
export type { ListenOptions } from './engine/options.ts'
export type { EngineFunctions } from './engine/replace-functions.ts'
export type {
  LambdaCallback,
  LambdaContext,
  LambdaEntry,
  LambdaFunction,
  LambdaHandler,
  Lambdas,
} from './engine/tasks/lambda/lambda-handler.ts'
export type { SdkClient } from './engine/tasks/sdk/service-clients.ts'
export type { HttpServer } from './engine/wire/http-server.ts'

export interface LocalOptions extends EngineOptions {
  /** The workers' logger. Default: warnings and errors go to the console. */
  readonly logger?: Logger
}

/** Step Functions on an embedded engine: the functions of {@link Stepwise}, and the engine itself. */
export interface Local extends Stepwise, AsyncDisposable {
  /**
   * The SDK's own client of Step Functions, on the engine. It works within the process, without a port.
   *
   * @example
   * const { ListActivitiesCommand } = await import('@aws-sdk/client-sfn')
   * const { activities } = await sfn.send(new ListActivitiesCommand({}))
   */
  readonly sfn: SFNClient
  /**
   * The SDK's own client of S3, on the engine.
   *
   * @example
   * const { CreateBucketCommand } = await import('@aws-sdk/client-s3')
   * await s3.send(new CreateBucketCommand({ Bucket: 'orders' }))
   */
  readonly s3: S3Client
  /**
   * Serves the engine over HTTP: Step Functions and S3 on one port for any AWS client, and the console for browsers.
   * @throws Error if the port is in use; TypeError for a wrong option.
   *
   * @example
   * const server = await local.listen({ port: 0 })
   * console.log(`export AWS_ENDPOINT_URL_SFN=${server.url}`)
   * await server.close()
   */
  readonly listen: (options: ListenOptions) => Promise<HttpServer>
  /**
   * Replaces the `lambdas`, the `taskHandlers` and the mocks of the engine, such as after their files have changed. Tasks that are running
   * finish with the functions with which they began, and executions that are running with their mocks.
   * @throws TypeError for a wrong option; nothing is replaced then.
   *
   * @example
   * local.replaceFunctions({ lambdas: { double: (n) => n * 2 }, mocks: { price: { output: 25 } } })
   */
  readonly replaceFunctions: (functions: EngineFunctions) => void
  /**
   * Kills the workers that were started on the engine, and ends it. All data of the engine is lost.
   *
   * @example
   * await local.close()
   */
  readonly close: () => Promise<void>
}

/** A virtual clock stands still while the SDK prepares a call or reads its reply. */
const holdDuringCalls = { step: 'initialize', priority: 'high', name: 'holdVirtualClock' } as const

const checks: OptionChecks<LocalOptions> = { ...engineChecks, logger: loggerCheck }

/**
 * Creates an embedded engine in the memory of this process, and the functions of Step Functions on it. It needs no AWS account.
 * @throws TypeError for a wrong option.
 *
 * @example
 * const { ensureStateMachine, runExecution, close } = createLocal({ lambdas: { double: (n) => n * 2 } })
 * await ensureStateMachine('twice', { startAt: 'a', states: { a: { type: 'task', resource: 'lambda/double', end: true } } })
 * const { output } = await runExecution('twice', { input: 21 }) // => 42
 * await close()
 */
export const createLocal = (given: LocalOptions = {}): Local => {
  assertOptions('options', given, checks)
  const { logger, ...options } = given
  const { system = realSystem } = options
  const engine = createEngine(options)
  const { region, accountId, partition } = engine.environment
  const config = { region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
  const sfn = new SFNClient({ ...config, requestHandler: engine.requestHandlers.sfn })
  const s3 = new S3Client({ ...config, requestHandler: engine.requestHandlers.s3, forcePathStyle: true })
  const { holds } = system
  if (holds) {
    sfn.middlewareStack.add((next) => (args) => holds.work(() => next(args)), holdDuringCalls)
    s3.middlewareStack.add((next) => (args) => holds.work(() => next(args)), holdDuringCalls)
  }
  const roleArn = `arn:${partition}:iam::${accountId}:role/stepwise-local`
  const session = createSession({ sfn, roleArn, system, ended: engine.ended })
  const workers = new Set<Workers>()
  let closed = false
  const onStart = (started: Workers) => {
    if (closed) {
      void started.kill()
      throw new Error('The engine is closed: no worker can start')
    }
    workers.add(started)
    started.done.then(() => workers.delete(started))
  }
  const close = async () => {
    closed = true
    await Promise.all(Array.from(workers, (started) => started.kill()))
    await engine.close()
  }
  const client = activityClient(sfn, { abortablePolls: true, holds })
  return {
    ...bindStepwise(session, { client, objects: s3Store(s3), logger, onStart }),
    sfn,
    s3,
    listen: (listenOptions) => engine.listen(listenOptions, embeddedSite(engine, listenOptions)),
    replaceFunctions: engine.replaceFunctions,
    close,
    [Symbol.asyncDispose]: close,
  }
}
