import { assertOptions, type OptionChecks } from '../options.ts'
import { taskHandlersByName } from './function-names.ts'
import { compileMocks } from './mocks/compile-mocks.ts'
import type { EngineMocks } from './mocks/engine-mocks.ts'
import { type EngineOptions, engineChecks } from './options.ts'
import { compileLambdas } from './tasks/lambda/compile-lambdas.ts'
import type { InvocableFunction } from './tasks/lambda/lambda-handler.ts'
import { replaceTaskHandlers } from './tasks/services/plan-calls.ts'
import type { TaskHandler } from './tasks/task-handler.ts'

/** The options of an engine that can be replaced while it runs. */
export type EngineFunctions = Pick<EngineOptions, 'lambdas' | 'taskHandlers' | 'mocks'>

/** The parts of an engine that hold them. */
interface FunctionHolders {
  readonly lambdas: Map<string, InvocableFunction>
  readonly taskHandlers: Record<string, TaskHandler>
  readonly mocks: EngineMocks
}

const checks: OptionChecks<EngineFunctions> = {
  lambdas: engineChecks.lambdas,
  taskHandlers: engineChecks.taskHandlers,
  mocks: engineChecks.mocks,
}

/** Replaces the functions of an engine. @throws TypeError for a wrong option; nothing is replaced then */
export const replaceFunctions = (functions: EngineFunctions, holders: FunctionHolders): void => {
  assertOptions('options', functions, checks)
  const lambdas = compileLambdas('options.lambdas', functions.lambdas ?? {})
  const taskHandlers = taskHandlersByName('options.taskHandlers', functions.taskHandlers ?? {})
  const mocks = compileMocks('options.mocks', functions.mocks ?? {})
  holders.lambdas.clear()
  for (const [name, lambda] of lambdas) holders.lambdas.set(name, lambda)
  replaceTaskHandlers(holders.taskHandlers, taskHandlers)
  holders.mocks.replace(mocks)
}
