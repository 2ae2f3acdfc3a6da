import { RecentlyUsed } from '../../recently-used.ts'
import type { MachineNode, StateNode } from '../../specs/read-machine.ts'
import type { ServiceIntegration } from '../../specs/service-integrations.ts'
import type { StateType } from '../../specs/state-types.ts'
import type { QueryLanguage } from '../../specs/values.ts'
import type { AslState } from '../interpreter/program/asl.ts'
import type { CompiledState } from '../interpreter/program/program.ts'

/** A state that TestState tests. */
export interface TestedState {
  readonly name: string
  readonly type: StateType
  readonly asl: AslState
  readonly language: QueryLanguage
  /** True if it is inside the processor of a Map. */
  readonly isInMap: boolean
  /** The state with the states inside it. */
  readonly placed: StateNode
  /** The service that it calls, if it is such a Task. */
  readonly call: ServiceIntegration | undefined
  /** The state alone, ready to run: its targets need not exist. */
  readonly compiled: CompiledState
}

/** A valid definition, with those of its states that have been tested. */
export interface TestedDefinition {
  readonly machine: MachineNode
  readonly states: Map<string, TestedState>
}

/** The definitions that were tested last. Tests repeat them, and reading one takes longer than testing a state. */
export interface TestedDefinitions {
  /** Definitions of single states. */
  readonly ofStates: RecentlyUsed<TestedDefinition>
  /** Definitions of state machines. */
  readonly ofMachines: RecentlyUsed<TestedDefinition>
}

export const createTestedDefinitions = (): TestedDefinitions => ({
  ofStates: new RecentlyUsed(),
  ofMachines: new RecentlyUsed(),
})
