import type { Json, JsonObject } from '../../../json.ts'
import { stateTypes } from '../../../specs/state-types.ts'
import type { QueryLanguage } from '../../../specs/values.ts'
import { stateCompilers } from '../states/state-compilers.ts'
import type { AslMachine, AslProcessor, AslState } from './asl.ts'
import { type StateEvents, stateEvents } from './events.ts'
import type { StateResult } from './flow.ts'
import type { Frame } from './frame.ts'
import type { Maybe } from './maybe.ts'

/** A state, ready to run: its paths, templates, rules and expressions are parsed. */
export interface CompiledState {
  readonly name: string
  readonly type: AslState['Type']
  /** The types of the events that it is entered and left with. */
  readonly events: StateEvents
  /** Whether it can be tried again, and so counts its retries. */
  readonly canRetry: boolean
  /** All that happens between the events that the state was entered and left. */
  run(input: Json, frame: Frame): Maybe<StateResult>
}

/** One `States` object: a machine, a Parallel branch, a Map's processor. */
export interface Program {
  readonly startAt: string
  readonly states: ReadonlyMap<string, CompiledState>
}

export interface StateMachineProgram extends Program {
  /** TimeoutSeconds of the whole machine. */
  readonly timeoutSeconds: number | undefined
}

/** What a state is compiled with: the language it speaks, and the machine's, which its branches inherit. */
export interface Compiler {
  readonly name: string
  readonly language: QueryLanguage
  compile(program: AslMachine | AslProcessor): Program
  /** A processor as a machine of its own, for child executions: it keeps the machine's query language. */
  standalone(processor: AslProcessor): AslMachine
}

/** Compiles a machine that has been found valid. @throws ExpressionSyntaxError where it is not */
export const compileStateMachine = (asl: JsonObject): StateMachineProgram => {
  const machine = asl as unknown as AslMachine
  return { ...compileProgram(machine, machine.QueryLanguage ?? 'JSONPath'), timeoutSeconds: machine.TimeoutSeconds }
}

const compileProgram = ({ StartAt, States }: AslMachine | AslProcessor, machineLanguage: QueryLanguage): Program => ({
  startAt: StartAt,
  states: new Map(Object.entries(States).map(([name, asl]) => [name, compileState(name, asl, machineLanguage)])),
})

/** States inside a Map or Parallel speak the machine's language, not that of the state around them (measured on AWS). */
const compileState = (name: string, asl: AslState, machineLanguage: QueryLanguage): CompiledState => {
  const compiler: Compiler = {
    name,
    language: asl.QueryLanguage ?? machineLanguage,
    compile: (program) => compileProgram(program, machineLanguage),
    standalone: ({ StartAt, States }) => ({ StartAt, States, QueryLanguage: machineLanguage }),
  }
  const { Type: type } = asl
  const run = stateCompilers[type](asl, compiler)
  return { name, type, events: stateEvents(type), canRetry: stateTypes[type].canRetry, run }
}
