import { CompileError, compile, handlersOf, runAsFunction } from '../../../src/compile.ts'
import type { Json } from '../../../src/json.ts'
import { simulate } from '../../../src/testing.ts'
import { virtualSystem } from '../../../src/virtual-system.ts'

/** What a run did: its outcome, and its calls in order. */
export interface Outcome {
  readonly output?: Json | undefined
  readonly error?: string | undefined
  readonly calls: readonly Json[]
  /** The words of an error of JSONata. */
  readonly cause?: string | undefined
}

/** A function of the text, with names that the text can use. */
export const functionOf = (
  text: string,
  scope: Record<string, unknown> = {},
): ((input: never, calls: never) => Promise<unknown>) => {
  return new Function(...Object.keys(scope), `return ${text}`)(...Object.values(scope))
}

export const tryCompile = (text: string, scope?: Record<string, unknown>) => {
  try {
    return compile(functionOf(text, scope) as never)
  } catch (error) {
    if (error instanceof CompileError) return undefined
    throw error
  }
}

type Implement = (name: string, args: readonly Json[]) => unknown

/** Implementations that record their calls. */
const recording = (names: readonly string[], implement: Implement, calls: Json[]) =>
  Object.fromEntries(
    names.map((name) => [
      name,
      (...args: Json[]) => {
        calls.push([name, ...args])
        return implement(name, args)
      },
    ]),
  )

export const runPlain = async (
  fn: (input: never, calls: never) => Promise<unknown>,
  input: Json,
  { names = [], implement = () => null }: { names?: readonly string[]; implement?: Implement } = {},
): Promise<Outcome> => {
  const calls: Json[] = []
  try {
    const output = await runAsFunction(fn as never, input as never, recording(names, implement, calls) as never, {
      system: virtualSystem({ holdMs: 0 }),
    })
    return { output, calls }
  } catch (error) {
    return { error: (error as Error).name, calls, cause: (error as Error).message }
  }
}

export const runCompiled = async (
  definition: ReturnType<typeof compile>,
  input: Json,
  { names = [], implement = () => null }: { names?: readonly string[]; implement?: Implement } = {},
): Promise<Outcome> => {
  const calls: Json[] = []
  const handlers = handlersOf(definition, recording(names, implement, calls))
  const { status, output, error, cause } = await simulate(definition as never, { input, handlers } as never)
  return status === 'SUCCEEDED' ? { output: output as Json, calls } : { error, cause, calls }
}
