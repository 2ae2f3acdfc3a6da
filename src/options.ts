import { inspect } from 'node:util'
import { isJsonObject } from './json.ts'

/** What an option must be, in words and as a test. */
export interface OptionCheck {
  readonly expected: string
  readonly fits: (value: never) => boolean
  readonly required?: true
}

/** The checks of options, by their names. */
export type OptionChecks<Options> = { readonly [Option in keyof Options]-?: OptionCheck }

/**
 * Options that nobody reads and values that nobody can use are told at once, before anything has started: types do not keep JavaScript from them.
 * @throws TypeError that names the option, what was found and what was expected.
 */
export const assertOptions = <Options>(place: string, options: Options, checks: OptionChecks<Options>): void => {
  if (!isJsonObject(options))
    throw new TypeError(`${place}: expected an object of options, found ${describeValue(options)}`)
  const missing = Object.entries<OptionCheck>(checks).find(
    ([option, { required }]) => required && options[option] === undefined,
  )
  if (missing) throw new TypeError(`${place}.${missing[0]}: expected ${missing[1].expected}, found nothing`)
  for (const [option, value] of Object.entries<unknown>(options)) {
    const check = own(checks, option)
    if (!check)
      throw new TypeError(`${place}: no option ${JSON.stringify(option)}; there are ${Object.keys(checks).join(', ')}`)
    if (value !== undefined && !check.fits(value as never))
      throw new TypeError(`${place}.${option}: expected ${check.expected}, found ${describeValue(value)}`)
  }
}

const own = (checks: Readonly<Record<string, OptionCheck>>, option: string): OptionCheck | undefined =>
  Object.hasOwn(checks, option) ? checks[option] : undefined

/** A value in a message. */
export const describeValue = (value: unknown): string =>
  inspect(value, { depth: 0, maxStringLength: 60, maxArrayLength: 3, breakLength: Number.POSITIVE_INFINITY })

/** Checked elsewhere, by those who know more about it. */
export const checkedElsewhere: OptionCheck = { expected: 'anything', fits: () => true }

export const functionCheck: OptionCheck = {
  expected: 'a function',
  fits: (value: unknown) => typeof value === 'function',
}

export const booleanCheck: OptionCheck = {
  expected: 'true or false',
  fits: (value: unknown) => typeof value === 'boolean',
}

export const signalCheck: OptionCheck = {
  expected: 'an AbortSignal',
  fits: (value: unknown) => methodsCheck('', 'addEventListener', 'throwIfAborted').fits(value as never),
}

export const stringCheck = (expected: string, fits: (text: string) => boolean = () => true): OptionCheck => ({
  expected,
  fits: (value: unknown) => typeof value === 'string' && fits(value),
})

/** Infinity is for ever. */
export const amountCheck = (unit: string): OptionCheck => ({
  expected: `a number of ${unit} from 0`,
  fits: (value: unknown) => typeof value === 'number' && value >= 0,
})

export const required = (check: OptionCheck): OptionCheck => ({ ...check, required: true })

export const oneOfCheck = (...words: readonly string[]): OptionCheck => ({
  expected: words.map((word) => JSON.stringify(word)).join(' or '),
  fits: (value: string) => words.includes(value),
})

/** Anything, function or object, that has these methods. */
export const methodsCheck = (expected: string, ...methods: readonly string[]): OptionCheck => ({
  expected,
  fits: (value: unknown) => {
    const holder = Object(value)
    return holder === value && methods.every((method) => typeof Reflect.get(holder, method) === 'function')
  },
})
