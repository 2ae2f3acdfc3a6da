import type { Json, JsonObject } from '../../json.ts'
import { holdClock, type System } from '../../system.ts'
import type { EngineExecution } from '../execution/engine-execution.ts'
import type { ResultWriterCall } from '../interpreter/program/map-run-call.ts'
import type { Maybe } from '../interpreter/program/maybe.ts'
import { StateFailure } from '../interpreter/recovery/state-failure.ts'
import type { ObjectWriter } from '../s3/object-storage.ts'
import { causeOf } from './cause-of.ts'
import { childResult, pendingResult, transformedResults } from './writers/child-result.ts'
import { type ResultFile, ResultFiles } from './writers/result-files.ts'

interface ResultsDeps {
  readonly objects: ObjectWriter
  readonly system: System
}

/** The Map Run whose results are written. */
interface ResultsSource {
  readonly arn: string
  readonly stateMachineArn: string
}

/**
 * The files that a ResultWriter writes for a Map Run, in a folder that is named after the run: `SUCCEEDED_n`, `FAILED_n` and `PENDING_n`,
 * and a manifest that lists them (developer guide, input-output-resultwriter). Results are written as children end, in that order. A
 * redrive continues the files of the children that succeeded, and writes the others anew.
 */
export class MapRunResults {
  readonly #mapRun: ResultsSource
  readonly #writer: ResultWriterCall
  readonly #destination: NonNullable<ResultWriterCall['destination']>
  readonly #deps: ResultsDeps
  readonly #succeeded: ResultFiles
  #failed: ResultFiles
  #isFinished = false

  constructor(
    mapRun: ResultsSource,
    writer: ResultWriterCall,
    destination: NonNullable<ResultWriterCall['destination']>,
    deps: ResultsDeps,
  ) {
    this.#mapRun = mapRun
    this.#writer = writer
    this.#destination = destination
    this.#deps = deps
    this.#succeeded = this.#filesOf('SUCCEEDED')
    this.#failed = this.#filesOf('FAILED')
  }

  /** Adds a child that has ended. The returned promise settles when there is room for another one. */
  add(execution: EngineExecution): Maybe<void> {
    if (execution.status !== 'SUCCEEDED') return this.#failed.add(childResult(execution))
    const results = transformedResults(execution, this.#writer.config.Transformation)
    return results.map((result) => this.#succeeded.add(result)).findLast((written) => written !== undefined)
  }

  /** True once the manifest has been written, or could not be. */
  get isFinished(): boolean {
    return this.#isFinished
  }

  /** Begins the files of the children that did not succeed again: most of these are redriven. */
  redrive(): void {
    this.#isFinished = false
    this.#failed = this.#filesOf('FAILED')
  }

  /**
   * Completes the files and writes the manifest.
   * @param pending - the inputs of the children that have not started
   * @returns the result of the state
   * @throws StateFailure `States.ResultWriterFailed`
   */
  async finish(pending: AsyncIterable<Json> | Iterable<Json> = []): Promise<JsonObject> {
    this.#isFinished = true
    try {
      return await holdClock(this.#deps.system, () => this.#finish(pending))
    } catch (error) {
      throw new StateFailure('States.ResultWriterFailed', causeOf(error))
    }
  }

  async #finish(pending: AsyncIterable<Json> | Iterable<Json>): Promise<JsonObject> {
    const { arn, stateMachineArn } = this.#mapRun
    const { bucket } = this.#destination
    const files = this.#filesOf('PENDING')
    for await (const input of pending) await files.add(pendingResult(input, stateMachineArn))
    const ResultFiles: Record<string, ResultFile[]> = {
      FAILED: [...(await this.#failed.finish())],
      PENDING: [...(await files.finish())],
      SUCCEEDED: [...(await this.#succeeded.finish())],
    }
    const manifest = { DestinationBucket: bucket, MapRunArn: arn, ResultFiles }
    const key = `${this.#folder}/manifest.json`
    const text = Buffer.from(JSON.stringify(manifest))
    await this.#deps.objects.put({ bucket, key }, text, { contentType: 'application/json' })
    return { MapRunArn: arn, ResultWriterDetails: { Bucket: bucket, Key: key } }
  }

  #filesOf(name: string): ResultFiles {
    const { bucket } = this.#destination
    const { OutputType: outputType } = this.#writer.config
    return new ResultFiles({ objects: this.#deps.objects, bucket, keyPrefix: `${this.#folder}/${name}`, outputType })
  }

  get #folder(): string {
    const { arn } = this.#mapRun
    const runId = arn.slice(arn.lastIndexOf(':') + 1)
    const { prefix } = this.#destination
    return prefix === '' ? runId : `${prefix.replace(/\/$/, '')}/${runId}`
  }
}
