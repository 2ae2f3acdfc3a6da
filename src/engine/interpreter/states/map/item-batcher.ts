import { byteLength, type Json, type JsonObject, MAX_PAYLOAD_BYTES } from '../../../../json.ts'
import type { Frame } from '../../program/frame.ts'
import { toJsonText } from '../../program/json-text.ts'
import type { ChildInput } from '../../program/map-run-call.ts'
import { compileNumberField } from '../../program/number-field.ts'
import { compilePayload } from '../../program/payload-field.ts'
import { checkedInput } from '../../program/payload-limits.ts'
import type { Compiler } from '../../program/program.ts'

/** Makes the inputs of children from selected items, as they are read. */
type Batch = (items: AsyncIterable<Json>) => AsyncIterable<ChildInput>

/**
 * ItemBatcher: several items for each child, as `{ BatchInput, Items }` (developer guide, itembatcher).
 * @returns `undefined` from a state without it: each child gets one item
 */
export const compileItemBatcher = (
  batcher: JsonObject | undefined,
  { name, language }: Compiler,
): ((input: Json, frame: Frame) => Promise<Batch | undefined>) => {
  if (!batcher) return async () => undefined
  const options = { language, least: 1, label: 'ItemBatcher/' }
  const maxItems = compileNumberField(batcher, 'MaxItemsPerBatch', options)
  const maxBytes = compileNumberField(batcher, 'MaxInputBytesPerBatch', options)
  const batchInput = compilePayload(batcher.BatchInput, language, 'ItemBatcher/BatchInput')
  return async (input, frame) => {
    const shared = await batchInput(input, frame)
    const common = shared === undefined ? {} : { BatchInput: shared }
    const most = (await maxItems(input, frame)) ?? Number.POSITIVE_INFINITY
    const mostBytes = Math.min((await maxBytes(input, frame)) ?? MAX_PAYLOAD_BYTES, MAX_PAYLOAD_BYTES)
    const limits = { most, bytes: mostBytes - byteLength(toJsonText({ ...common, Items: [] })) }
    return (items) => batched(items, { name, common, limits, frame })
  }
}

interface BatchLimits {
  /** The maximum number of items of a batch. */
  readonly most: number
  /** The maximum number of bytes of the items of a batch, with a comma each. */
  readonly bytes: number
}

async function* batched(
  items: AsyncIterable<Json>,
  { name, common, limits, frame }: { name: string; common: JsonObject; limits: BatchLimits; frame: Frame },
): AsyncGenerator<ChildInput, void> {
  let index = 0
  for await (const batch of batches(items, limits)) {
    const input = checkedInput({ ...common, Items: batch }, name)
    frame.inspect('afterItemBatcher', input, index++)
    yield { input, items: batch.length }
  }
}

/** As few batches as the limits allow, in order; an item that is too large alone makes a batch alone. */
async function* batches(items: AsyncIterable<Json>, { most, bytes }: BatchLimits): AsyncGenerator<Json[], void> {
  let batch: Json[] = []
  let size = 0
  for await (const item of items) {
    const length = byteLength(toJsonText(item)) + 1
    if (batch.length > 0 && (batch.length >= most || size + length > bytes)) {
      yield batch
      batch = []
      size = 0
    }
    batch.push(item)
    size += length
  }
  if (batch.length > 0) yield batch
}
