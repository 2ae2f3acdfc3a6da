import { expect } from 'vitest'
import { compile } from '../../../src/compile.ts'
import { runCompiled, runPlain } from './run-both.ts'

// biome-ignore lint/suspicious/noExplicitAny: the tests compile functions of any types
type Any = any

/** Checks that a function does the same as a state machine for each input, and returns the definition. */
export const same = async (
  fn: Any,
  inputs: readonly Any[],
  implement: (name: string, args: Any) => unknown = () => 1,
) => {
  const definition = compile(fn)
  const names = ['f', 'g', 'h', 'k', 'head', 'vowels', 'spaces', 'log'].filter((name) => fn.toString().includes(name))
  const options = { names: names.filter((name) => usesName(definition, name)), implement }
  for (const input of inputs) {
    const plain = await runPlain(fn, input, { ...options, names })
    const { cause: _, ...compiled } = await runCompiled(definition, input, options)
    const { cause: __, ...expected } = plain
    expect(compiled).toEqual(expected)
  }
  return definition
}

const usesName = (definition: object, name: string): boolean =>
  JSON.stringify(definition).includes(`"activity/${name}"`)
