import type { JsonObject } from '../../../json.ts'
import { stateTypes } from '../../../specs/state-types.ts'
import type { QueryLanguage } from '../../../specs/values.ts'
import { compileRecovery } from '../recovery/compile-recovery.ts'
import { stateCompilers } from '../states/state-compilers.ts'
import type { AslMachine, AslProcessor, AslState } from './asl.ts'
import { stateEvents } from './events.ts'
import type { CompiledState, Compiler, Program, StateMachineProgram } from './program.ts'

/** Compiles a state machine that has been found valid. @throws ExpressionSyntaxError if it is not */
export const compileStateMachine = (asl: JsonObject): StateMachineProgram => {
  const machine = asl as unknown as AslMachine
  return { ...compileProgram(machine, machine.QueryLanguage ?? 'JSONPath'), timeoutSeconds: machine.TimeoutSeconds }
}

const compileProgram = ({ StartAt, States }: AslMachine | AslProcessor, machineLanguage: QueryLanguage): Program => ({
  startAt: StartAt,
  states: new Map(Object.entries(States).map(([name, asl]) => [name, compileState(name, asl, machineLanguage)])),
})

/** States inside a Map or Parallel have the state machine's query language, not that of the state around them (measured on AWS). */
const compileState = (name: string, asl: AslState, machineLanguage: QueryLanguage): CompiledState => {
  const { Type: type } = asl
  const language = asl.QueryLanguage ?? machineLanguage
  const compiler: Compiler = { name, language, compile: (program) => compileProgram(program, machineLanguage) }
  const events = stateEvents(type)
  const { canRetry } = stateTypes[type]
  return {
    name,
    type,
    events,
    canRetry,
    attempt: stateCompilers[type](asl, compiler),
    recovery: canRetry ? compileRecovery(asl, language, events) : undefined,
  }
}
