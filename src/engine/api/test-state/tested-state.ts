import { isJsonObject, type JsonObject } from '../../../json.ts'
import { type MachineNode, readMachine, type StateNode } from '../../../specs/read-machine.ts'
import { parseServiceIntegration } from '../../../specs/service-integrations.ts'
import { type Diagnostic, validateMachine } from '../../../specs/validate-machine.ts'
import { ApiError } from '../../api-error.ts'
import type { AslState } from '../../interpreter/program/asl.ts'
import { compileStateMachine } from '../../interpreter/program/compile.ts'
import type { CompiledState } from '../../interpreter/program/program.ts'
import type { TestedDefinitions, TestedState } from '../../store/tested-definitions.ts'
import { assertNoErrors } from '../validation.ts'
import { validationError } from './validation-error.ts'

/** The name of a state that is given without a state machine (recorded). */
const NAME = 'StateName'

/**
 * Reads the state from a definition: that of the state alone, or that of a whole state machine with the name of one of its states, which
 * may be inside a Map or Parallel state.
 * @throws ApiError InvalidDefinition; ValidationException if there is no state of that name
 */
export const readTestedState = (
  definition: string,
  stateName: string | undefined,
  { ofStates, ofMachines }: TestedDefinitions,
): TestedState => {
  const { machine, states } =
    stateName === undefined
      ? ofStates.get(definition, () => ({ machine: machineOfState(definition), states: new Map() }))
      : ofMachines.get(definition, () => ({ machine: validMachine(definition), states: new Map() }))
  const name = stateName ?? NAME
  const tested = states.get(name) ?? findState(machine, name, false)
  if (!tested) throw validationError('State not found in definition')
  states.set(name, tested)
  return tested
}

const validMachine = (definition: string): MachineNode => {
  assertNoErrors(validateMachine(definition, { type: 'STANDARD' }))
  return readMachine(JSON.parse(definition))
}

/** A state machine of one state. The transitions of that state lead to no other state, which AWS accepts here. */
const machineOfState = (definition: string): MachineNode => {
  const state = parsedObject(definition)
  if (!state) return validMachine(definition)
  const machine = `{"StartAt":"${NAME}","States":{"${NAME}":${definition}}}`
  assertNoErrors(validateMachine(machine, { type: 'STANDARD' }).filter((found) => !isAboutOtherStates(found)))
  return readMachine({ StartAt: NAME, States: { [NAME]: state } })
}

const parsedObject = (text: string): JsonObject | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return isJsonObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

const isAboutOtherStates = ({ code, location = '' }: Diagnostic): boolean =>
  code === 'MISSING_END_STATE' || (code === 'MISSING_TRANSITION_TARGET' && ownTarget.test(location))

const ownTarget = new RegExp(String.raw`^/States/${NAME}/(Next|Default|Choices\[\d+\]/Next|Catch\[\d+\]/Next)$`)

const findState = (block: MachineNode, name: string, isInMap: boolean): TestedState | undefined => {
  for (const state of block.states) {
    if (state.name === name) return testedState(state, isInMap)
    for (const inner of state.machines) {
      const found = findState(inner, name, isInMap || inner.kind === 'processor')
      if (found) return found
    }
  }
  return undefined
}

const testedState = (placed: StateNode, isInMap: boolean): TestedState => {
  // The one boundary: the definition has been found valid.
  const asl = placed.fields as unknown as AslState
  const { Type: type, Resource: resource } = asl
  const call = type === 'Task' && resource !== undefined ? parseServiceIntegration(resource) : undefined
  const { name, language } = placed
  return { name, type, asl, language, isInMap, placed, call, compiled: compileAlone(placed) }
}

const compileAlone = ({ name, fields, inherited }: StateNode): CompiledState => {
  const asl = { StartAt: name, States: { [name]: fields as JsonObject }, QueryLanguage: inherited }
  const state = compileStateMachine(asl).states.get(name)
  if (!state) throw new Error(`the state ${JSON.stringify(name)} was not compiled`)
  return state
}

/** @throws ApiError InvalidDefinition if a state of this type, or a Task that waits like this one, cannot be tested without a mock */
export const assertTestedWithoutMock = ({ type, asl, call }: TestedState): void => {
  if (type === 'Map' || type === 'Parallel')
    throw new ApiError(
      'InvalidDefinition',
      'TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]',
    )
  if (type !== 'Task') return
  const isActivity = /^arn:[^:]*:states:[^:]*:[^:]*:activity:/.test(asl.Resource ?? '')
  if (isActivity || call?.pattern !== undefined)
    throw new ApiError(
      'InvalidDefinition',
      'TestState API does not support Activity tasks, or the .sync or .waitForTaskToken service integration patterns, when a mock is not specified.',
    )
}
