// Entry point `stepwise-ts/vitest`, a setup file: registers the matchers, and passes the coverage of each test file to the plugin.
import { afterAll, expect, inject, Snapshots } from 'vitest'
import { startCoverage, takeCoverage } from './testing/coverage/coverage-registry.ts'
import type { DefinitionCoverage } from './testing/coverage/definition-coverage.ts'
import { historyMatcher, matchers, type RunMatchers } from './testing/matchers/matchers.ts'

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: all declarations of an interface must have the same type parameters
  interface Matchers<T = any> extends RunMatchers {}
  interface TaskMeta {
    stepwise?: readonly DefinitionCoverage[]
  }
  interface ProvidedContext {
    stepwiseCoverage?: boolean
  }
}

expect.extend({ ...matchers, toMatchHistory: historyMatcher(Snapshots.toMatchSnapshot) })

if (inject('stepwiseCoverage')) {
  startCoverage()
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures that a hook needs from this pattern
  afterAll(({}, { file }) => {
    file.meta.stepwise = takeCoverage()
  })
}

export type { RunMatchers }
