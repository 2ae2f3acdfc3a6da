import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../../src/json.ts'
import { virtualSystem } from '../../../src/virtual-system.ts'
import { createEngineDeps, eventsOf, start } from '../../support/run-machine.ts'

const processor = {
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
  StartAt: 'P',
  States: { P: { Type: 'Pass', End: true } },
}

/** Runs a distributed Map over the items of a file. */
const runMap = async (
  body: string,
  map: JsonObject,
  { input = {}, language = 'JSONPath' }: { input?: Json; language?: string } = {},
) => {
  const { deps, system } = createEngineDeps({ system: virtualSystem() })
  await deps.s3.createBucket('data')
  await deps.s3.put({ bucket: 'data', key: 'file' }, Buffer.from(body))
  const state = { Type: 'Map', ItemProcessor: processor, End: true, ...map }
  const execution = start({ QueryLanguage: language, StartAt: 'M', States: { M: state } }, deps, { input })
  await execution.done
  const { output, error, cause } = execution
  return {
    output: output === undefined ? undefined : JSON.parse(output),
    error,
    cause,
    history: eventsOf(execution).map(({ type }) => type),
    elapsedMs: system.elapsed,
    mapRuns: [...deps.registry.mapRuns.values()],
  }
}

const reader = (config: JsonObject, parameters: JsonObject = { Bucket: 'data', Key: 'file' }): JsonObject => ({
  Resource: 'arn:aws:states:::s3:getObject',
  ReaderConfig: { InputType: 'JSON', ...config },
  Parameters: parameters,
})

describe('a distributed Map with an ItemReader', () => {
  it('gives each item to a child, while a virtual clock stands still', async () => {
    const { output, mapRuns, elapsedMs } = await runMap('[1,2,3]', { ItemReader: reader({}) })
    expect(output).toEqual([1, 2, 3])
    expect(mapRuns[0]?.itemCounts).toMatchObject({ total: 3, succeeded: 3 })
    expect(elapsedMs).toBe(0)
  })

  it('evaluates Parameters and MaxItemsPath', async () => {
    const ItemReader = reader(
      { MaxItemsPath: '$.most' },
      { 'Bucket.$': '$.bucket', 'Key.$': "States.Format('fi{}', 'le')" },
    )
    const { output } = await runMap('[1,2,3]', { ItemReader }, { input: { most: 2, bucket: 'data' } })
    expect(output).toEqual([1, 2])
  })

  it('evaluates Arguments and MaxItems in JSONata', async () => {
    const { Parameters: _, ...rest } = reader({ MaxItems: '{% $states.input.most %}' })
    const ItemReader = { ...rest, Arguments: { Bucket: "{% 'da' & 'ta' %}", Key: 'file' } }
    const { output } = await runMap('[1,2,3]', { ItemReader }, { input: { most: 1 }, language: 'JSONata' })
    expect(output).toEqual([1])
  })

  it('selects from the item and its source', async () => {
    const ItemSelector = { 'item.$': '$$.Map.Item', 'from.$': '$.from' }
    const { output } = await runMap('{"a":1}', { ItemReader: reader({}), ItemSelector }, { input: { from: 'input' } })
    expect(output).toEqual([{ item: { Index: 0, Key: 'a', Value: 1, Source: 'S3://data/file' }, from: 'input' }])
  })

  it('batches items', async () => {
    const { output } = await runMap('[1,2,3]', { ItemReader: reader({}), ItemBatcher: { MaxItemsPerBatch: 2 } })
    expect(output).toEqual([{ Items: [1, 2] }, { Items: [3] }])
  })

  it('fails the Map Run if the items cannot be read', async () => {
    const ItemReader = reader({}, { Bucket: 'data', Key: 'missing' })
    const failed = await runMap('', { ItemReader })
    expect(failed).toMatchObject({
      error: 'States.ItemReaderFailed',
      cause: 'The specified key does not exist. (Key: missing)',
    })
    expect(failed.history).toEqual([
      'ExecutionStarted',
      'MapStateEntered',
      'MapStateStarted',
      'MapRunStarted',
      'MapRunFailed',
      'MapStateFailed',
      'ExecutionFailed',
    ])
  })

  it('fails with an error that a Catch matches', async () => {
    const Catch = [{ ErrorEquals: ['States.ItemReaderFailed'], Next: 'P' }]
    const ItemReader = reader({ ItemsPointer: '/missing' })
    const { deps } = createEngineDeps({ system: virtualSystem() })
    const map = { Type: 'Map', ItemProcessor: processor, ItemReader, Catch, End: true }
    const execution = start(
      { StartAt: 'M', States: { M: map, P: { Type: 'Pass', Result: 'caught', End: true } } },
      deps,
    )
    await execution.done
    expect(execution.output).toBe('"caught"')
  })
})
