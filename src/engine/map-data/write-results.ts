import type { Json, JsonObject } from '../../json.ts'
import { holdClock, type System } from '../../system.ts'
import type { EngineExecution } from '../execution/engine-execution.ts'
import type { ResultWriterCall } from '../interpreter/program/map-run-call.ts'
import { StateFailure } from '../interpreter/recovery/state-failure.ts'
import type { ObjectWriter } from '../s3/object-storage.ts'
import type { MapRunRecord } from '../store/map-run-record.ts'
import { causeOf } from './cause-of.ts'
import { childResult, transformedResults } from './writers/child-result.ts'
import { type ResultFile, writeResultFiles } from './writers/result-files.ts'

/**
 * Writes the results of a Map Run to S3, or transforms them, as its ResultWriter requires.
 * @returns the result of the state; `undefined` without a ResultWriter
 * @throws StateFailure `States.ResultWriterFailed`
 */
export const writeResults = async (
  mapRun: MapRunRecord,
  writer: ResultWriterCall | undefined,
  { objects, system }: { readonly objects: ObjectWriter; readonly system: System },
): Promise<Json | undefined> => {
  if (!writer) return undefined
  const executions = Array.from(mapRun.children.values(), ({ execution }) => execution)
  const { destination, config } = writer
  const succeeded = executions.filter(({ status }) => status === 'SUCCEEDED')
  const results = transformedResults(succeeded, config.Transformation)
  if (!destination) return [...results]
  try {
    const all = { executions, results, destination, outputType: config.OutputType }
    return await holdClock(system, () => writeFiles(mapRun, all, objects))
  } catch (error) {
    throw new StateFailure('States.ResultWriterFailed', causeOf(error))
  }
}

interface Results {
  readonly executions: readonly EngineExecution[]
  /** Those of the executions that succeeded. */
  readonly results: Iterable<Json>
  readonly destination: NonNullable<ResultWriterCall['destination']>
  readonly outputType: 'JSON' | 'JSONL'
}

/** Writes a file or more for each outcome, and the manifest that lists them. */
const writeFiles = async (
  mapRun: MapRunRecord,
  { executions, results, destination: { bucket, prefix }, outputType }: Results,
  objects: ObjectWriter,
): Promise<JsonObject> => {
  const runId = mapRun.arn.slice(mapRun.arn.lastIndexOf(':') + 1)
  const folder = prefix === '' ? runId : `${prefix.replace(/\/$/, '')}/${runId}`
  const failed = executions.filter(({ status }) => status !== 'SUCCEEDED').map(childResult)
  const write = (name: string, values: Iterable<Json>): Promise<ResultFile[]> =>
    writeResultFiles(values, { objects, bucket, keyPrefix: `${folder}/${name}`, outputType })
  const manifest = {
    DestinationBucket: bucket,
    MapRunArn: mapRun.arn,
    ResultFiles: { FAILED: await write('FAILED', failed), PENDING: [], SUCCEEDED: await write('SUCCEEDED', results) },
  }
  const key = `${folder}/manifest.json`
  await objects.put({ bucket, key }, Buffer.from(JSON.stringify(manifest)), { contentType: 'application/json' })
  mapRun.itemCounts.resultsWritten = mapRun.itemCounts.total
  mapRun.executionCounts.resultsWritten = executions.length
  return { MapRunArn: mapRun.arn, ResultWriterDetails: { Bucket: bucket, Key: key } }
}
