/** The kinds of values that an expression can have, as a set of bits. */
export const UNDEFINED = 1
export const NULL = 2
export const BOOLEAN = 4
export const NUMBER = 8
export const STRING = 16
export const ARRAY = 32
export const OBJECT = 64
const PRIMITIVE = NULL | BOOLEAN | NUMBER | STRING
export const JSON_VALUE = PRIMITIVE | ARRAY | OBJECT

/** The facts that are known of an expression's value. */
export interface ValueType {
  /** The kinds that the value can have. */
  readonly kinds: number
  /** The type of an array's items, if known. */
  readonly items?: ValueType
  /** The number of items that an array has at least, if known. */
  readonly minItems?: number
  /** True if a null in the value, at any depth, may stand for undefined, which arrays in JSON cannot hold. */
  readonly isVague?: boolean
  /** True if an object in the value, at any depth, may lack members that JavaScript has with the value undefined. */
  readonly lacksMembers?: boolean
}

export const typeOf = (kinds: number): ValueType => ({ kinds })
export const anyJson: ValueType = { kinds: JSON_VALUE }
export const anything: ValueType = { kinds: JSON_VALUE | UNDEFINED }
export const undefinedType: ValueType = { kinds: UNDEFINED }
export const booleanType: ValueType = { kinds: BOOLEAN }
export const numberType: ValueType = { kinds: NUMBER }
export const stringType: ValueType = { kinds: STRING }
export const objectType: ValueType = { kinds: OBJECT }

/** The levels of arrays in arrays whose types are known, so that types of values that grow in a loop are finite. */
const MAX_DEPTH = 3

const depthOf = ({ items }: ValueType): number => (items ? 1 + depthOf(items) : 0)

/** The type of an array of such items. An undefined item becomes null. */
export const arrayOf = (given: ValueType): ValueType => {
  const items = depthOf(given) < MAX_DEPTH ? given : { kinds: given.kinds, ...flagsOf([given]) }
  const hasHoles = canBe(items, UNDEFINED)
  const stored = hasHoles ? { ...items, kinds: (items.kinds & ~UNDEFINED) | NULL, isVague: true } : items
  return { kinds: ARRAY, items: stored, ...flagsOf([stored]) }
}

/** The flags of a value that contains others. */
export const flagsOf = (parts: readonly ValueType[]): Pick<ValueType, 'isVague' | 'lacksMembers'> => ({
  ...(parts.some(({ isVague }) => isVague) && { isVague: true }),
  ...(parts.some(({ lacksMembers }) => lacksMembers) && { lacksMembers: true }),
})

export const canBe = ({ kinds }: ValueType, some: number): boolean => (kinds & some) !== 0

/** True if the value has one of the kinds, and no other. */
export const isOnly = ({ kinds }: ValueType, some: number): boolean => (kinds & ~some) === 0

export const withoutKinds = (type: ValueType, some: number): ValueType => ({ ...type, kinds: type.kinds & ~some })

/** The type of a value that has one of two types. */
export const join = (left: ValueType, right: ValueType): ValueType => {
  if (left === right) return left
  const kinds = left.kinds | right.kinds
  const items = joinItems(left, right)
  const minItems = joinMinItems(left, right)
  return { kinds, ...(items && { items }), ...(minItems > 0 && { minItems }), ...flagsOf([left, right]) }
}

const joinMinItems = (left: ValueType, right: ValueType): number => {
  if (!canBe(left, ARRAY)) return right.minItems ?? 0
  if (!canBe(right, ARRAY)) return left.minItems ?? 0
  return Math.min(left.minItems ?? 0, right.minItems ?? 0)
}

/** Items are known if they are known for each type that can be an array. */
const joinItems = (left: ValueType, right: ValueType): ValueType | undefined => {
  if (!canBe(left, ARRAY)) return right.items
  if (!canBe(right, ARRAY)) return left.items
  return left.items && right.items && join(left.items, right.items)
}

/** The type of an array with other, or fewer, of the items. */
export const someItemsOf = ({ minItems: _, ...type }: ValueType): ValueType => type

/** The type of an array's items. */
export const itemsOf = (type: ValueType): ValueType => type.items ?? { ...anyJson, ...flagsOf([type]) }

/** The type of a member of a value whose members are not known. */
export const memberOf = (type: ValueType): ValueType => ({ ...anything, ...flagsOf([type]) })

export const isSameType = (left: ValueType | undefined, right: ValueType | undefined): boolean =>
  left === right ||
  (left !== undefined &&
    right !== undefined &&
    left.kinds === right.kinds &&
    left.minItems === right.minItems &&
    left.isVague === right.isVague &&
    left.lacksMembers === right.lacksMembers &&
    isSameType(left.items, right.items))
