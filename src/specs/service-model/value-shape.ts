/** The shape of a value of a request or response in a state machine. A recursive shape refers to itself. */
export type ValueShape = StructureShape | ListShape | MapShape | StringShape | NumberShape | BooleanShape | AnyShape

export interface StructureShape {
  readonly kind: 'structure'
  readonly members: ReadonlyMap<string, MemberShape>
}

export interface MemberShape {
  readonly isRequired: boolean
  readonly shape: ValueShape
}

export interface ListShape extends SizeLimits {
  readonly kind: 'list'
  readonly element: ValueShape
}

export interface MapShape extends SizeLimits {
  readonly kind: 'map'
  readonly value: ValueShape
}

/** A string, a timestamp or a blob. A blob has no `max`: the service's limit counts bytes. */
export interface StringShape extends SizeLimits {
  readonly kind: 'string'
  /** All strings that it can be, for an enumeration. */
  readonly values?: readonly string[]
}

export interface NumberShape extends SizeLimits {
  readonly kind: 'number'
}

export interface BooleanShape {
  readonly kind: 'boolean'
}

export interface AnyShape {
  readonly kind: 'any'
}

/** The range of a number, or of the length of a string, list or map; both ends are included. */
export interface SizeLimits {
  readonly min?: number
  readonly max?: number
}

export const anyValue: AnyShape = { kind: 'any' }

/** `Name!` is a required member. */
export const parseMember = (written: string): { readonly name: string; readonly isRequired: boolean } => {
  const isRequired = written.endsWith('!')
  return { name: isRequired ? written.slice(0, -1) : written, isRequired }
}
