import * as z from 'zod/mini'
import { Count, countOrExpression, JsonataString, Payload, Text } from './values.ts'

/** The format of a Distributed Map's items in S3. */
export const ReaderConfig = z.strictObject({
  inputType: z.optional(z.enum(['CSV', 'JSON', 'JSONL', 'PARQUET', 'MANIFEST'])),
  transformation: z.optional(z.enum(['NONE', 'LOAD_AND_FLATTEN'])),
  manifestType: z.optional(z.enum(['ATHENA_DATA', 'S3_INVENTORY'])),
  csvDelimiter: z.optional(z.enum(['COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB'])),
  csvHeaderLocation: z.optional(z.enum(['FIRST_ROW', 'GIVEN'])),
  csvHeaders: z.optional(z.readonly(z.array(Text))),
  itemsPointer: z.optional(Text),
  maxItems: z.optional(countOrExpression(0, 100_000_000)),
  maxItemsPath: z.optional(Text),
})
export interface ReaderConfig extends z.infer<typeof ReaderConfig> {}

/** The source of a Distributed Map's items: an object in S3, or a listing of objects. */
export const ItemReader = z.strictObject({
  resource: Text,
  readerConfig: z.optional(ReaderConfig),
  parameters: z.optional(Payload),
  arguments: z.optional(Payload),
})
export interface ItemReader extends z.infer<typeof ItemReader> {}

/** The maximum size of a batch of items, in bytes. */
export const MAX_BATCH_BYTES = 262_144

export const ItemBatcher = z.strictObject({
  maxItemsPerBatch: z.optional(countOrExpression(1)),
  maxItemsPerBatchPath: z.optional(Text),
  maxInputBytesPerBatch: z.optional(countOrExpression(1, MAX_BATCH_BYTES)),
  maxInputBytesPerBatchPath: z.optional(Text),
  batchInput: z.optional(Payload),
})
export interface ItemBatcher extends z.infer<typeof ItemBatcher> {}

export const WriterConfig = z.strictObject({
  outputType: z.enum(['JSON', 'JSONL']),
  transformation: z.enum(['NONE', 'COMPACT', 'FLATTEN']),
})
export interface WriterConfig extends z.infer<typeof WriterConfig> {}

/** The destination and the format of a Distributed Map's results. */
export const ResultWriter = z.strictObject({
  resource: z.optional(Text),
  writerConfig: z.optional(WriterConfig),
  parameters: z.optional(Payload),
  arguments: z.optional(Payload),
})
export interface ResultWriter extends z.infer<typeof ResultWriter> {}

/** The way a Map runs its items: within the execution (`INLINE`, the default), or each as a child execution (`DISTRIBUTED`). */
export const ProcessorConfig = z.strictObject({
  mode: z.optional(z.enum(['INLINE', 'DISTRIBUTED'])),
  executionType: z.optional(z.enum(['STANDARD', 'EXPRESS'])),
})
export interface ProcessorConfig extends z.infer<typeof ProcessorConfig> {}

/** The fields that only a Map has. */
export const mapFields = {
  itemsPath: z.optional(Text),
  items: z.optional(Payload),
  itemSelector: z.optional(Payload),
  itemReader: z.optional(ItemReader),
  itemBatcher: z.optional(ItemBatcher),
  resultWriter: z.optional(ResultWriter),
  maxConcurrency: z.optional(Count),
  maxConcurrencyPath: z.optional(Text),
  toleratedFailurePercentage: z.optional(z.union([z.number().check(z.gte(0), z.lte(100)), JsonataString])),
  toleratedFailurePercentagePath: z.optional(Text),
  toleratedFailureCount: z.optional(Count),
  toleratedFailureCountPath: z.optional(Text),
  label: z.optional(Text),
} as const
