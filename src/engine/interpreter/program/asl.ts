import type { Json, JsonObject } from '../../../json.ts'
import type { StateType } from '../../../specs/state-types.ts'
import type { QueryLanguage } from '../../../specs/values.ts'

/** The fields of a valid state machine that the interpreter reads, as ASL spells them. */
export interface AslMachine {
  StartAt: string
  States: Record<string, AslState>
  QueryLanguage?: QueryLanguage
  TimeoutSeconds?: number
}

/** A retrier (ASL spec, Retrying after error). */
export interface AslRetrier {
  ErrorEquals: string[]
  IntervalSeconds?: number
  MaxAttempts?: number
  BackoffRate?: number
  MaxDelaySeconds?: number
  JitterStrategy?: 'FULL' | 'NONE'
}

export interface AslCatcher {
  ErrorEquals: string[]
  Next: string
  ResultPath?: string | null
  Output?: Json
  Assign?: JsonObject
}

export interface AslChoiceRule {
  Next?: string
  Assign?: JsonObject
  Output?: Json
  Condition?: Json
  Variable?: string
  And?: AslChoiceRule[]
  Or?: AslChoiceRule[]
  Not?: AslChoiceRule
  [operator: string]: unknown
}

export interface AslProcessor {
  StartAt: string
  States: Record<string, AslState>
  ProcessorConfig?: { Mode?: 'INLINE' | 'DISTRIBUTED'; ExecutionType?: 'STANDARD' | 'EXPRESS' }
}

/** The source of the items of a distributed Map, and its format (developer guide, input-output-itemreader). */
export interface AslItemReader {
  Resource: string
  Parameters?: Json
  Arguments?: Json
  ReaderConfig?: AslReaderConfig
}

export interface AslReaderConfig {
  InputType?: 'CSV' | 'JSON' | 'JSONL' | 'PARQUET' | 'MANIFEST'
  Transformation?: 'NONE' | 'LOAD_AND_FLATTEN'
  ManifestType?: 'ATHENA_DATA' | 'S3_INVENTORY'
  CSVDelimiter?: 'COMMA' | 'PIPE' | 'SEMICOLON' | 'SPACE' | 'TAB'
  CSVHeaderLocation?: 'FIRST_ROW' | 'GIVEN'
  CSVHeaders?: string[]
  ItemsPointer?: string
  MaxItems?: number | string
  MaxItemsPath?: string
}

/** The destination of the results of a distributed Map, and its format (developer guide, input-output-resultwriter). */
export interface AslResultWriter {
  Resource?: string
  Parameters?: Json
  Arguments?: Json
  WriterConfig?: AslWriterConfig
}

export interface AslWriterConfig {
  OutputType: 'JSON' | 'JSONL'
  Transformation: 'NONE' | 'COMPACT' | 'FLATTEN'
}

/** All fields of all state types. src/specs checks which of them a state may have. */
export interface AslState {
  Type: StateType
  QueryLanguage?: QueryLanguage
  Next?: string
  End?: boolean
  InputPath?: string | null
  OutputPath?: string | null
  ResultPath?: string | null
  Parameters?: Json
  ResultSelector?: Json
  Arguments?: Json
  Output?: Json
  Assign?: JsonObject
  Result?: Json
  Retry?: AslRetrier[]
  Catch?: AslCatcher[]
  Resource?: string
  Credentials?: Json
  TimeoutSeconds?: number | string
  TimeoutSecondsPath?: string
  HeartbeatSeconds?: number | string
  HeartbeatSecondsPath?: string
  Seconds?: number | string
  SecondsPath?: string
  Timestamp?: string
  TimestampPath?: string
  Error?: string
  ErrorPath?: string
  Cause?: string
  CausePath?: string
  Choices?: AslChoiceRule[]
  Default?: string
  Branches?: AslMachine[]
  ItemProcessor?: AslProcessor
  Iterator?: AslProcessor
  Items?: Json
  ItemsPath?: string
  ItemSelector?: Json
  MaxConcurrency?: number | string
  MaxConcurrencyPath?: string
  Label?: string
  ItemReader?: AslItemReader
  ItemBatcher?: JsonObject
  ResultWriter?: AslResultWriter
  ToleratedFailureCount?: number | string
  ToleratedFailureCountPath?: string
  ToleratedFailurePercentage?: number | string
  ToleratedFailurePercentagePath?: string
}
