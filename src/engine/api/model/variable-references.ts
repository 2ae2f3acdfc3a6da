import type { JsonObject } from '../../../json.ts'
import { machinesIn, readMachine } from '../../../specs/read-machine.ts'
import { variablesReadBy } from '../../../specs/variables.ts'

/** The workflow variables that each state of a definition reads, nested states included; `undefined` if no state reads any. */
export const variableReferences = (definition: string): Record<string, string[]> | undefined => {
  const asl: JsonObject = JSON.parse(definition)
  const references = Array.from(machinesIn(readMachine(asl)), ({ states }) => states)
    .flat()
    .map((state): [string, string[]] => [state.name, [...variablesReadBy(state)]])
    .filter(([, names]) => names.length > 0)
  return references.length > 0 ? Object.fromEntries(references) : undefined
}
