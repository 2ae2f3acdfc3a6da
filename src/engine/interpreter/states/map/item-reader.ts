import { isJsonObject, type Json, type JsonObject } from '../../../../json.ts'
import type { QueryLanguage } from '../../../../specs/values.ts'
import type { AslItemReader } from '../../program/asl.ts'
import type { Frame } from '../../program/frame.ts'
import type { SourceItem } from '../../program/item-reader-call.ts'
import { compileNumberField } from '../../program/number-field.ts'
import { compilePayload } from '../../program/payload-field.ts'
import type { Item } from './items.ts'

/**
 * ItemReader: the items of a distributed Map that come from S3 (developer guide, input-output-itemreader).
 * @returns `undefined` for a state without it: its items come from its input
 */
export const compileItemReader = (
  reader: AslItemReader | undefined,
  language: QueryLanguage,
): ((input: Json, frame: Frame) => Promise<AsyncIterable<Item>>) | undefined => {
  if (!reader) return undefined
  const { Resource, ReaderConfig: config = {} } = reader
  const action = Resource.slice(Resource.lastIndexOf(':') + 1)
  const parameters =
    language === 'JSONata'
      ? compilePayload(reader.Arguments, language, 'ItemReader/Arguments')
      : compilePayload(reader.Parameters, language, 'ItemReader/Parameters')
  const maxItems = compileNumberField(config, 'MaxItems', { language, label: 'ItemReader/ReaderConfig/' })
  return async (input, frame) => {
    const evaluated = await parameters(input, frame)
    const read = frame.deps.readItems({
      action,
      parameters: isJsonObject(evaluated) ? evaluated : {},
      config,
      maxItems: await maxItems(input, frame),
      signal: frame.signal,
    })
    return numbered(read)
  }
}

async function* numbered(items: AsyncIterable<SourceItem>): AsyncGenerator<Item, void> {
  let index = 0
  for await (const item of items) {
    yield { index, value: item.value, context: contextOf(item, index) }
    index++
  }
}

/** `$$.Map.Item` (developer guide, input-output-contextobject). */
const contextOf = ({ key, value, source }: SourceItem, index: number): JsonObject => ({
  Index: index,
  ...(key !== undefined && { Key: key }),
  Value: value,
  Source: source,
})
