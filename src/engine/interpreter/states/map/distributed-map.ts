import type { Json } from '../../../../json.ts'
import type { Turns } from '../../../../turns.ts'
import type { AslProcessor, AslState } from '../../program/asl.ts'
import { compileFlow } from '../../program/flow.ts'
import type { Frame } from '../../program/frame.ts'
import { isTooLarge } from '../../program/json-text.ts'
import type { ChildInput, MapRunCall } from '../../program/map-run-call.ts'
import { andThen, type Maybe } from '../../program/maybe.ts'
import { checkedInput } from '../../program/payload-limits.ts'
import type { Compiler, StateAttempt, StateMachineProgram } from '../../program/program.ts'
import { restartsAfter } from '../../program/resume-point.ts'
import { siblingFailureOf } from '../../program/siblings.ts'
import { failedDetails, StateFailure, tooLarge } from '../../recovery/state-failure.ts'
import { toStateFailure } from '../../recovery/to-state-failure.ts'
import { compileItemBatcher } from './item-batcher.ts'
import { compileItemReader } from './item-reader.ts'
import { compileItemSelector, compileItems, countItems, type Item, listItems } from './items.ts'
import { compileMaxConcurrency, compileTolerated } from './map-limits.ts'
import { compileResultWriter } from './result-writer.ts'

/** The maximum number of children of a distributed Map at the same time (developer guide, state-map-distributed). */
const MAX_CONCURRENCY = 10_000

export const compileDistributedMap = (asl: AslState, processor: AslProcessor, compiler: Compiler): StateAttempt => {
  const { name, language } = compiler
  const flow = compileFlow(asl, language)
  const evaluate = compileMapRun(asl, compiler)
  const resultWriter = compileResultWriter(asl.ResultWriter, language)
  const program: StateMachineProgram = { ...compiler.compile(processor), timeoutSeconds: undefined }
  const executionType = processor.ProcessorConfig?.ExecutionType ?? 'STANDARD'
  return async (raw, frame) => {
    const input = await flow.input(raw, frame)
    const results = await runMap(frame, {
      ...(await evaluate(input, frame)),
      resultWriter: frame.deps.mock ? undefined : await resultWriter(input, frame),
      state: name,
      program,
      executionType,
      label: asl.Label,
    })
    frame.inspect('result', results)
    return flow.output(raw, results, frame)
  }
}

/** The fields of the state that are evaluated when it runs. */
type MapRunFields = Pick<
  MapRunCall,
  'inputs' | 'totalItems' | 'maxConcurrency' | 'toleratedFailureCount' | 'toleratedFailurePercentage'
>

const compileMapRun = (asl: AslState, compiler: Compiler): ((input: Json, frame: Frame) => Promise<MapRunFields>) => {
  const { name, language } = compiler
  const list = compileItemList(asl, language)
  const read = compileItemReader(asl.ItemReader, language)
  const select = compileItemSelector(asl, language)
  const batcher = compileItemBatcher(asl.ItemBatcher, compiler)
  const maxConcurrency = compileMaxConcurrency(asl, language, MAX_CONCURRENCY)
  const toleratedCount = compileTolerated(asl, 'ToleratedFailureCount', language)
  const toleratedPercentage = compileTolerated(asl, 'ToleratedFailurePercentage', language)
  return async (input, frame) => {
    const { mock } = frame.deps
    const listed =
      asl.ItemReader && !mock ? undefined : await list(asl.ItemReader && mock ? mock.readerItems : input, frame)
    const limit = await maxConcurrency(input, frame)
    // AWS reads the items of an ItemReader later, and reports 0 of them (recorded).
    frame.recordStarted('MapStateStarted', { length: listed?.total ?? 0 })
    const toleratedFailureCount = await toleratedCount(input, frame)
    const toleratedFailurePercentage = await toleratedPercentage(input, frame)
    const batch = await batcher(input, frame)
    const items = listed?.items ?? (await read?.(input, frame)) ?? []
    const selectItem = (item: Item) => select(item, input, frame)
    const inputs = batch ? batch(selected(items, selectItem, frame.deps.turns)) : singly(items, selectItem, name)
    return {
      inputs,
      totalItems: listed?.total,
      maxConcurrency: limit,
      toleratedFailureCount,
      toleratedFailurePercentage,
    }
  }
}

/** ItemsPath or Items, and the number of the items. */
const compileItemList = (asl: AslState, language: Compiler['language']) => {
  const itemsOf = compileItems(asl, language, true)
  return async (input: Json, frame: Frame): Promise<{ items: Iterable<Item>; total: number }> => {
    const items = await itemsOf(input, frame)
    return { items: listItems(items), total: countItems(items) }
  }
}

type Select = (item: Item) => Maybe<Json>

/** The inputs of children that get an item each. */
const singly = (items: Iterable<Item> | AsyncIterable<Item>, select: Select, name: string): MapRunCall['inputs'] => {
  const toInput = (item: Item): Maybe<ChildInput> =>
    andThen(select(item), (input) => ({ input: checkedInput(input, name), items: 1 }))
  return Symbol.asyncIterator in items ? eachRead(items, toInput) : eachListed(items, toInput)
}

function* eachListed<T>(items: Iterable<Item>, convert: (item: Item) => T): Generator<T, void> {
  for (const item of items) yield convert(item)
}

async function* eachRead<T>(items: AsyncIterable<Item>, convert: (item: Item) => Maybe<T>): AsyncGenerator<T, void> {
  for await (const item of items) yield await convert(item)
}

async function* selected(
  items: Iterable<Item> | AsyncIterable<Item>,
  select: Select,
  turns: Turns,
): AsyncGenerator<Json, void> {
  for await (const item of items) {
    if (turns.isOver()) await turns.next()
    yield await select(item)
  }
}

/** Runs the children, and records the outcome. The next event follows the start of the map run (recorded). */
const runMap = async (frame: Frame, call: Omit<MapRunCall, keyof ReturnType<typeof observe>>): Promise<Json> => {
  const { signal } = frame
  const results = await frame.deps.runMap({ ...call, ...observe(frame) }).catch((thrown: unknown) => {
    const failure = toStateFailure(thrown, frame)
    if (failure instanceof StateFailure) frame.record('MapRunFailed', failedDetails(failure))
    else if (siblingFailureOf(signal) !== undefined) frame.recordAside('MapRunAborted', undefined)
    throw failure
  })
  const ran = frame.previous
  frame.record('MapRunSucceeded', undefined)
  if (isTooLarge(results)) throw tooLarge(call.state)
  frame.record('MapStateSucceeded', undefined)
  frame.previous = ran
  return results
}

/** How a Map Run and the frame of its state are connected. */
const observe = (frame: Frame) => {
  const { signal, previous: startedId, progress } = frame
  const startBlock = (mapRunArn: string) =>
    frame.startBlock({
      progress: (error) => (isFinalError(error) ? undefined : { startedId, parts: [], mapRunArn }),
    })
  return {
    signal,
    continues: progress?.mapRunArn,
    started: (mapRunArn: string) => {
      frame.record('MapRunStarted', { mapRunArn })
      startBlock(mapRunArn)
    },
    redriven: (mapRunArn: string, redriveCount: number) => {
      frame.record('MapRunRedriven', { mapRunArn, redriveCount })
      startBlock(mapRunArn)
    },
  }
}

/** A redrive starts a new Map Run after these errors (developer guide, redrive-map-run). */
const isFinalError = (error: string | undefined): boolean => error === 'States.Runtime' || restartsAfter(error)
