import { parseJsonataTemplate } from '../../../../expressions/jsonata.ts'
import { parseTemplate } from '../../../../expressions/template.ts'
import { byteLength, type Json, type JsonObject, MAX_PAYLOAD_BYTES } from '../../../../json.ts'
import type { Compiler } from '../../program/compile.ts'
import { jsonataScope } from '../../program/flow.ts'
import type { Frame } from '../../program/frame.ts'
import { toJsonText } from '../../program/json-text.ts'
import type { Maybe } from '../../program/maybe.ts'
import { compileNumberField } from '../../program/number-field.ts'

/** What one child execution gets, and how many items that is. */
export interface ChildInput {
  readonly input: Json
  readonly items: number
}

type Batch = (items: readonly Json[], input: Json, frame: Frame) => Promise<ChildInput[]>

/** ItemBatcher: several items a child, as `{ BatchInput, Items }`; without it, one item a child (developer guide, itembatcher). */
export const compileItemBatcher = (batcher: JsonObject | undefined, language: Compiler['language']): Batch => {
  if (!batcher) return async (items) => items.map((input) => ({ input, items: 1 }))
  const limits = { language, least: 1, place: 'ItemBatcher/' }
  const maxItems = compileNumberField(batcher, 'MaxItemsPerBatch', limits)
  const maxBytes = compileNumberField(batcher, 'MaxInputBytesPerBatch', limits)
  const batchInput = compileBatchInput(batcher.BatchInput, language)
  return async (items, input, frame) => {
    const shared = await batchInput(input, frame)
    const common = shared === undefined ? {} : { BatchInput: shared }
    const most = (await maxItems(input, frame)) ?? Number.POSITIVE_INFINITY
    const bytes = Math.min((await maxBytes(input, frame)) ?? MAX_PAYLOAD_BYTES, MAX_PAYLOAD_BYTES)
    return batches(items, most, bytes - byteLength(toJsonText({ ...common, Items: [] }))).map((batch) => ({
      input: { ...common, Items: batch },
      items: batch.length,
    }))
  }
}

const compileBatchInput = (template: Json | undefined, language: Compiler['language']) => {
  if (template === undefined) return (): Maybe<Json | undefined> => undefined
  if (language === 'JSONata') {
    const parsed = parseJsonataTemplate(template, 'ItemBatcher/BatchInput')
    return (input: Json, frame: Frame): Maybe<Json | undefined> => parsed.evaluate(jsonataScope(frame, { input }))
  }
  const parsed = parseTemplate(template, 'BatchInput')
  return (input: Json, frame: Frame): Maybe<Json | undefined> => parsed.evaluate(frame.scope(input))
}

/** As few batches as the limits allow, in order; an item that is too large alone makes a batch alone. */
const batches = (items: readonly Json[], most: number, bytes: number): Json[][] => {
  const full: Json[][] = []
  let batch: Json[] = []
  let size = 0
  for (const item of items) {
    const length = byteLength(toJsonText(item)) + 1
    if (batch.length > 0 && (batch.length >= most || size + length > bytes)) {
      full.push(batch)
      batch = []
      size = 0
    }
    batch.push(item)
    size += length
  }
  return batch.length > 0 ? [...full, batch] : full
}
