import { isJsonObject, type Json, type JsonObject } from '../../json.ts'
import { EvaluationFailure } from '../failure.ts'
import { functions } from './functions.ts'
import { type Document, endsInOne, keysOf, type Step, valueAtKeys } from './steps.ts'

type Visit = (value: Json, document: Document, found: Json[]) => void

const MOST_VISITS = 5_000_000

export const documentOf = (root: Json): Document => ({ root, left: MOST_VISITS })

const tooLong = () => new EvaluationFailure('States.Runtime', `The path looks at more than ${MOST_VISITS} values.`)

const own = (value: JsonObject, name: string): Json | undefined =>
  Object.hasOwn(value, name) ? value[name] : undefined

const emit: Visit = (value, _, found) => {
  found.push(value)
}

const counted =
  (visit: Visit): Visit =>
  (value, document, found) => {
    if (--document.left < 0) throw tooLong()
    visit(value, document, found)
  }

/** The indexes of a slice in Jayway's reading: with both ends given, a negative one is no distance from the end of the array but a position before its start. */
function* sliceIndexes({ from, to, step }: Extract<Step, { kind: 'slice' }>, length: number): Iterable<number> {
  const fromEnd = (index: number) => (index < 0 ? length + index : index)
  const start = from === undefined ? 0 : to === undefined ? Math.max(0, fromEnd(from)) : from
  const end = to === undefined ? length : Math.min(length, from === undefined ? fromEnd(to) : to)
  for (let i = Math.max(start, -length); i < end; i += step) yield i
}

/** The object of several members. AWS's Jayway has no step after it: it finds nothing then. */
const namesVisit =
  (names: readonly string[], isLast: boolean): Visit =>
  (value, _, found) => {
    if (!isLast || !isJsonObject(value)) return
    const members = names.flatMap((name) => (Object.hasOwn(value, name) ? [[name, value[name] as Json] as const] : []))
    found.push(Object.fromEntries(members))
  }

const childrenOf = (value: Json): readonly Json[] =>
  Array.isArray(value) ? value : isJsonObject(value) ? Object.values(value) : []

/** Every object and array from a value down, a parent before its children. It keeps its own stack, as values may nest deep. */
const descendVisit =
  (next: Visit): Visit =>
  (value, document, found) => {
    const waiting = [value]
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (typeof at !== 'object' || at === null) continue
      next(at, document, found)
      for (const child of childrenOf(at).toReversed()) waiting.push(child)
    }
  }

type Visits = {
  [K in Step['kind']]: (step: Extract<Step, { kind: K }>, next: Visit | undefined, afterDescend: boolean) => Visit
}

const visits: Visits = {
  name:
    ({ name }, next = emit) =>
    (value, document, found) => {
      const member = isJsonObject(value) ? own(value, name) : undefined
      if (member !== undefined) next(member, document, found)
    },
  names: ({ names }, next) => namesVisit(names, next === undefined),
  index:
    ({ index }, next = emit) =>
    (value, document, found) => {
      const item = Array.isArray(value) ? value.at(index) : undefined
      if (item !== undefined) next(item, document, found)
    },
  indexes:
    ({ indexes }, next = emit) =>
    (value, document, found) => {
      if (!Array.isArray(value)) return
      for (const index of indexes) {
        const item = value.at(index)
        if (item !== undefined) next(item, document, found)
      }
    },
  slice:
    (slice, next = emit) =>
    (value, document, found) => {
      if (!Array.isArray(value)) return
      for (const index of sliceIndexes(slice, value.length)) next(value.at(index) as Json, document, found)
    },
  wildcard:
    (_, next = emit) =>
    (value, document, found) => {
      for (const child of childrenOf(value)) next(child, document, found)
    },
  descend: (_, next = emit) => descendVisit(next),
  /** A filter tests the items of an array, but an object itself; `..` visits the items that are objects anyway. */
  filter:
    ({ test }, next = emit, afterDescend) =>
    (value, document, found) => {
      const candidates = Array.isArray(value) && !afterDescend ? value : [value]
      for (const candidate of candidates) if (test(candidate, document)) next(candidate, document, found)
    },
  call: (step, next = emit) => {
    const call = functions[step.name]
    return (value, document, found) => {
      const args = step.arguments.map((argument) => argument(document.root, document))
      const result = call(value, args)
      if (result !== undefined) next(result, document, found)
    }
  },
}

const visitOf = (steps: readonly Step[]): Visit =>
  counted(
    steps.reduceRight<Visit | undefined>((next, step, i) => {
      const make = visits[step.kind] as (step: Step, next: Visit | undefined, afterDescend: boolean) => Visit
      return counted(make(step, next, steps[i - 1]?.kind === 'descend'))
    }, undefined) ?? emit,
  )

export type Search = (value: Json, document: Document) => Json[]

/** Compiles steps into a function that gives all values they lead to from a value in a document. */
export const searchOf = (steps: readonly Step[]): Search => {
  const last = steps.at(-1)
  if (last && endsInOne(steps)) {
    const inner = searchOf(steps.slice(0, -1))
    const call = searchOf([last])
    return (value, document) => call(inner(value, document), document)
  }
  const visit = visitOf(steps)
  return (value, document) => {
    const found: Json[] = []
    visit(value, document, found)
    return found
  }
}

/** Compiles the steps of a definite path into a function that gives the value they lead to. */
export const readOf = (steps: readonly Step[]): ((value: Json, document: Document) => Json | undefined) => {
  const keys = keysOf(steps)
  if (keys) return (value) => valueAtKeys(value, keys)
  const search = searchOf(steps)
  return (value, document) => search(value, document)[0]
}
