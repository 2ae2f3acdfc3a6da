import { exampleEnvironment, parseArn, toAwsName } from '../arn.ts'
import { heartbeatsOf } from '../dsl/activities.ts'
import { type HandledResource, handledResource } from '../dsl/handled-resource.ts'
import { toDeployableAsl } from '../dsl/to-deployable-asl.ts'
import type { MachineType } from '../dsl/validate-and-desugar.ts'
import { compileStateMachine } from '../engine/interpreter/program/compile.ts'
import type { StateMachineProgram } from '../engine/interpreter/program/program.ts'
import { isJsonObject } from '../json.ts'
import { type MachineNode, readMachine, type StateNode } from '../specs/read-machine.ts'
import type { Asl } from '../sugar/desugar.ts'
import { Snapshot } from './snapshot.ts'

/** A state of a definition, in ASL. */
export interface PreparedState extends StateNode {
  /** The performer of its work, if it is a task. */
  readonly resource: HandledResource | undefined
}

/** A definition that was checked and compiled. */
export interface PreparedDefinition {
  readonly name: string
  readonly asl: Asl
  readonly program: StateMachineProgram
  /** All states, at any depth. */
  readonly states: readonly PreparedState[]
  /** The resources of its tasks, by {@link resourceKey}. */
  readonly resources: ReadonlySet<string>
  /** The interval at which workers send heartbeats, in seconds, by the name that AWS has for the activity. */
  readonly heartbeats: ReadonlyMap<string, number>
}

interface Prepared {
  /** The definition as it was, because a caller may change it. */
  readonly snapshot: Snapshot
  readonly prepared: PreparedDefinition
}

const preparedDefinitions: Readonly<Record<MachineType, WeakMap<object, Prepared>>> = {
  STANDARD: new WeakMap(),
  EXPRESS: new WeakMap(),
}

/**
 * Checks and compiles a definition. If the same object comes again unchanged, the result is that of the first time.
 * @param definition a literal, or ASL.
 * @throws DefinitionError with every error of the definition
 */
export const prepareDefinition = (definition: unknown, type: MachineType): PreparedDefinition => {
  if (typeof definition !== 'object' || definition === null) return prepare(definition, type)
  const known = preparedDefinitions[type].get(definition)
  if (known?.snapshot.isCurrent()) return known.prepared
  const prepared = prepare(definition, type)
  preparedDefinitions[type].set(definition, { snapshot: new Snapshot(definition), prepared })
  return prepared
}

const prepare = (definition: unknown, type: MachineType): PreparedDefinition => {
  const { asl, name = 'simulated' } = toDeployableAsl(definition, exampleEnvironment, type)
  const heartbeats = new Map(
    Object.entries(heartbeatsOf(definition)).map(([activity, seconds]) => [toAwsName(activity), seconds]),
  )
  const states = statesOf(readMachine(asl)).map((state) => ({ ...state, resource: resourceOf(state) }))
  const resources = new Set(states.flatMap(({ resource }) => (resource ? [resourceKey(resource)] : [])))
  return { name, asl, program: compileStateMachine(asl), states, resources, heartbeats }
}

const statesOf = ({ states }: MachineNode): StateNode[] =>
  states.flatMap((state) => [state, ...state.machines.flatMap(statesOf)])

/** A task that starts a state machine whose name is written in it stands for that state machine. */
const resourceOf = ({ fields }: StateNode): HandledResource | undefined => {
  const { Type: type, Resource: resource, Parameters, Arguments = Parameters } = fields
  if (type !== 'Task' || typeof resource !== 'string') return undefined
  const handled = handledResource(resource)
  if (handled.kind !== 'integration' || !handled.name.startsWith('states:startExecution')) return handled
  const arn = isJsonObject(Arguments) ? Arguments.StateMachineArn : undefined
  const [kind, name] = (typeof arn === 'string' && parseArn(arn)?.resource) || []
  return kind === 'stateMachine' && name !== undefined ? { kind: 'machine', name } : handled
}

/** A string that is the same for equal resources. */
export const resourceKey = ({ kind, name }: HandledResource): string => `${kind} ${name}`
