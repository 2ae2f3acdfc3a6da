// Distributed Maps over rows of a CSV file: the time for an item, next to the same Map over an array in the input; and the memory that a
// hundred times as many rows take, with their results written to S3. The objects are on a storage that keeps nothing in this process.
import { createEngineDeps as createDeps } from '../src/engine/create-engine-deps.ts'
import type { EngineDeps } from '../src/engine/engine-deps.ts'
import { Environments } from '../src/engine/environments.ts'
import { MemoryStorage } from '../src/engine/s3/memory-storage.ts'
import type { ObjectReader, ObjectWriter } from '../src/engine/s3/object-storage.ts'
import { createProtocol } from '../src/engine/wire/protocol.ts'
import type { JsonObject } from '../src/json.ts'
import { Stop } from '../src/stop.ts'
import { realSystem as system } from '../src/system.ts'
import { median, row } from './report.ts'

const [ROWS, ROUNDS] = [100_000, 5]
const [FEW_ROWS, MANY_ROWS] = [10_000, 1_000_000]

/** A bucket whose files have as many rows as their keys say. What is written is counted and forgotten. */
const endlessBucket = (): ObjectReader & ObjectWriter & { written: number } => {
  const head = (key: string) => ({ key, size: Number(key) * 20, etag: '"1"', lastModified: 0, contentType: 'text/csv' })
  async function* rows(count: number) {
    yield Buffer.from('id,name,amount\n')
    for (let from = 0; from < count; from += 1000) {
      const lines = Array.from(
        { length: Math.min(1000, count - from) },
        (_, i) => `${from + i},item ${from + i},${i}\n`,
      )
      yield Buffer.from(lines.join(''))
    }
  }
  const bucket = {
    written: 0,
    get: async ({ key }: { key: string }) => ({ ...head(key), body: rows(Number(key)) }),
    head: async ({ key }: { key: string }) => head(key),
    list: async () => ({ objects: [], nextToken: undefined }),
    put: async (_location: object, body: Uint8Array) => {
      bucket.written += body.length
      return '"1"'
    },
    createUpload: async (location: { bucket: string; key: string }) => ({ ...location, uploadId: '1' }),
    uploadPart: async (_upload: object, number: number, body: Uint8Array) => {
      bucket.written += body.length
      return { number, etag: '"1"' }
    },
    completeUpload: async () => '"1"',
    abortUpload: async () => {},
  }
  return bucket
}

const itemProcessor = {
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
  StartAt: 'a',
  States: { a: { Type: 'Pass', End: true } },
}
const ResultWriter = {
  Resource: 'arn:aws:states:::s3:putObject',
  Parameters: { Bucket: 'data', Prefix: 'results' },
}
/** An array of numbers: an input of rows would be larger than AWS allows. */
const overArray = {
  Type: 'Map',
  QueryLanguage: 'JSONata',
  Items: `{% [1..${ROWS}] %}`,
  ItemProcessor: itemProcessor,
  ResultWriter: { Resource: ResultWriter.Resource, Arguments: ResultWriter.Parameters },
  End: true,
}
const overRows = (count: number) => ({
  Type: 'Map',
  ItemProcessor: itemProcessor,
  ItemReader: {
    Resource: 'arn:aws:states:::s3:getObject',
    ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
    Parameters: { Bucket: 'data', Key: String(count) },
  },
  ResultWriter,
  End: true,
})

const objects = endlessBucket()
const createEngine = (): EngineDeps => ({
  ...createDeps({ system }, new MemoryStorage({ system, region: 'us-east-1' })),
  objects: objects as never,
})

/** Runs a Map on a new engine, through its API. Returns the milliseconds. */
const msOf = async (map: JsonObject, input: string): Promise<number> => {
  const deps = createEngine()
  const definition = JSON.stringify({ StartAt: 'map', States: { map } })
  const signal = new Stop()
  const machine = { name: 'bench', roleArn: 'arn:aws:iam::123456789012:role/bench', definition }
  const { call } = createProtocol(new Environments(() => deps), deps.environment)
  const send = async (operation: string, request: JsonObject): Promise<JsonObject> =>
    JSON.parse((await call({ target: `AWSStepFunctions.${operation}`, body: JSON.stringify(request), signal })).body)
  const { stateMachineArn = null } = await send('CreateStateMachine', machine)
  const start = performance.now()
  const { executionArn } = await send('StartExecution', { stateMachineArn, input })
  const execution = deps.registry.executions.get(String(executionArn))?.execution
  await execution?.done
  if (execution?.status !== 'SUCCEEDED')
    throw new Error(`${execution?.status}: ${execution?.error} ${execution?.cause}`)
  return performance.now() - start
}

const times = { array: [] as number[], rows: [] as number[] }
for (let round = 0; round < ROUNDS; round++) {
  times.array.push(await msOf(overArray, '{}'))
  times.rows.push(await msOf(overRows(ROWS), '{}'))
}
const perItem = (ms: readonly number[]) => (median(ms.slice(1)) * 1000) / ROWS
row('µs for an item (aim: at most twice the time)', {
  array: perItem(times.array),
  csv: perItem(times.rows),
  ratio: median(times.rows.slice(1)) / median(times.array.slice(1)),
})

const peakOf = async (count: number): Promise<number> => {
  globalThis.gc?.()
  let peak = 0
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss)
  }, 50)
  await msOf(overRows(count), '{}')
  clearInterval(timer)
  return Math.max(peak, process.memoryUsage().rss)
}

if (process.argv[2] !== 'quick') {
  const few = await peakOf(FEW_ROWS)
  const many = await peakOf(MANY_ROWS)
  row(`resident MB, ${MANY_ROWS} rows (aim: less than 64 more than ${FEW_ROWS})`, {
    few: few / 2 ** 20,
    many: many / 2 ** 20,
    more: (many - few) / 2 ** 20,
  })
}
