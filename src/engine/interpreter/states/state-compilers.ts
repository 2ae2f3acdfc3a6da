import type { StateType } from '../../../specs/state-types.ts'
import type { AslState } from '../program/asl.ts'
import type { Compiler, StateAttempt } from '../program/program.ts'
import { compileChoice } from './choice.ts'
import { compileFail } from './fail.ts'
import { compileMap } from './map/map.ts'
import { compileParallel } from './parallel.ts'
import { compilePass } from './pass.ts'
import { compileSucceed } from './succeed.ts'
import { compileTask } from './task.ts'
import { compileWait } from './wait.ts'

/** Compiles what one attempt of a state does. Its events, Retry and Catch are compiled for all types alike. */
type CompileState = (asl: AslState, compiler: Compiler) => StateAttempt

/** The compiler of each type of state. */
export const stateCompilers: Readonly<Record<StateType, CompileState>> = {
  Pass: compilePass,
  Task: compileTask,
  Choice: compileChoice,
  Wait: compileWait,
  Succeed: compileSucceed,
  Fail: compileFail,
  Parallel: compileParallel,
  Map: compileMap,
}
