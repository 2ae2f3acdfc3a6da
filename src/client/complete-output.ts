type Leaf = string | number | boolean | Date | undefined

/**
 * An output of the SDK whose required members are present. The SDK's types add `undefined` to each required member; AWS always
 * sends them.
 */
export type CompleteOutput<T> = T extends Leaf
  ? T
  : {
      [K in keyof T]: Pick<T, K> extends Required<Pick<T, K>>
        ? CompleteOutput<Exclude<T[K], undefined>>
        : CompleteOutput<T[K]>
    }

/** Returns an output of the SDK with the type that AWS's API model promises. It checks nothing at run time. */
export const completeOutput = <T>(output: T): CompleteOutput<T> => output as CompleteOutput<T>
