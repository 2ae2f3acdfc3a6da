import type { Json } from '../../../../json.ts'
import type { MapRunCall } from '../../program/map-run-call.ts'
import type { AslProcessor, AslState } from '../../program/asl.ts'
import type { CompiledState, Compiler } from '../../program/compile.ts'
import { compileFlow } from '../../program/flow.ts'
import type { Frame } from '../../program/frame.ts'
import { isTooLarge } from '../../program/json-text.ts'
import { checkedInput } from '../../program/payload-limits.ts'
import { siblingOf } from '../../program/for-each-concurrently.ts'
import { withRecovery } from '../../recovery/recover.ts'
import { failedDetails, StateFailure, tooLarge } from '../../recovery/state-failure.ts'
import { compileItemBatcher } from './item-batcher.ts'
import { compileItemSelector, compileItems, listItems } from './items.ts'
import { compileMaxConcurrency, compileTolerated } from './map-limits.ts'

/** How many children of a distributed Map run at once at most (developer guide, state-map-distributed). */
const MAX_CONCURRENCY = 10_000

export const compileDistributedMap = (
  asl: AslState,
  processor: AslProcessor,
  compiler: Compiler,
): CompiledState['run'] => {
  const { name, language } = compiler
  const flow = compileFlow(asl, language)
  const itemsOf = compileItems(asl, language, true)
  const select = compileItemSelector(asl, language)
  const batch = compileItemBatcher(asl.ItemBatcher, language)
  const maxConcurrency = compileMaxConcurrency(asl, language, MAX_CONCURRENCY)
  const toleratedCount = compileTolerated(asl, 'ToleratedFailureCount', language)
  const toleratedPercentage = compileTolerated(asl, 'ToleratedFailurePercentage', language)
  const next = asl.Next

  const evaluate = async (input: Json, frame: Frame): Promise<Evaluated> => {
    const items = listItems(await itemsOf(input, frame))
    const limit = await maxConcurrency(input, frame)
    frame.record('MapStateStarted', { length: items.length })
    const toleratedFailureCount = await toleratedCount(input, frame)
    const toleratedFailurePercentage = await toleratedPercentage(input, frame)
    const selected: Json[] = []
    for (const item of items) selected.push(await select(item, input, frame))
    const inputs = await batch(selected, input, frame)
    for (const child of inputs) checkedInput(child.input, name)
    return { inputs, maxConcurrency: limit, toleratedFailureCount, toleratedFailurePercentage }
  }
  const attempt = async (raw: Json, frame: Frame) => {
    const input = await flow.input(raw, frame)
    if (asl.ItemReader ?? asl.ResultWriter) throw offersNoS3(asl.ItemReader ? 'ItemReader' : 'ResultWriter')
    const results = await runMap(frame, {
      ...(await evaluate(input, frame)),
      state: name,
      processor: compiler.standalone(processor),
      executionType: processor.ProcessorConfig?.ExecutionType ?? 'STANDARD',
      label: asl.Label,
    })
    return { ...(await flow.leave(raw, results, frame)), next }
  }
  return withRecovery(asl, language, attempt, (frame, failure, isOwnField) => {
    if (!(isOwnField && failure.isTerminal)) frame.record('MapStateFailed', undefined)
  })
}

/** What a Map Run takes from the state's fields as they are when the state runs. */
type Evaluated = Pick<MapRunCall, 'inputs' | 'maxConcurrency' | 'toleratedFailureCount' | 'toleratedFailurePercentage'>

/** Runs the children, and records how that went: what follows the Map follows the start of its Map Run (recorded). */
const runMap = async (frame: Frame, call: Omit<MapRunCall, 'signal' | 'started'>): Promise<Json> => {
  const { signal } = frame
  const started = (mapRunArn: string) => frame.record('MapRunStarted', { mapRunArn })
  const results = await frame.deps.runMap({ ...call, signal, started }).catch((failure: unknown) => {
    if (failure instanceof StateFailure) frame.record('MapRunFailed', failedDetails(failure))
    else if (siblingOf(signal) !== undefined) frame.recordAside('MapRunAborted', undefined)
    throw failure
  })
  const ran = frame.previous
  frame.record('MapRunSucceeded', undefined)
  if (isTooLarge(results)) throw tooLarge(call.state)
  frame.record('MapStateSucceeded', undefined)
  frame.previous = ran
  return results
}

const offersNoS3 = (field: string) =>
  new StateFailure(
    field === 'ItemReader' ? 'States.ItemReaderFailed' : 'States.ResultWriterFailed',
    `${field}: the embedded engine does not read from or write to S3 in a distributed Map yet; iterate the state's input`,
  )
