import { inspect } from 'node:util'
import { isJsonObject } from './json.ts'
import { nearest } from './nearest.ts'

/** The requirement of an option, as words for a message and as a test. */
export interface OptionCheck {
  /** The words after "must be" in the message: `a number of milliseconds from 0`. */
  readonly expected: string
  readonly fits: (value: never) => boolean
  readonly required?: true
}

/** The checks of options, by their names. */
export type OptionChecks<Options> = { readonly [Option in keyof Options]-?: OptionCheck }

/**
 * Rejects unknown options and wrong values before anything starts: types do not protect callers that use JavaScript.
 * @param label the name of the options in messages: `options`, `options.logging`.
 * @throws TypeError that names the option, the expected value and the given one.
 */
export const assertOptions = <Options>(label: string, options: Options, checks: OptionChecks<Options>): void => {
  if (!isJsonObject(options)) throw new TypeError(`${label} must be an object, got ${describeValue(options)}`)
  const names = Object.keys(checks)
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(checks, name))
  if (unknown !== undefined)
    throw new TypeError(`unknown option ${JSON.stringify(unknown)} in ${label}; ${expectedOneOf(unknown, names)}`)
  for (const [name, check] of Object.entries<OptionCheck>(checks))
    if (!isFitting(options[name], check)) assertValue(`${label}.${name}`, options[name], check)
}

/** @throws TypeError if the value does not fit; `undefined` fits unless the check is required. */
export const assertValue = (label: string, value: unknown, check: OptionCheck): void => {
  if (!isFitting(value, check)) throw new TypeError(`${label} must be ${check.expected}, got ${describeValue(value)}`)
}

const isFitting = (value: unknown, { fits, required }: OptionCheck): boolean =>
  value === undefined ? !required : fits(value as never)

/** The name of a member in a message: `options.mocks.ship`, `options.mocks["sqs:sendMessage"]`. */
export const memberPath = (label: string, name: string): string =>
  /^[\w$]+$/.test(name) ? `${label}.${name}` : `${label}[${JSON.stringify(name)}]`

/** The second half of a message about an unknown name: the names that exist, and the nearest one. */
export const expectedOneOf = (unknown: string, names: readonly string[]): string =>
  [`expected one of ${names.join(', ')}`, nearest(unknown, names).hint].filter(Boolean).join('; ')

/** Describes a value for a message. */
export const describeValue = (value: unknown): string => {
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'function') return 'a function'
  const className = value instanceof Object ? value.constructor?.name : 'Object'
  if (className && className !== 'Object') return `an instance of ${className}`
  return inspect(value, { depth: 0, maxStringLength: 60, maxArrayLength: 3, breakLength: Number.POSITIVE_INFINITY })
}

/** For an option that other code checks. */
export const checkedElsewhere: OptionCheck = { expected: 'anything', fits: () => true }

export const functionCheck: OptionCheck = {
  expected: 'a function',
  fits: (value: unknown) => typeof value === 'function',
}

export const booleanCheck: OptionCheck = {
  expected: 'true or false',
  fits: (value: unknown) => typeof value === 'boolean',
}

export const stringCheck = (expected: string, fits: (text: string) => boolean = () => true): OptionCheck => ({
  expected,
  fits: (value: unknown) => typeof value === 'string' && fits(value),
})

export const stringsCheck = (expected: string): OptionCheck => ({
  expected,
  fits: (values: unknown) => Array.isArray(values) && values.every((value) => typeof value === 'string'),
})

/** Infinity is a valid amount: no limit. */
export const amountCheck = (unit: string): OptionCheck => ({
  expected: `a number of ${unit} from 0`,
  fits: (value: unknown) => typeof value === 'number' && value >= 0,
})

export const oneOfCheck = (...words: readonly string[]): OptionCheck => ({
  expected: words.map((word) => JSON.stringify(word)).join(' or '),
  fits: (value: string) => words.includes(value),
})

/** Any object or function that has these methods. */
export const methodsCheck = (expected: string, ...methods: readonly string[]): OptionCheck => ({
  expected,
  fits: (value: unknown) => {
    const holder = Object(value)
    return holder === value && methods.every((method) => typeof Reflect.get(holder, method) === 'function')
  },
})

export const signalCheck: OptionCheck = methodsCheck('an AbortSignal', 'addEventListener', 'throwIfAborted')

export const required = (check: OptionCheck): OptionCheck => ({ ...check, required: true })
