/** Returns the first stack frame in the user's own files, as `at add (/home/me/adder.ts:3:7)`: not in Node, not in a package. */
export const userFrame = ({ stack = '' }: Error): string | undefined =>
  stack
    .split('\n')
    .find((line) => /^\s+at .*[\\/]/.test(line) && !/node:|[\\/]node_modules[\\/]/.test(line))
    ?.trim()
