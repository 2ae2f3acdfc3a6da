import { parseArn } from '../../arn.ts'
import { isJsonObject } from '../../json.ts'
import { machinesIn, readMachine, type StateNode } from '../../specs/read-machine.ts'
import { ownValue } from '../../specs/value-at-path.ts'
import type { Asl } from '../../sugar/desugar.ts'

interface Ordered {
  /** The name as AWS stores it. */
  readonly awsName: string
  readonly asl: Asl
}

/**
 * Sorts state machines so that each comes after those that it starts. State machines that start each other keep their order: Step
 * Functions does not check that a nested state machine exists before an execution starts it.
 */
export const deploymentOrder = <T extends Ordered>(machines: readonly T[]): T[] => {
  const byName = new Map(machines.map((machine) => [machine.awsName, machine]))
  const visited = new Set<T>()
  const sorted: T[] = []
  const visit = (machine: T): void => {
    if (visited.has(machine)) return
    visited.add(machine)
    for (const name of startedBy(machine.asl)) {
      const child = byName.get(name)
      if (child) visit(child)
    }
    sorted.push(machine)
  }
  for (const machine of machines) visit(machine)
  return sorted
}

/** The names of the state machines that the tasks of a definition start. */
const startedBy = (asl: Asl): string[] =>
  machinesIn(readMachine(asl))
    .flatMap(({ states }) => states)
    .flatMap((state) => nameOfStarted(state) ?? [])

const nameOfStarted = ({ fields }: StateNode): string | undefined => {
  if (typeof fields.Resource !== 'string' || !/:states:startExecution|:aws-sdk:sfn:start/.test(fields.Resource))
    return undefined
  const input = [fields.Parameters, fields.Arguments].find(isJsonObject)
  const arn = ownValue(input, 'StateMachineArn')
  const [type, name] = (typeof arn === 'string' && parseArn(arn)?.resource) || []
  return type === 'stateMachine' ? name : undefined
}
