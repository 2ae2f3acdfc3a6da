import { EvaluationFailure } from '../../../../expressions/failure.ts'
import { parseJsonataField, parseJsonataTemplate } from '../../../../expressions/jsonata.ts'
import { parseReferencePath, type ReferencePath } from '../../../../expressions/reference-path.ts'
import { parseTemplate } from '../../../../expressions/template.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../../json.ts'
import type { AslState } from '../../program/asl.ts'
import type { Frame } from '../../program/frame.ts'
import { toJsonText } from '../../program/json-text.ts'
import { andThen, type Maybe } from '../../program/maybe.ts'
import type { Compiler } from '../../program/program.ts'

/** One item of a Map. */
export interface Item {
  readonly index: number
  readonly value: Json
  /** `$$.Map.Item`. */
  readonly context: JsonObject
}

/** The items of a Map: the elements of an array, or the entries of an object if the Map takes objects. */
type Items = Json[] | JsonObject

type ItemsOf = (input: Json, frame: Frame) => Maybe<Items>

/** ItemsPath, Items, or the input itself (ASL spec, Map state; messages as recorded). */
export const compileItems = (asl: AslState, language: Compiler['language'], allowsObject: boolean): ItemsOf => {
  const itemsOf = language === 'JSONata' ? jsonataItems(asl, allowsObject) : jsonPathItems(asl, allowsObject)
  const step = language === 'JSONata' ? 'afterItems' : 'afterItemsPath'
  return (input, frame) =>
    andThen(itemsOf(input, frame), (items) => {
      frame.inspect(step, items)
      return items
    })
}

const jsonataItems = ({ Items }: AslState, allowsObject: boolean): ItemsOf => {
  if (Items === undefined) {
    return (input) => {
      if (isIterable(input, allowsObject)) return input
      const problem = `Map state input must be an array but was: ${toJsonText(input)}`
      throw new EvaluationFailure('States.QueryEvaluationError', problem)
    }
  }
  const field = parseJsonataField(Items, 'Items', allowsObject ? ['array', 'object'] : 'array')
  return async (input, frame) => {
    const items = await field.evaluate(frame.jsonataScope({ input }))
    if (isIterable(items, allowsObject)) return items
    const problem = `The field 'Items' must be an array but was: ${toJsonText(items)}`
    throw new EvaluationFailure('States.QueryEvaluationError', problem, 'Items')
  }
}

const jsonPathItems = ({ ItemsPath = '$' }: AslState, allowsObject: boolean): ItemsOf => {
  const path = parseReferencePath(ItemsPath)
  return (input, frame) => {
    const found = path.find(frame.scope(input))
    if (found === undefined) throw absent(path, input, frame)
    if (isIterable(found, allowsObject)) return found
    // AWS names a path into the context object as one from its root (recorded).
    const named = ItemsPath.startsWith('$$') ? ItemsPath.slice(1) : ItemsPath
    throw new EvaluationFailure('States.Runtime', `Reference path "${named}" must point to array.`)
  }
}

/** AWS reads ItemsPath like ResultPath: if it finds nothing, the error and its message are those of a ResultPath that does not fit. */
const absent = (path: ReferencePath, input: Json, frame: Frame): EvaluationFailure => {
  const { text, variable } = path
  const value = variable === undefined ? undefined : frame.variables[variable]
  if (variable !== undefined && value === undefined)
    return new EvaluationFailure('States.Runtime', `Invalid path '${text}' : ${path.missing(frame.scope(input))}`)
  return path.conflict(value ?? (text.startsWith('$$') ? frame.context() : input))
}

const isIterable = (value: Json, allowsObject: boolean): value is Json[] | JsonObject =>
  Array.isArray(value) || (allowsObject && isJsonObject(value))

/** `$$.Map.Item.Source`: without an ItemReader, the items come from the state's input. */
const Source = 'STATE_DATA'

export const countItems = (items: Items): number => (Array.isArray(items) ? items.length : Object.keys(items).length)

/** The items one by one, each made when it is asked for (developer guide, input-output-contextobject). */
export function* listItems(items: Items): Generator<Item, void> {
  let index = 0
  if (Array.isArray(items)) {
    for (const value of items) {
      yield { index, value, context: { Index: index, Value: value, Source } }
      index++
    }
    return
  }
  for (const [key, value] of Object.entries(items)) {
    yield { index, value, context: { Index: index, Key: key, Value: value, Source } }
    index++
  }
}

type SelectItem = (item: Item, input: Json, frame: Frame) => Maybe<Json>

/** ItemSelector, or Parameters in its old place: the input of an iteration or child, instead of the item itself. */
export const compileItemSelector = (asl: AslState, language: Compiler['language']): SelectItem => {
  const template = asl.ItemSelector ?? asl.Parameters
  if (template === undefined) return ({ value }) => value
  const field = asl.ItemSelector === undefined ? 'Parameters' : 'ItemSelector'
  const select = language === 'JSONata' ? jsonataSelector(template, field) : jsonPathSelector(template, field)
  return (item, input, frame) =>
    andThen(select(item, input, frame), (selected) => {
      frame.inspect('afterItemSelector', selected, item.index)
      return selected
    })
}

const jsonataSelector = (template: Json, field: string): SelectItem => {
  const selector = parseJsonataTemplate(template, field)
  return (item, input, frame) => {
    const scope = frame.jsonataScope({ input })
    return selector.evaluate({ ...scope, context: () => contextOf(item, frame) })
  }
}

const jsonPathSelector = (template: Json, field: string): SelectItem => {
  const selector = parseTemplate(template, field)
  return (item, input, frame) => selector.evaluate({ ...frame.scope(input), context: () => contextOf(item, frame) })
}

const contextOf = ({ context }: Item, frame: Frame): JsonObject => ({ ...frame.context(), Map: { Item: context } })
