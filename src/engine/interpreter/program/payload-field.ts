import { parseJsonataTemplate } from '../../../expressions/jsonata.ts'
import { parseTemplate } from '../../../expressions/template.ts'
import type { Json } from '../../../json.ts'
import type { QueryLanguage } from '../../../specs/values.ts'
import type { Frame } from './frame.ts'
import type { Maybe } from './maybe.ts'

/** Evaluates a payload template; `undefined` if the field is absent. */
export type PayloadField = (input: Json, frame: Frame) => Maybe<Json | undefined>

/**
 * Compiles a field inside a state that is a payload template in JSONPath, or any value with expressions in JSONata.
 * @param label - the path of the field in messages: `ItemBatcher/BatchInput`
 */
export const compilePayload = (template: Json | undefined, language: QueryLanguage, label: string): PayloadField => {
  if (template === undefined) return () => undefined
  if (language === 'JSONata') {
    const parsed = parseJsonataTemplate(template, label)
    return (input, frame) => parsed.evaluate(frame.jsonataScope({ input }))
  }
  const parsed = parseTemplate(template, label.slice(label.lastIndexOf('/') + 1))
  return (input, frame) => parsed.evaluate(frame.scope(input))
}
