import type { Json, JsonObject } from '../../../json.ts'
import { actions } from '../states/table.ts'
import type { AslMachine, AslProcessor, AslState, QueryLanguage } from './asl.ts'
import { type StateEvents, stateEvents } from './events.ts'
import type { Left } from './flow.ts'
import type { Frame } from './frame.ts'
import type { Maybe } from './maybe.ts'

/** A state, ready to run: its paths, templates, rules and expressions are parsed. */
export interface State {
  readonly name: string
  readonly type: AslState['Type']
  /** The types of the events that it is entered and left with. */
  readonly events: StateEvents
  /** Whether it can be tried again, and so counts its retries. */
  readonly mayRetry: boolean
  /** All that happens between the events that the state was entered and left. */
  run(input: Json, frame: Frame): Maybe<Left>
}

/** One `States` object: a machine, a Parallel branch, a Map's processor. */
export interface Program {
  readonly startAt: string
  readonly states: ReadonlyMap<string, State>
}

export interface Machine extends Program {
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
export const compileMachine = (asl: JsonObject): Machine => {
  const machine = asl as unknown as AslMachine
  return { ...compileProgram(machine, machine.QueryLanguage ?? 'JSONPath'), timeoutSeconds: machine.TimeoutSeconds }
}

const compileProgram = ({ StartAt, States }: AslMachine | AslProcessor, machineLanguage: QueryLanguage): Program => ({
  startAt: StartAt,
  states: new Map(Object.entries(States).map(([name, asl]) => [name, compileState(name, asl, machineLanguage)])),
})

/** States inside a Map or Parallel speak the machine's language, not that of the state around them (measured on AWS). */
const compileState = (name: string, asl: AslState, machineLanguage: QueryLanguage): State => {
  const compiler: Compiler = {
    name,
    language: asl.QueryLanguage ?? machineLanguage,
    compile: (program) => compileProgram(program, machineLanguage),
    standalone: ({ StartAt, States }) => ({ StartAt, States, QueryLanguage: machineLanguage }),
  }
  const { compile, mayRetry } = actions[asl.Type]
  return { name, type: asl.Type, events: stateEvents[asl.Type], mayRetry, run: compile(asl, compiler) }
}
