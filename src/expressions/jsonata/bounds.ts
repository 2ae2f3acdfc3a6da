import { getHeapStatistics } from 'node:v8'
import { processorTime } from '../../system.ts'
import type { JsonataScope } from '../scope.ts'
import { type Node, nodesOf, refinementsOf } from './ast.ts'

/** A frame of variables in jsonata's evaluator. Frames look names up in the frames around them. */
export interface JsonataFrame {
  lookup(name: string | symbol): unknown
  bind(name: string | symbol, value: unknown): void
}

/** The names under which jsonata looks for hooks: before and after each node that it evaluates, and for each frame that it makes. */
const ENTRY = Symbol.for('jsonata.__evaluate_entry')
const EXIT = Symbol.for('jsonata.__evaluate_exit')
export const NEW_FRAME = Symbol.for('jsonata.__createFrame_push')

/** How many nodes one evaluation may visit: two or three seconds. AWS bounds the time; nothing that it is known to accept needs half of this. */
const MOST_VISITS = 5_000_000

/**
 * Visits may take long if values are large, so there is a clock too: milliseconds of processor time, without the waits for other turns.
 * It is read when so many milliseconds have passed.
 */
const LONGEST_MS = 500
const MS_BETWEEN_READS = 10

/** The number of visits that are a step of a turn, and that share one look at the clock. */
const VISITS_BETWEEN_LOOKS = 16
/** How often the heap is looked at, in items of arrays. */
const ITEMS_BETWEEN_LOOKS = 1_000_000

/** How many bytes the heap may grow during one evaluation, garbage included. */
const MOST_GROWTH = 512 * 2 ** 20

/** How many bytes one value may have, a number being 8 and a character 1 (measured on AWS: `[1..873782]`, a text of 2^22 characters). */
export const MOST_BYTES = 6_990_256
const MOST_ITEMS = MOST_BYTES / 8

/** How many items a path may pass from step to step, or an array be made of. jsonata joins them in one go, which nothing can stop. */
const MOST_PASSED = 4 * MOST_ITEMS

/** The form of errors that jsonata and the functions called from it throw. */
export interface JsonataError {
  readonly code?: string
  readonly message?: string
  /** The values in its message for the code. */
  readonly index?: number
  readonly type?: string
}

const refuse = (message: string): never => {
  throw { message } satisfies JsonataError
}

/** AWS evaluates at most 100 levels deep (measured: 100 terms of a sum, 99 parentheses, 31 calls of a simple recursion). */
export const MOST_JSONATA_DEPTH = 100

export const TOO_DEEP =
  'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive. ' +
  `Depth=${MOST_JSONATA_DEPTH + 1} max=${MOST_JSONATA_DEPTH}`
export const MEMORY_EXCEEDED = 'Expression evaluation memory limit exceeded: Check for excessive memory usage'

export const refuseTime = (): never => refuse('Expression evaluation timeout: Check for infinite loop')
export const refuseMemory = (): never => refuse(MEMORY_EXCEEDED)
const refuseDepth = (): never => refuse(TOO_DEEP)

const isTooLarge = (value: unknown): boolean =>
  typeof value === 'string' ? value.length > MOST_BYTES : Array.isArray(value) && value.length > MOST_ITEMS

/** Which count a node adds what it gives to: a path and an array each count what their parts give. */
type Counters = ReadonlyMap<Node, number>

/** The parts of an expression that are watched while it is evaluated. */
export interface Watched {
  readonly depthLimit: number
  /** The counter of each counted part, and that of each node that has such parts, which begins anew when the node is done. */
  readonly added: Counters
  readonly restarted: Counters
  /** The terms of an order-by, each with the counter of its path: jsonata copies the items that are left for each comparison. */
  readonly sortTerms: Counters
  /** True if the results of its nodes are watched. */
  readonly looksAtResults: boolean
}

/** A path from the scope's own data by names alone gives no more than is in the data. */
const isPlainPath = ([first, ...rest]: readonly Node[], free: ReadonlySet<unknown>): boolean =>
  first?.type === 'variable' && free.has(first.value) && rest.every(({ type }) => type === 'name')

const countedParts = (node: Node, free: ReadonlySet<unknown>): readonly Node[] => {
  const { type, steps = [], expressions = [] } = node
  if (type === 'path') return isPlainPath(steps, free) && !steps.some(isRefined) ? [] : steps
  return type === 'unary' && expressions.length > 1 ? expressions : []
}

const isRefined = (node: Node): boolean => refinementsOf(node).length > 0

/** @param free the names that the expression reads and does not bind itself */
export const watchedOf = (root: Node, free: readonly string[], depthLimit: number): Watched => {
  const names: ReadonlySet<unknown> = new Set(free)
  const added = new Map<Node, number>()
  const restarted = new Map<Node, number>()
  const sortTerms = new Map<Node, number>()
  let looksAtResults = false
  for (const node of nodesOf(root)) {
    const parts = countedParts(node, names)
    if (parts.length > 0 || node.keepSingletonArray || isRefined(node)) looksAtResults = true
    if (parts.length === 0) continue
    for (const part of parts) added.set(part, restarted.size)
    for (const { terms = [] } of parts)
      for (const { expression } of terms) if (expression) sortTerms.set(expression, restarted.size)
    restarted.set(node, restarted.size)
  }
  return { depthLimit, added, restarted, sortTerms, looksAtResults }
}

/** jsonata marks the array that `[]` keeps, the data's own too, for which the mark has no meaning. */
const unmark = (node: Node, result: unknown): void => {
  if (node.keepSingletonArray && Array.isArray(result) && !('sequence' in result)) {
    Reflect.deleteProperty(result, 'keepSingleton')
  }
}

/** Keeps one evaluation within bounds of depth, time and memory. */
export interface EvaluationBounds {
  /**
   * Watches a frame. jsonata looks its hooks up in the frame at hand at each step; to answer that here costs less than to let it
   * search all frames.
   */
  watch(frame: JsonataFrame): void
  /** Ends what is still going on: parts of arrays and objects are evaluated at once, and the others do not stop when one fails. */
  stop(): void
}

/** The turns and the signal that an evaluation shares with the rest of the engine. */
export type EvaluationTurns = Pick<JsonataScope, 'turns' | 'signal'>

export const boundsOf = (
  { depthLimit, added, restarted, sortTerms, looksAtResults }: Watched,
  { turns, signal }: EvaluationTurns,
): EvaluationBounds => {
  const counts: number[] = []
  let visits = MOST_VISITS
  let items = ITEMS_BETWEEN_LOOKS
  let depth = 0
  let highest = 0
  let spentMs = 0
  /** When the processor time was read last, and what it was. */
  let readAt: number | undefined
  let readMs = 0

  const readProcessorTime = (now: number) => {
    readAt = now
    readMs = processorTime()
  }
  const lookAtClock = () => {
    const now = performance.now()
    if (readAt === undefined) readProcessorTime(now)
    if (now - (readAt ?? now) < MS_BETWEEN_READS) return
    spentMs -= readMs
    readProcessorTime(now)
    spentMs += readMs
    if (spentMs > LONGEST_MS) refuseTime()
  }
  const waitForTurn = async () => {
    spentMs += processorTime() - readMs
    await turns?.next()
    signal?.throwIfAborted()
    readProcessorTime(performance.now())
  }
  const lookAtHeap = () => {
    const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics()
    if (highest === 0) highest = used + Math.min(MOST_GROWTH, (limit - used) / 2)
    if (used > highest) refuseMemory()
    items = ITEMS_BETWEEN_LOOKS
  }
  const copy = (count: number) => {
    items -= count
    if (items < 0) lookAtHeap()
  }
  const enterTerm = (node: Node) => copy(counts[sortTerms.get(node) ?? -1] ?? 0)
  /** @returns a function that jsonata calls and awaits before it goes on */
  const enter = () => {
    if (--visits < 0) refuseTime()
    if (++depth > depthLimit) refuseDepth()
    const onEntry = sortTerms.size > 0 ? enterTerm : undefined
    if (visits % VISITS_BETWEEN_LOOKS !== 0) return onEntry
    lookAtClock()
    return turns?.isOver() ? waitForTurn : onEntry
  }
  const leave = (node: Node, _input: unknown, _frame: JsonataFrame, result: unknown) => {
    depth--
    if (node.type === 'path' || node.type === 'unary') restart(node)
    unmark(node, result)
    if (!Array.isArray(result)) return
    copy(result.length)
    const counter = added.get(node)
    if (counter === undefined) return
    const count = (counts[counter] ?? 0) + result.length
    if (count > MOST_PASSED) refuseMemory()
    counts[counter] = count
  }
  const restart = (node: Node) => {
    const counter = restarted.get(node)
    if (counter !== undefined) counts[counter] = 0
  }
  const checkBindings = (_outer: JsonataFrame, frame: JsonataFrame) => {
    const { bind } = frame
    frame.bind = (name, value) => {
      if (isTooLarge(value)) refuseMemory()
      bind(name, value)
    }
  }

  return {
    watch(frame) {
      const { lookup } = frame
      checkBindings(frame, frame)
      frame.lookup = (name) => {
        if (typeof name === 'string') return lookup(name)
        if (name === ENTRY) return enter()
        if (name === EXIT && looksAtResults) return leave
        if (name === EXIT) depth--
        return name === NEW_FRAME ? checkBindings : undefined
      }
    },
    stop() {
      visits = 0
    },
  }
}
