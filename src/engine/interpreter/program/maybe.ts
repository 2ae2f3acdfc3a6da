/** A value, or a promise of it. States that need not wait return their values at once. */
export type Maybe<T> = T | Promise<T>

export const andThen = <A, B>(value: Maybe<A>, next: (value: A) => Maybe<B>): Maybe<B> =>
  value instanceof Promise ? value.then(next) : next(value)
