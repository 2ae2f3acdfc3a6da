import type { AslState } from '../program/asl.ts'
import type { Compiler, State } from '../program/compile.ts'
import { compileChoice } from './choice.ts'
import { compileFail } from './fail.ts'
import { compileMap } from './map/map.ts'
import { compileParallel } from './parallel.ts'
import { compilePass } from './pass.ts'
import { compileSucceed } from './succeed.ts'
import { compileTask } from './task.ts'
import { compileWait } from './wait.ts'

interface Action {
  readonly compile: (asl: AslState, compiler: Compiler) => State['run']
  /** Whether the type has Retry and Catch. */
  readonly mayRetry: boolean
}

/** What each type of state does. */
export const actions: Readonly<Record<AslState['Type'], Action>> = {
  Pass: { compile: compilePass, mayRetry: false },
  Task: { compile: compileTask, mayRetry: true },
  Choice: { compile: compileChoice, mayRetry: false },
  Wait: { compile: compileWait, mayRetry: false },
  Succeed: { compile: compileSucceed, mayRetry: false },
  Fail: { compile: compileFail, mayRetry: false },
  Parallel: { compile: compileParallel, mayRetry: true },
  Map: { compile: compileMap, mayRetry: true },
}
