import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from 'yaml'
import type { Issue } from '../../errors.ts'
import { nearest } from '../../nearest.ts'
import { SCHEMA } from '../../specs/finding.ts'

/** A value in a YAML file; `undefined` if it is not there. */
export type YamlNode = Node | null | undefined

/** The fields of a mapping that were read, and the node of the mapping for messages. */
export interface YamlFields {
  readonly node: YAMLMap
  readonly get: (name: string) => YamlNode
}

/** A YAML file, and the problems that are found while it is read. Each has its line and column. */
export class YamlFile {
  readonly issues: Issue[] = []
  readonly root: YamlNode
  readonly #lines = new LineCounter()
  readonly #name: string | undefined
  readonly #document: Document

  /** @param name the name of an imported file. */
  constructor(text: string, name?: string) {
    this.#name = name
    const document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false })
    this.#document = document
    this.root = document.contents
    for (const { pos, message } of document.errors) this.#add(pos[0], message)
  }

  /** Adds a problem at a node. */
  problem(node: YamlNode, message: string, hint?: string): undefined {
    this.#add(node?.range?.[0] ?? 0, message, hint)
  }

  #add(offset: number, message: string, hint?: string): void {
    const { line, col } = this.#lines.linePos(offset)
    const file = this.#name === undefined ? '' : `${this.#name}: `
    const text = `${file}line ${line}, column ${col}: ${message}`
    this.issues.push({ path: [], code: SCHEMA, severity: 'error', message: text, ...(hint !== undefined && { hint }) })
  }

  /** The fields of a mapping. A field that is not in the list is a problem. */
  fields(given: YamlNode, label: string, names: readonly string[]): YamlFields | undefined {
    const node = this.#resolve(given)
    if (!isMap<Node, Node | null>(node))
      return this.problem(given, `${label} must be a mapping with ${names.join(', ')}`)
    const found = new Map<string, YamlNode>()
    for (const { key, value } of this.#pairs(node)) {
      const name = isScalar(key) ? String(key.value) : ''
      if (names.includes(name)) found.set(name, found.get(name) ?? this.#resolve(value))
      else {
        const expected = `expected one of ${names.join(', ')}`
        this.problem(key, `unknown field ${JSON.stringify(name)} of ${label}; ${expected}`, nearest(name, names).hint)
      }
    }
    return { node, get: (name) => found.get(name) }
  }

  /** The value that an alias stands for. */
  #resolve(node: YamlNode): YamlNode {
    return isAlias(node) ? node.resolve(this.#document) : node
  }

  /** The pairs of a mapping, then those of the mappings that `<<` merges into it. */
  #pairs(node: YAMLMap<Node, Node | null>): readonly Pair<Node, Node | null>[] {
    const own = node.items.filter((pair) => !isMerge(pair))
    const merged = node.items.filter(isMerge).flatMap(({ value }) => {
      const source = this.#resolve(value)
      const sources = isSeq<Node | null>(source) ? source.items.map((item) => this.#resolve(item)) : [source]
      return sources.flatMap((one) => (isMap<Node, Node | null>(one) ? one.items.filter((pair) => !isMerge(pair)) : []))
    })
    return [...own, ...merged]
  }

  /** The items of a sequence. */
  items(node: YamlNode, parent: YamlNode, label: string): readonly YamlNode[] {
    if (isSeq<Node | null>(node)) return node.items.map((item) => this.#resolve(item))
    this.problem(node ?? parent, `${label} must be a list`)
    return []
  }

  /** A string that must be there. */
  text({ node, get }: YamlFields, name: string, label: string): string | undefined {
    const given = get(name)
    return isNothing(given)
      ? this.problem(node, `the field "${name}" of ${label} is missing`)
      : this.optionalText({ get }, name, label)
  }

  optionalText({ get }: Pick<YamlFields, 'get'>, name: string, label: string): string | undefined {
    const given = get(name)
    if (isNothing(given)) return undefined
    if (isScalar(given) && typeof given.value === 'string' && given.value !== '') return given.value
    return this.problem(given, `"${name}" of ${label} must be a string; put other values in quotes`)
  }

  optionalBoolean({ get }: YamlFields, name: string, label: string): boolean {
    const given = get(name)
    if (isNothing(given)) return false
    if (isScalar(given) && typeof given.value === 'boolean') return given.value
    this.problem(given, `"${name}" of ${label} must be true or false`)
    return false
  }

  optionalCount({ get }: YamlFields, name: string, label: string): number | undefined {
    const given = get(name)
    if (isNothing(given)) return undefined
    const value = isScalar(given) ? given.value : undefined
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
    return this.problem(given, `"${name}" of ${label} must be a whole number from 0`)
  }
}

export const isNothing = (node: YamlNode): boolean =>
  node === undefined || node === null || (isScalar(node) && node.value === null)

/** A pair that merges other mappings into its own, as YAML 1.1 has them. */
const isMerge = ({ key }: Pair<Node, Node | null>): boolean => isScalar(key) && key.value === '<<'
