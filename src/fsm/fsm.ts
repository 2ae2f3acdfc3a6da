import { definitionError } from '../dsl/definition-error.ts'
import { DefinitionError } from '../errors.ts'
import { actionStates } from './action-states.ts'
import type { CheckedFsm, FsmMachine } from './checked-fsm.ts'
import { fsmIssues } from './fsm-issues.ts'
import { type FsmModel, fsmModel } from './fsm-model.ts'
import type { FsmSpec } from './fsm-spec.ts'
import { doneState, type FsmLiteralState, unknownEventState } from './fsm-states.ts'
import { canBeDone, localOnlyStates, transitionStates } from './transition-states.ts'

/** A definition stays a plain literal, so the finite state machine that it was made of is beside it. */
const models = new WeakMap<object, FsmModel>()

/** The finite state machine that a literal was made of, if `fsm` or `fsmFromYaml` made it in this process. */
export const modelOf = (definition: object): FsmModel | undefined => models.get(definition)

/**
 * Makes a state machine of states with events and actions: a literal in JSONata, which all functions of the library take. `fsmHandlers`
 * makes the handlers of its tasks.
 *
 * Each state becomes a Task, and a Choice that leads to the target of the event, the name of the state followed by `-choices`. The data of
 * the execution is an object; its member `$` has the progress and is not part of the output.
 * @throws DefinitionError with every problem and its path.
 *
 * @example
 * const doors = fsm({
 *   name: 'doors',
 *   initial: 'closed',
 *   states: { closed: { do: 'knock', on: { answer: 'open' } }, open: { entry: 'enter', final: true } },
 * })
 * expect(Object.keys(doors.states)).toEqual(['closed', 'closed-choices', 'closed-delay', 'open', 'Fsm.UnknownEvent'])
 */
export const fsm = <const D>(spec: [D] extends [never] ? D : CheckedFsm<D>): FsmMachine<D> => {
  const issues = fsmIssues(spec)
  if (issues.length > 0) throw new DefinitionError(issues)
  // The parameter's type and the check above ensure the shape; the literal has the type's phantom members in the type only.
  return fsmLiteral(spec as FsmSpec) as never
}

/** The literal of a specification that was checked. */
export const fsmLiteral = (spec: FsmSpec): FsmLiteralState => {
  const model = fsmModel(spec)
  const statesOf = model.group === 'action' ? actionStates : transitionStates
  const states = new Map<string, FsmLiteralState>()
  const withoutTask = localOnlyStates(model)
  const withTask = Array.from(model.states.values()).filter(({ name }) => !withoutTask.has(name))
  const all = [
    ...withTask.flatMap((state) => statesOf(model, state)),
    ...(withTask.some((state) => canBeDone(model, state)) ? [doneState] : []),
    ...(withTask.every(({ isFinal }) => isFinal) ? [] : [unknownEventState]),
  ]
  for (const [name, state] of all) {
    if (states.has(name)) {
      const message = `two states of the state machine are named "${name}", because names with -choices, -delay and numbers are given to the states in between`
      throw definitionError(['states', name], message, 'rename the state')
    }
    states.set(name, state)
  }
  const definition = {
    ...(model.name !== undefined && { name: model.name }),
    ...(model.comment !== undefined && { comment: model.comment }),
    queryLanguage: 'JSONata',
    startAt: model.initial,
    states: Object.fromEntries(states),
  }
  models.set(definition, model)
  return definition
}
