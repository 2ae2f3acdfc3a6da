import type { StateType } from '../../../specs/state-types.ts'
import type { AslState } from '../program/asl.ts'
import type { CompiledState, Compiler } from '../program/compile.ts'
import { compileChoice } from './choice.ts'
import { compileFail } from './fail.ts'
import { compileMap } from './map/map.ts'
import { compileParallel } from './parallel.ts'
import { compilePass } from './pass.ts'
import { compileSucceed } from './succeed.ts'
import { compileTask } from './task.ts'
import { compileWait } from './wait.ts'

/** Compiles what a state does between the events that it is entered and left. */
type CompileState = (asl: AslState, compiler: Compiler) => CompiledState['run']

/** What each type of state does. */
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
