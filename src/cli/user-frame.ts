/** Where in the user's own files an error comes from, as `at add (/home/me/adder.ts:3:7)`: neither in Node nor in a package. */
export const userFrame = ({ stack = '' }: Error): string | undefined =>
  stack
    .split('\n')
    .find((line) => /^\s+at .*[\\/]/.test(line) && !/node:|[\\/]node_modules[\\/]/.test(line))
    ?.trim()
