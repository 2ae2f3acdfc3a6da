// The comment must be in the declarations too: a project without fast-check compiles with the types of this entry point.
// biome-ignore lint/suspicious/noTsIgnore: the package is there when this project is compiled
/** @ts-ignore fast-check is an optional package */
export type { Arbitrary } from 'fast-check'
