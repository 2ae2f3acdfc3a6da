import { S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import { createSession } from './client/session.ts'
import { createEngine, type EngineOptions } from './engine/engine.ts'
import { engineChecks, type ListenOptions } from './engine/options.ts'
import type { Listening } from './engine/wire/http-server.ts'
import { s3Store } from './offload/s3-store.ts'
import { assertOptions, type OptionChecks } from './options.ts'
import { bindStepwise, type Stepwise } from './stepwise.ts'
import { realSystem } from './system.ts'
import { activityClient } from './workers/activity-client.ts'
import { type Logger, loggerCheck } from './workers/logger.ts'
import type { Workers } from './workers/workers.ts'

export type { ListenOptions } from './engine/options.ts'
export type { Listening } from './engine/wire/http-server.ts'

export interface LocalOptions extends EngineOptions {
  /** Where workers log; by default warnings and errors go to the console. */
  readonly logger?: Logger
}

/** Step Functions on an embedded engine: the functions of {@link Stepwise}, and the engine they work on. */
export interface Local extends Stepwise, AsyncDisposable {
  /** The SDK's own clients on the engine, in process: no port, no network. */
  readonly sfn: SFNClient
  readonly s3: S3Client
  /**
   * Serves the engine over HTTP, for any AWS client: Step Functions and S3 on one port of this machine.
   * @throws Error where the port is taken, TypeError where an option is not what it should be.
   */
  readonly listen: (options: ListenOptions) => Promise<Listening>
  /** Kills the workers that were started here and ends the engine; with it goes all that was created there. */
  readonly close: () => Promise<void>
}

const checks: OptionChecks<LocalOptions> = { ...engineChecks, logger: loggerCheck }

/**
 * An engine of its own, in this process's memory, and the functions of Step Functions on it. It needs no AWS account.
 * @throws TypeError where an option is not what it should be.
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
  const roleArn = `arn:${partition}:iam::${accountId}:role/stepwise-local`
  const session = createSession({ sfn, roleArn, system, ended: engine.ended })
  const workers = new Set<Workers>()
  let closed = false
  const started = (some: Workers) => {
    if (closed) {
      void some.kill()
      throw new Error('The engine is closed: no worker can start')
    }
    workers.add(some)
    some.done.then(() => workers.delete(some))
  }
  const close = async () => {
    closed = true
    await Promise.all(Array.from(workers, (some) => some.kill()))
    await engine.close()
  }
  const client = activityClient(sfn, { abortablePolls: true })
  return {
    ...bindStepwise(session, { client, objects: s3Store(s3), logger, started }),
    sfn,
    s3,
    listen: engine.listen,
    close,
    [Symbol.asyncDispose]: close,
  }
}
