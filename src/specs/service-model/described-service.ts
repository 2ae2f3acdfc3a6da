import type { MemberNaming } from './member-names.ts'
import {
  anyValue,
  type MemberShape,
  parseMember,
  type SizeLimits,
  type StructureShape,
  type ValueShape,
} from './value-shape.ts'

/**
 * One shape as scripts/service-model.mjs writes it. `s` string, `n` number, `b` boolean, `a` anything; with limits `['s', min, max]`;
 * `['e', …values]` one of the strings; `['l', element, min, max]` list and `['m', value, min, max]` map of a shape of the table; a
 * structure is an object of its members' shapes, `Name!` if it is required.
 */
type PackedShape = string | PackedRow | Readonly<Record<string, number>>
type PackedRow = readonly [kind: string, ...rest: (string | number | null)[]]

export interface PackedService {
  /** The request and the response of each action: an index of the table, `null` without members, absent if not described. */
  readonly actions: Readonly<Record<string, readonly (number | null)[]>>
  readonly shapes: readonly PackedShape[]
}

/** The shapes of one service, each built when it is first needed. */
export class DescribedService {
  readonly #service: PackedService
  readonly #naming: MemberNaming
  readonly #structures = new Map<number, StructureShape>()

  constructor(service: PackedService, naming: MemberNaming) {
    this.#service = service
    this.#naming = naming
  }

  requestOf(action: string): StructureShape | undefined {
    return this.#rootOf(action, 0)
  }

  responseOf(action: string): StructureShape | undefined {
    return this.#rootOf(action, 1)
  }

  #rootOf(action: string, side: 0 | 1): StructureShape | undefined {
    const { actions } = this.#service
    const index = Object.hasOwn(actions, action) ? actions[action]?.[side] : undefined
    if (index === undefined) return undefined
    const shape = index === null ? empty : this.#shapeAt(index)
    return shape.kind === 'structure' ? shape : undefined
  }

  #shapeAt(index: number): ValueShape {
    const packed = this.#service.shapes[index] ?? 'a'
    if (typeof packed === 'string') return this.#fromRow([packed])
    return isRow(packed) ? this.#fromRow(packed) : this.#structureAt(index, packed)
  }

  /** Registers a structure before its members are built, as they may refer to it. */
  #structureAt(index: number, packed: Readonly<Record<string, number>>): StructureShape {
    const known = this.#structures.get(index)
    if (known) return known
    const members = new Map<string, MemberShape>()
    const structure: StructureShape = { kind: 'structure', members }
    this.#structures.set(index, structure)
    for (const [written, child] of Object.entries(packed)) {
      const { name, isRequired } = parseMember(written)
      members.set(this.#naming(name), { isRequired, shape: this.#shapeAt(child) })
    }
    return structure
  }

  #fromRow([kind, ...rest]: PackedRow): ValueShape {
    switch (kind) {
      case 'l':
        return { kind: 'list', element: this.#shapeAt(Number(rest[0])), ...limitsOf(rest.slice(1)) }
      case 'm':
        return { kind: 'map', value: this.#shapeAt(Number(rest[0])), ...limitsOf(rest.slice(1)) }
      case 'e':
        return { kind: 'string', values: rest.filter((value) => typeof value === 'string') }
      case 's':
        return { kind: 'string', ...limitsOf(rest) }
      case 'n':
        return { kind: 'number', ...limitsOf(rest) }
      case 'b':
        return { kind: 'boolean' }
      default:
        return anyValue
    }
  }
}

const empty: StructureShape = { kind: 'structure', members: new Map() }

const isRow = (packed: object): packed is PackedRow => Array.isArray(packed)

const limitsOf = ([min, max]: PackedRow | readonly (string | number | null)[]): SizeLimits => ({
  ...(typeof min === 'number' ? { min } : {}),
  ...(typeof max === 'number' ? { max } : {}),
})
