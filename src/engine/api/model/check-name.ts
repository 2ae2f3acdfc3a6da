import { ApiError } from '../../api-error.ts'

/** White space, brackets, wildcards, separators, control characters, surrogates (API reference, `name`). */
const forbidden = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\p{Cs}\u{fffe}\u{ffff}\u{10000}-\u{10ffff}]/u

/** Checks the name of a state machine, an execution or an activity. @throws ApiError InvalidName */
export const checkName = (name: string): void => {
  if (forbidden.test(name)) throw new ApiError('InvalidName', `Invalid Name: '${name}'`)
}
