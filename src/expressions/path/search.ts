import { isJsonObject, type Json } from '../../json.ts'
import { compileFilter } from './compile-filter.ts'
import { countVisits, type PathDocument } from './document.ts'
import { type PathFailure, PathMisfit } from './path-failure.ts'
import { contextText, notAnArray } from './read-one.ts'
import { isDefinite, type Key, type Step, stepText } from './steps.ts'

/**
 * Adds to `found` all values that the rest of a path finds from a value on. A failure ends it; values found before it stay.
 * @throws PathMisfit
 */
type Visitor = (value: Json, document: PathDocument, found: Json[]) => PathFailure | undefined

/** The rest of a path, for items of an array and for other values: messages write their strings differently. */
interface Rest {
  readonly ofItem: Visitor
  readonly ofMember: Visitor
}

/** A step, its index in its path, and the compiled steps that follow it (`rests`). */
interface StepContext {
  readonly steps: readonly Step[]
  readonly index: number
  readonly rests: readonly Rest[]
}

const emit: Visitor = (value, _, found) => {
  found.push(value)
  return undefined
}

const either = (visitor: Visitor): Rest => ({ ofItem: visitor, ofMember: visitor })

const end = either(emit)

const restAfter = ({ index, rests }: StepContext, distance = 1): Rest => rests[index + distance] ?? end

const isLast = ({ steps, index }: StepContext): boolean => index === steps.length - 1

/** Adds a key to the trail of a failure and returns the failure. */
const at = (key: Key, failure: PathFailure | undefined, { trail }: PathDocument): PathFailure | undefined => {
  if (failure) trail.push(key)
  return failure
}

/** A missing name before the end finds nothing if the step before it, or any step after it, may find several values. */
const isQuiet = ({ steps, index }: StepContext): boolean =>
  !isDefinite(steps.slice(Math.max(0, index - 1), index)) || !isDefinite(steps.slice(index))

const absenceOf = (names: readonly string[], context: StepContext): PathFailure | undefined => {
  if (isLast(context)) return { kind: 'last name', names }
  return isQuiet(context) ? undefined : { kind: 'name', names }
}

const visitName = (name: string, context: StepContext): Rest => {
  const notObject: PathFailure = { kind: 'not an object', names: [name] }
  const absence = absenceOf([name], context)
  const rest = restAfter(context).ofMember
  return either((value, document, found) => {
    if (!isJsonObject(value)) return notObject
    if (!Object.hasOwn(value, name)) return absence
    return at(name, rest(value[name] as Json, document, found), document)
  })
}

const visitNames = (names: readonly string[], context: StepContext): Rest => {
  const notObject: PathFailure = { kind: 'not an object', names }
  return either((value, _, found) => {
    if (!isJsonObject(value)) return notObject
    if (!isLast(context)) return { kind: 'several names', names }
    const members = names
      .filter((name) => Object.hasOwn(value, name))
      .map((name) => [name, value[name] as Json] as const)
    found.push(Object.fromEntries(members))
    return undefined
  })
}

const isNull: PathFailure = { kind: 'null', names: [] }

/** A step to some indexes of an array; an index outside of it finds null. */
const visitIndexes = (indexesOf: (length: number) => Iterable<number>, context: StepContext): Rest => {
  const rest = restAfter(context).ofItem
  const visitor =
    (textOf: (value: Json) => string): Visitor =>
    (value, document, found) => {
      if (value === null) return isNull
      if (!Array.isArray(value)) throw notAnArray(context.steps.slice(context.index), textOf(value))
      for (const index of indexesOf(value.length)) {
        countVisits(document, 1)
        const failure = at(index, rest(value[index] ?? null, document, found), document)
        if (failure) return failure
      }
      return undefined
    }
  return { ofItem: visitor(JSON.stringify), ofMember: visitor(contextText) }
}

/** The indexes of a slice. With both ends given, a negative one is not counted from the end but lies before the start. */
function* sliceIndexes({ from, to }: Extract<Step, { kind: 'slice' }>, length: number): Iterable<number> {
  if (length === 0) return
  const fromEnd = (index: number) => (index < 0 ? length + index : index)
  const start = from === undefined ? 0 : to === undefined ? Math.max(0, fromEnd(from)) : from
  const stop = to === undefined ? length : Math.min(length, from === undefined ? fromEnd(to) : to)
  for (let i = start; i < stop; i++) yield i
}

/** An absence below an item of an array ends the search in that item only. */
const visitItems = (items: readonly Json[], rest: Visitor, document: PathDocument, found: Json[]) => {
  for (let i = 0; i < items.length; i++) {
    const failure = rest(items[i] as Json, document, found)
    if (!failure) continue
    if (failure.kind === 'several names') return at(i, failure, document)
    if (document.trail.length > 0) document.trail.length = 0
  }
  return undefined
}

const visitMembers = (value: Json, rest: Visitor, document: PathDocument, found: Json[]) => {
  if (!isJsonObject(value)) return undefined
  for (const key of Object.keys(value)) {
    const failure = at(key, rest(value[key] as Json, document, found), document)
    if (failure) return failure
  }
  return undefined
}

const visitWildcard = (context: StepContext): Rest => {
  const { ofItem, ofMember } = restAfter(context)
  return either((value, document, found) => {
    if (!Array.isArray(value)) return visitMembers(value, ofMember, document, found)
    countVisits(document, value.length)
    return visitItems(value, ofItem, document, found)
  })
}

/** A filter tests the items of an array; an object is tested itself. */
const visitFilter = (step: Extract<Step, { kind: 'filter' }>, context: StepContext): Rest => {
  const test = compileFilter(step.filter)
  const { ofItem, ofMember } = restAfter(context)
  const visitor =
    (textOf: (value: Json) => string): Visitor =>
    (value, document, found) => {
      if (isJsonObject(value)) return test(value, document) ? ofMember(value, document, found) : undefined
      if (!Array.isArray(value)) throw notFiltered(context, textOf(value))
      countVisits(document, value.length)
      for (let i = 0; i < value.length; i++) {
        const item = value[i] as Json
        if (!test(item, document)) continue
        const failure = at(i, ofItem(item, document, found), document)
        if (failure) return failure
      }
      return undefined
    }
  return { ofItem: visitor(JSON.stringify), ofMember: visitor(contextText) }
}

const notFiltered = ({ steps, index }: StepContext, found: string): PathMisfit => {
  const text = steps.slice(index).map(stepText).join('')
  return new PathMisfit(`Filter: ${text} can not be applied to primitives. Current context is: ${found}`)
}

/** Every array and object from a value down, each before its children. It uses an explicit stack, as values may nest deep. */
const visitDescendants = (context: StepContext): Rest => {
  const visit = visitorAfterDescent(context)
  return either((value, document, found) => {
    const waiting = [value]
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (typeof node !== 'object' || node === null) continue
      countVisits(document, 1)
      const failure = visit(node, document, found)
      if (failure) return onTheWay(value, node, failure, document)
      const children = Array.isArray(node) ? node : Object.values(node)
      for (let i = children.length - 1; i >= 0; i--) waiting.push(children[i] as Json)
    }
    return undefined
  })
}

/**
 * The visitor of each array and object after `..`: it skips those that the next step does not fit. If that is `*` or a step to indexes and
 * more steps follow, Jayway applies these to all children: `$..[0].a` is the `a` of every item.
 */
const visitorAfterDescent = (context: StepContext): Visitor => {
  const next = context.steps[context.index + 1]
  const here = restAfter(context).ofMember
  const below = context.index + 2 < context.steps.length ? restAfter(context, 2).ofMember : undefined
  switch (next?.kind) {
    case 'name':
    case 'names': {
      const names = next.kind === 'name' ? [next.name] : next.names
      return (node, document, found) =>
        isJsonObject(node) && names.every((name) => Object.hasOwn(node, name)) ? here(node, document, found) : undefined
    }
    case 'filter':
      return (node, document, found) => (Array.isArray(node) ? undefined : here(node, document, found))
    case 'wildcard':
      return below ? (node, document, found) => visitChildren(node, below, document, found) : here
    default: {
      const visit = below
        ? (node: Json, document: PathDocument, found: Json[]) => visitChildren(node, below, document, found)
        : here
      return (node, document, found) => (Array.isArray(node) ? visit(node, document, found) : undefined)
    }
  }
}

const visitChildren = (node: Json, rest: Visitor, document: PathDocument, found: Json[]) => {
  if (!Array.isArray(node)) return visitMembers(node, rest, document, found)
  for (let i = 0; i < node.length; i++) {
    const failure = at(i, rest(node[i] as Json, document, found), document)
    if (failure) return failure
  }
  return undefined
}

/** Adds the keys from a descendant up to `top`; the search did not store them. */
const onTheWay = (top: Json, node: Json, failure: PathFailure, document: PathDocument): PathFailure => {
  const waiting: { value: Json; key?: Key; parent?: (typeof waiting)[number] }[] = [{ value: top }]
  for (let entry = waiting.pop(); entry; entry = waiting.pop()) {
    if (entry.value === node) {
      for (let up = entry; up.key !== undefined && up.parent; up = up.parent) document.trail.push(up.key)
      return failure
    }
    if (typeof entry.value !== 'object' || entry.value === null) continue
    const isArray = Array.isArray(entry.value)
    for (const [key, value] of Object.entries(entry.value).reverse())
      waiting.push({ value, key: isArray ? Number(key) : key, parent: entry })
  }
  return failure
}

const visitStep = (step: Step, context: StepContext): Rest => {
  switch (step.kind) {
    case 'name':
      return visitName(step.name, context)
    case 'names':
      return visitNames(step.names, context)
    case 'index': {
      const indexes = [step.index]
      return visitIndexes(() => indexes, context)
    }
    case 'fromEnd':
      return visitIndexes((length) => [length - step.distance], context)
    case 'indexes':
      return visitIndexes(() => step.indexes, context)
    case 'slice':
      return visitIndexes((length) => sliceIndexes(step, length), context)
    case 'wildcard':
      return visitWildcard(context)
    case 'filter':
      return visitFilter(step, context)
    case 'descend':
      return visitDescendants(context)
  }
}

/**
 * Compiles steps into a function that collects all values they lead to from the root of a document. It returns the reason if it fails; the
 * keys are then in the document's trail.
 */
export const compileSearch = (
  steps: readonly Step[],
): ((document: PathDocument, found: Json[]) => PathFailure | undefined) => {
  const rests: Rest[] = []
  for (let index = steps.length - 1; index >= 0; index--)
    rests[index] = visitStep(steps[index] as Step, { steps, index, rests })
  const visit = rests[0]?.ofMember ?? emit
  return (document, found) => visit(document.root, document, found)
}
