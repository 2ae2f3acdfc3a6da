import { describe, expect, it } from 'vitest'
import type { EngineExecution } from '../../../src/engine/execution/engine-execution.ts'
import { writeResultFiles } from '../../../src/engine/map-data/writers/result-files.ts'
import { MemoryStorage } from '../../../src/engine/s3/memory-storage.ts'
import type { Json, JsonObject } from '../../../src/json.ts'
import { realSystem } from '../../../src/system.ts'
import { createEngineDeps, eventsOf, start } from '../../support/run-machine.ts'

const processor = {
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
  StartAt: 'C',
  States: {
    C: { Type: 'Choice', Choices: [{ Variable: '$', StringEquals: 'bad', Next: 'F' }], Default: 'P' },
    F: { Type: 'Fail', Error: 'Bad', Cause: 'bad item' },
    P: { Type: 'Pass', End: true },
  },
}

/** Runs a distributed Map over its input, and returns its result and the objects that it has written. */
const runMap = async (
  input: Json[],
  ResultWriter: JsonObject,
  map: JsonObject = {},
  act: (execution: EngineExecution) => void = () => {},
) => {
  const { deps, system } = createEngineDeps()
  await deps.s3.createBucket('out')
  await deps.s3.createBucket('data')
  await deps.s3.put(
    { bucket: 'data', key: 'items.jsonl' },
    Buffer.from(input.map((item) => JSON.stringify(item)).join('\n')),
  )
  const state = { Type: 'Map', ItemProcessor: processor, Label: 'each', ResultWriter, End: true, ...map }
  const execution = start({ StartAt: 'M', States: { M: state } }, deps, { input })
  void system.sleep(1000).then(() => act(execution))
  await execution.done
  const { output, error, cause } = execution
  const { objects } = await deps.s3.list('out')
  const [mapRun] = deps.registry.mapRuns.values()
  const runId = mapRun?.arn.split(':').at(-1) ?? ''
  const files = objects.map(({ key, bytes }) => [key.replace(runId, 'RUN'), bytes.toString()] as const)
  return {
    output: output === undefined ? undefined : JSON.parse(output),
    error,
    cause,
    files: Object.fromEntries(files),
    mapRun,
    runId,
    types: eventsOf(execution).map(({ type }) => type),
  }
}

const fromFile = {
  ItemReader: {
    Resource: 'arn:aws:states:::s3:getObject',
    ReaderConfig: { InputType: 'JSONL' },
    Parameters: { Bucket: 'data', Key: 'items.jsonl' },
  },
}

const toS3 = (more: JsonObject = {}): JsonObject => ({
  Resource: 'arn:aws:states:::s3:putObject',
  Parameters: { Bucket: 'out', 'Prefix.$': "States.Format('{}', 'jobs')" },
  ...more,
})

const format = (Transformation: string, OutputType = 'JSON') => ({ WriterConfig: { Transformation, OutputType } })

describe('a ResultWriter', () => {
  it('writes the results with their metadata, and a manifest, and returns where it is', async () => {
    const { output, files, mapRun, runId } = await runMap(['a', 'b'], toS3())
    expect(output).toEqual({
      MapRunArn: mapRun?.arn,
      ResultWriterDetails: { Bucket: 'out', Key: `jobs/${runId}/manifest.json` },
    })
    expect(Object.keys(files)).toEqual(['jobs/RUN/SUCCEEDED_0.json', 'jobs/RUN/manifest.json'])
    const results = files['jobs/RUN/SUCCEEDED_0.json'] ?? ''
    expect(JSON.parse(files['jobs/RUN/manifest.json'] ?? '')).toEqual({
      DestinationBucket: 'out',
      MapRunArn: mapRun?.arn,
      ResultFiles: {
        FAILED: [],
        PENDING: [],
        SUCCEEDED: [{ Key: `jobs/${runId}/SUCCEEDED_0.json`, Size: results.length }],
      },
    })
    expect(JSON.parse(results)).toMatchObject([
      { Input: '"a"', Output: '"a"', Status: 'SUCCEEDED', StartDate: '2026-01-01T00:00:00.000Z' },
      { Input: '"b"', Output: '"b"', Status: 'SUCCEEDED' },
    ])
    expect(mapRun?.itemCounts.resultsWritten).toBe(2)
  })

  it('writes failed results to a file of their own, with their metadata in every format', async () => {
    const { files } = await runMap(['a', 'bad'], toS3(format('COMPACT')), { ToleratedFailureCount: 1 })
    expect(files['jobs/RUN/SUCCEEDED_0.json']).toBe('["a"]')
    expect(JSON.parse(files['jobs/RUN/FAILED_0.json'] ?? '')).toMatchObject([
      { Error: 'Bad', Cause: 'bad item', Input: '"bad"', Status: 'FAILED' },
    ])
  })

  it('writes the results of a Map Run that fails', async () => {
    const { error, files } = await runMap(['bad'], toS3())
    expect(error).toBe('States.ExceedToleratedFailureThreshold')
    expect(Object.keys(files)).toEqual(['jobs/RUN/FAILED_0.json', 'jobs/RUN/manifest.json'])
  })

  it.each([
    ['over the input', {}],
    ['over the rows of a file', { rows: true }],
  ])(
    'lists the children that a Map Run that fails has not started: %s',
    async (_, { rows = false }: { rows?: boolean }) => {
      const { files, runId } = await runMap(['bad', 'b', 'c'], toS3(), { MaxConcurrency: 1, ...(rows && fromFile) })
      const pending = files['jobs/RUN/PENDING_0.json'] ?? ''
      expect(JSON.parse(pending)).toEqual(
        ['b', 'c'].map((item) => ({
          Input: JSON.stringify(item),
          InputDetails: { Included: true },
          StateMachineArn: expect.stringMatching(/\/each$/),
          Status: 'PENDING',
        })),
      )
      expect(JSON.parse(files['jobs/RUN/manifest.json'] ?? '').ResultFiles).toMatchObject({
        FAILED: [{ Key: `jobs/${runId}/FAILED_0.json` }],
        PENDING: [{ Key: `jobs/${runId}/PENDING_0.json`, Size: pending.length }],
      })
    },
  )

  it('lists the children that a Map Run that is stopped has not started', async () => {
    const waiting = { ...processor, StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 60, End: true } } }
    const { files } = await runMap([1, 2, 3], toS3(), { MaxConcurrency: 1, ItemProcessor: waiting }, (execution) =>
      execution.stop(),
    )
    expect(JSON.parse(files['jobs/RUN/FAILED_0.json'] ?? '')).toMatchObject([{ Input: '1', Status: 'ABORTED' }])
    expect(JSON.parse(files['jobs/RUN/PENDING_0.json'] ?? '')).toMatchObject([{ Input: '2' }, { Input: '3' }])
  })

  it.each([
    ['COMPACT', 'JSON', '[[1,2],[3]]'],
    ['FLATTEN', 'JSON', '[1,2,3]'],
    ['COMPACT', 'JSONL', '[1,2]\n[3]'],
    ['FLATTEN', 'JSONL', '1\n2\n3'],
  ])('writes %s results as %s', async (transformation, outputType, expected) => {
    const { files } = await runMap([[1, 2], [3]], toS3(format(transformation, outputType)))
    expect(files[`jobs/RUN/SUCCEEDED_0.${outputType.toLowerCase()}`]).toBe(expected)
  })

  it.each([
    ['COMPACT', [[1, 2], [3]]],
    ['FLATTEN', [1, 2, 3]],
  ])('returns %s results without a Resource', async (transformation, expected) => {
    const { output, files } = await runMap([[1, 2], [3]], format(transformation))
    expect(output).toEqual(expected)
    expect(files).toEqual({})
  })

  it('returns the metadata of results without a Resource', async () => {
    const { output } = await runMap([1], format('NONE'))
    expect(output).toMatchObject([{ Input: '1', Output: '1', Status: 'SUCCEEDED' }])
  })

  it('fails if it cannot write', async () => {
    const { error, cause, types } = await runMap([1], { ...toS3(), Parameters: { Bucket: 'missing' } })
    expect({ error, cause }).toEqual({
      error: 'States.ResultWriterFailed',
      cause: 'The specified bucket does not exist (BucketName: missing)',
    })
    expect(types.slice(-3)).toEqual(['MapRunFailed', 'MapStateFailed', 'ExecutionFailed'])
  })
})

describe('files of results', () => {
  const write = async (results: Iterable<Json>, maxFileBytes?: number) => {
    const objects = new MemoryStorage({ system: realSystem, region: 'us-east-1' })
    await objects.createBucket('out')
    const options = { objects, bucket: 'out', keyPrefix: 'R', outputType: 'JSON' } as const
    const files = await writeResultFiles(results, maxFileBytes === undefined ? options : { ...options, maxFileBytes })
    const texts = []
    for (const { Key } of files) texts.push((await objects.read({ bucket: 'out', key: Key })).bytes.toString())
    return { files, texts }
  }

  it('are split at a size', async () => {
    const { files, texts } = await write(['aa', 'bb', 'cc'], 12)
    expect(texts).toEqual(['["aa","bb"]', '["cc"]'])
    expect(files).toEqual([
      { Key: 'R_0.json', Size: 11 },
      { Key: 'R_1.json', Size: 6 },
    ])
  })

  it('have a result that is larger than the size alone', async () => {
    expect((await write(['a', 'x'.repeat(20), 'b'], 12)).texts).toEqual(['["a"]', `["${'x'.repeat(20)}"]`, '["b"]'])
  })

  it('are written in parts if they are large', async () => {
    const results = Array.from({ length: 20 }, () => 'x'.repeat(1024 ** 2))
    const { texts } = await write(results)
    expect(JSON.parse(texts[0] ?? '')).toEqual(results)
  })
})
