import { ApiError } from '../../api-error.ts'

/** White space, brackets, wildcards, separators, control characters, surrogates (API reference, `name`). */
const forbidden = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\p{Cs}\u{fffe}\u{ffff}\u{10000}-\u{10ffff}]/u

/** @throws ApiError InvalidName where a state machine, execution or activity may not have that name. */
export const checkName = (name: string): void => {
  if (forbidden.test(name)) throw new ApiError('InvalidName', `Invalid Name: '${name}'`)
}
