import type { Node } from '../../expressions/jsonata/ast.ts'
import { compileExpression } from '../../expressions/jsonata/compile.ts'
import { isJsonObject } from '../../json.ts'
import { isJsonata, type QueryLanguage } from '../../specs/values.ts'

/** The part of a pattern that is known only when the execution runs. */
const ANY = '*'

/** A value of a task's request, as far as its definition shows it. */
export class RequestValue {
  readonly #written: unknown
  readonly #language: QueryLanguage
  /** True if the value is computed, or part of a value that is. */
  readonly isDynamic: boolean

  constructor(written: unknown, language: QueryLanguage, isDynamic = isJsonata(written) && language === 'JSONata') {
    this.#written = written
    this.#language = language
    this.isDynamic = isDynamic
  }

  /** True if the request has neither such a value nor a computed one. */
  get isAbsent(): boolean {
    return this.#written === undefined && !this.isDynamic
  }

  /** A member of an object. In JSONPath, `Name.$` is a member that is computed. */
  member(name: string): RequestValue {
    const language = this.#language
    if (this.isDynamic) return new RequestValue(undefined, language, true)
    const object = isJsonObject(this.#written) ? this.#written : {}
    if (Object.hasOwn(object, name)) return new RequestValue(object[name], language)
    const computed = language === 'JSONPath' && Object.hasOwn(object, `${name}.$`)
    return new RequestValue(computed ? object[`${name}.$`] : undefined, language, computed)
  }

  /** The names of the members of an object, without the `.$` of computed ones. */
  get names(): readonly string[] {
    if (this.isDynamic || !isJsonObject(this.#written)) return []
    return Object.keys(this.#written).map((name) => (this.#language === 'JSONPath' ? name.replace(/\.\$$/, '') : name))
  }

  /** The elements of an array; `undefined` if they are computed. */
  get elements(): readonly RequestValue[] | undefined {
    if (this.isDynamic) return undefined
    return Array.isArray(this.#written) ? this.#written.map((one) => new RequestValue(one, this.#language)) : []
  }

  /** True if a member whose name begins so is anywhere in the value. */
  mentions(name: string): boolean {
    return JSON.stringify(this.#written ?? null).includes(`"${name}`)
  }

  /**
   * The string with `*` for each part that is computed: `orders-*`. Absent values have no pattern.
   * @example
   * new RequestValue("{% 'orders-' & $day %}", 'JSONata').pattern // 'orders-*'
   */
  get pattern(): string | undefined {
    if (this.isAbsent) return undefined
    if (!this.isDynamic) return typeof this.#written === 'string' ? this.#written : ANY
    if (typeof this.#written !== 'string') return ANY
    return this.#language === 'JSONata' ? patternOfJsonata(this.#written) : patternOfFormat(this.#written)
  }
}

/** The pattern of `States.Format('orders-{}', $.day)`. */
const patternOfFormat = (text: string): string => {
  const [, format = '', rest = ''] = /^States\.Format\(\s*'((?:[^'\\]|\\.)*)'\s*,(.*)\)\s*$/s.exec(text) ?? []
  if (format === '') return ANY
  const values = rest.includes('(')
    ? []
    : Array.from(rest.matchAll(/'((?:[^'\\]|\\.)*)'|[^,\s][^,]*/gs), ([, given]) => given)
  let index = 0
  const filled = format.replaceAll('{}', () => values[index++] ?? ANY)
  return filled.replaceAll(/\\(.)/gs, '$1').replaceAll(/\*+/g, ANY)
}

const patternOfJsonata = (text: string): string => {
  try {
    return patternOfNode(compileExpression(text.slice(2, -2).trim()).ast()).replaceAll(/\*+/g, ANY)
  } catch {
    return ANY
  }
}

const patternOfNode = (node: Node): string => {
  if (node.type === 'string') return String(node.value)
  if (node.type === 'block' && node.expressions?.length === 1) return node.expressions.map(patternOfNode).join('')
  if (node.type !== 'binary' || node.value !== '&' || Array.isArray(node.lhs) || !node.lhs || !node.rhs) return ANY
  return `${patternOfNode(node.lhs)}${patternOfNode(node.rhs)}`
}
