type Leaf = string | number | boolean | Date | undefined

/** An SDK answer whose required members are there: the SDK's types add `undefined` to each of them, AWS never does. */
export type Answered<T> = T extends Leaf
  ? T
  : { [K in keyof T]: Pick<T, K> extends Required<Pick<T, K>> ? Answered<Exclude<T[K], undefined>> : Answered<T[K]> }

/** Takes AWS at its word: a member that the API's model requires is present. */
export const answered = <T>(answer: T): Answered<T> => answer as Answered<T>
