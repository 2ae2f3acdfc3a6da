import type { Json, JsonObject } from '../../../json.ts'
import type { StopSignal } from '../../../stop.ts'
import type { AslReaderConfig } from './asl.ts'

/** The ItemReader of a distributed Map, with its fields evaluated. */
export interface ItemReaderCall {
  /** The action of S3 that its Resource names: `getObject` or `listObjectsV2`. */
  readonly action: string
  /** Parameters or Arguments. */
  readonly parameters: JsonObject
  readonly config: AslReaderConfig
  /** The maximum number of items to read; 0 or `undefined` for all. */
  readonly maxItems: number | undefined
  readonly signal: StopSignal
}

/** An item that an ItemReader has read. */
export interface SourceItem {
  readonly value: Json
  /** The item's name, if it is a member of an object. */
  readonly key?: string | undefined
  /** The object or bucket of S3 that it comes from, as `$$.Map.Item.Source`: `S3://bucket/key`. */
  readonly source: string
}
