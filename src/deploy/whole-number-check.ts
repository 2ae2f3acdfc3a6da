import type { OptionCheck } from '../options.ts'

interface WholeNumberRange {
  readonly minimum: number
  /** Default: no limit. */
  readonly maximum?: number
  /** The unit in the message: `seconds`. */
  readonly unit?: string
}

/** The check of an option that is a whole number within a range. */
export const wholeNumberCheck = ({ minimum, maximum, unit }: WholeNumberRange): OptionCheck => ({
  expected: [
    'a whole number',
    ...(unit === undefined ? [] : [`of ${unit}`]),
    `from ${minimum}`,
    ...(maximum === undefined ? [] : [`to ${maximum}`]),
  ].join(' '),
  fits: (value: unknown) =>
    Number.isInteger(value) && Number(value) >= minimum && Number(value) <= (maximum ?? Number.POSITIVE_INFINITY),
})
