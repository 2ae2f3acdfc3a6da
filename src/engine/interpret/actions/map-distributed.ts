import { EvaluationFailure } from '../../../expressions/failure.ts'
import type { Json } from '../../../json.ts'
import type { AslProcessor, AslState } from '../asl.ts'
import { StateFailure } from '../failure.ts'
import { compileNumber, type NumberField } from '../fields.ts'
import { compileFlow } from '../flow.ts'
import type { Frame } from '../frame.ts'
import type { Compiler, State } from '../program.ts'
import { withRecovery } from '../recovery.ts'
import { compileItemBatcher } from './item-batcher.ts'
import { compileItemSelector, compileItems, listItems } from './map-items.ts'

/** How many children of a distributed Map run at once at most (developer guide, state-map-distributed). */
const MAX_CONCURRENCY = 10_000

export const compileDistributedMap = (asl: AslState, processor: AslProcessor, compiler: Compiler): State['run'] => {
  const { name, language } = compiler
  const flow = compileFlow(asl, language)
  const itemsOf = compileItems(asl, language, true)
  const select = compileItemSelector(asl, language)
  const batch = compileItemBatcher(asl.ItemBatcher, language)
  const maxConcurrency = compileNumber(asl, 'MaxConcurrency', { language })
  const toleratedCount = compileTolerated(asl, 'ToleratedFailureCount', language)
  const toleratedPercentage = compileTolerated(asl, 'ToleratedFailurePercentage', language)
  const next = asl.Next

  const attempt = async (raw: Json, frame: Frame) => {
    const input = await flow.input(raw, frame)
    if (asl.ItemReader ?? asl.ResultWriter) throw offersNoS3(asl.ItemReader ? 'ItemReader' : 'ResultWriter')
    const items = listItems(await itemsOf(input, frame))
    const limit = (await maxConcurrency(input, frame)) || MAX_CONCURRENCY
    frame.record('MapStateStarted', { length: items.length })
    const toleratedFailureCount = await toleratedCount(input, frame)
    const toleratedFailurePercentage = await toleratedPercentage(input, frame)
    const selected: Json[] = []
    for (const item of items) selected.push(await select(item, input, frame))
    const results = await frame.run
      .runMap({
        state: name,
        processor: compiler.standalone(processor),
        executionType: processor.ProcessorConfig?.ExecutionType ?? 'STANDARD',
        label: asl.Label,
        inputs: await batch(selected, input, frame),
        maxConcurrency: Math.min(limit, MAX_CONCURRENCY),
        toleratedFailureCount,
        toleratedFailurePercentage,
        signal: frame.signal,
        started: (mapRunArn) => frame.record('MapRunStarted', { mapRunArn }),
      })
      .catch((failure: unknown) => {
        if (failure instanceof StateFailure)
          frame.record('MapRunFailed', { error: failure.error ?? '', cause: failure.reason ?? '' })
        throw failure
      })
    const succeeded = frame.recordAside('MapRunSucceeded', undefined)
    frame.run.history.record('MapStateSucceeded', succeeded, undefined)
    return { ...(await flow.leave(raw, results, frame)), next }
  }
  return withRecovery(asl, language, attempt, (frame, failure, isOwnField) => {
    if (!(isOwnField && failure.isTerminal)) frame.record('MapStateFailed', undefined)
  })
}

const offersNoS3 = (field: string) =>
  new StateFailure(
    field === 'ItemReader' ? 'States.ItemReaderFailed' : 'States.ResultWriterFailed',
    `${field}: the embedded engine does not read from or write to S3 in a distributed Map yet; iterate the state's input`,
  )

const compileTolerated = (
  asl: AslState,
  field: 'ToleratedFailureCount' | 'ToleratedFailurePercentage',
  language: Compiler['language'],
): NumberField => {
  const isCount = field === 'ToleratedFailureCount'
  const read = compileNumber(asl, field, { language, kind: isCount ? 'integer' : 'float' })
  const problem = isCount ? `${field} cannot be negative.` : `${field} must be between 0 and 100.`
  return async (input, frame) => {
    const value = await read(input, frame)
    if (value !== undefined && (value < 0 || (!isCount && value > 100)))
      throw new EvaluationFailure('States.Runtime', problem)
    return value
  }
}
