import { EvaluationFailure } from '../../../../expressions/failure.ts'
import { parseJsonataField, parseJsonataTemplate } from '../../../../expressions/jsonata.ts'
import { parseReferencePath, type ReferencePath } from '../../../../expressions/reference-path.ts'
import { parseTemplate } from '../../../../expressions/template.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../../json.ts'
import type { AslState } from '../../program/asl.ts'
import type { Compiler } from '../../program/compile.ts'
import { jsonataScope } from '../../program/flow.ts'
import type { Frame } from '../../program/frame.ts'
import { toJsonText } from '../../program/json-text.ts'
import type { Maybe } from '../../program/maybe.ts'

/** One item of a Map, with what `$$.Map.Item` tells of it. */
export interface Item {
  readonly value: Json
  readonly context: JsonObject
}

/** What a Map iterates: an array's elements; of an object, where objects are allowed, its entries. */
export type ItemsOf = (input: Json, frame: Frame) => Maybe<Json[] | JsonObject>

/** ItemsPath, Items, or the input itself (ASL spec, Map state; recorded texts). */
export const compileItems = (asl: AslState, language: Compiler['language'], allowsObject: boolean): ItemsOf =>
  language === 'JSONata' ? jsonataItems(asl, allowsObject) : jsonPathItems(asl, allowsObject)

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
    const items = await field.evaluate(jsonataScope(frame, { input }))
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
    throw new EvaluationFailure('States.Runtime', `Reference path "${ItemsPath}" must point to array.`)
  }
}

/** AWS looks for the items as it looks for the place of a result: what is missing is a conflict, in the words of that. */
const absent = (path: ReferencePath, input: Json, frame: Frame): EvaluationFailure => {
  const { text, variable } = path
  const value = variable === undefined ? undefined : frame.variables[variable]
  if (variable !== undefined && value === undefined)
    return new EvaluationFailure('States.Runtime', `Invalid path '${text}' : ${path.missing(frame.scope(input))}`)
  return path.conflict(value ?? (text.startsWith('$$') ? frame.context() : input))
}

const isIterable = (value: Json, allowsObject: boolean): value is Json[] | JsonObject =>
  Array.isArray(value) || (allowsObject && isJsonObject(value))

/** Where the items come from, as `$$.Map.Item.Source` tells it: the state's input, as long as there is no ItemReader. */
const Source = 'STATE_DATA'

/** The items one by one, with their contexts (developer guide, input-output-contextobject). */
export const listItems = (items: Json[] | JsonObject): Item[] =>
  Array.isArray(items)
    ? items.map((value, index) => ({ value, context: { Index: index, Value: value, Source } }))
    : Object.entries(items).map(([key, value], index) => ({
        value,
        context: { Index: index, Key: key, Value: value, Source },
      }))

/** ItemSelector, or Parameters in its old place: what an iteration gets instead of its item. */
export const compileItemSelector = (
  asl: AslState,
  language: Compiler['language'],
): ((item: Item, input: Json, frame: Frame) => Maybe<Json>) => {
  const template = asl.ItemSelector ?? asl.Parameters
  const field = asl.ItemSelector === undefined ? 'Parameters' : 'ItemSelector'
  if (template === undefined) return ({ value }) => value
  if (language === 'JSONata') {
    const selector = parseJsonataTemplate(template, field)
    return (item, input, frame) => {
      const scope = jsonataScope(frame, { input })
      return selector.evaluate({ ...scope, context: () => contextOf(item, frame) })
    }
  }
  const selector = parseTemplate(template, field)
  return (item, input, frame) => selector.evaluate({ ...frame.scope(input), context: () => contextOf(item, frame) })
}

const contextOf = ({ context }: Item, frame: Frame): JsonObject => ({ ...frame.context(), Map: { Item: context } })
