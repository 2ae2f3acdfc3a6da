import { isJsonObject, type Json } from '../../../../json.ts'
import type { QueryLanguage } from '../../../../specs/values.ts'
import type { AslResultWriter, AslWriterConfig } from '../../program/asl.ts'
import type { Frame } from '../../program/frame.ts'
import type { ResultWriterCall } from '../../program/map-run-call.ts'
import { compilePayload } from '../../program/payload-field.ts'
import { StateFailure } from '../../recovery/state-failure.ts'

/** The format without a WriterConfig. */
const defaultConfig: AslWriterConfig = { OutputType: 'JSON', Transformation: 'NONE' }

/** ResultWriter: where and in which format the results of a distributed Map are written (developer guide, input-output-resultwriter). */
export const compileResultWriter = (
  writer: AslResultWriter | undefined,
  language: QueryLanguage,
): ((input: Json, frame: Frame) => Promise<ResultWriterCall | undefined>) => {
  if (!writer) return async () => undefined
  const { Resource, WriterConfig: config = defaultConfig } = writer
  if (Resource === undefined) return async () => ({ destination: undefined, config })
  const parameters =
    language === 'JSONata'
      ? compilePayload(writer.Arguments, language, 'ResultWriter/Arguments')
      : compilePayload(writer.Parameters, language, 'ResultWriter/Parameters')
  return async (input, frame) => ({ destination: destinationOf(await parameters(input, frame)), config })
}

const destinationOf = (parameters: Json | undefined): ResultWriterCall['destination'] => {
  const { Bucket, Prefix = '' } = isJsonObject(parameters) ? parameters : {}
  if (typeof Bucket === 'string' && typeof Prefix === 'string') return { bucket: Bucket, prefix: Prefix }
  throw new StateFailure(
    'States.ResultWriterFailed',
    'The ResultWriter needs Bucket, and Bucket and Prefix must be strings',
  )
}
