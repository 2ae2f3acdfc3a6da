/** A value that is there, or will be. States that need not wait do not: their values pass at once. */
export type Maybe<T> = T | Promise<T>

export const andThen = <A, B>(value: Maybe<A>, next: (value: A) => Maybe<B>): Maybe<B> =>
  value instanceof Promise ? value.then(next) : next(value)
