import type { StateNode } from '../read-machine.ts'
import type { MachineRule, StateRule } from '../rules/rule.ts'
import type { StateType } from '../state-types.ts'
import { credentialsType } from './credentials-type.ts'
import { inlineMapFields } from './inline-map-fields.ts'
import { missingDefault } from './missing-default.ts'
import { missingDelimiters } from './missing-delimiters.ts'
import { missingTimeout } from './missing-timeout.ts'
import { sometimesUndefinedVariables } from './sometimes-undefined-variables.ts'
import { unknownErrorNames } from './unknown-error-names.ts'

const commonAdvice: readonly StateRule[] = [unknownErrorNames, missingDelimiters]

const adviceByType: Readonly<Partial<Record<StateType, readonly StateRule[]>>> = {
  Task: [missingTimeout, credentialsType],
  Choice: [missingDefault],
  Map: [inlineMapFields],
}

const rulesByType: ReadonlyMap<unknown, readonly StateRule[]> = new Map(
  Object.entries(adviceByType).map(([type, rules]) => [type, [...commonAdvice, ...rules]]),
)

/** The rules for warnings that AWS does not have, on one state. */
export const adviceFor = ({ fields }: StateNode): readonly StateRule[] => rulesByType.get(fields.Type) ?? commonAdvice

/** The rules for warnings that AWS does not have, on a whole machine. */
export const machineAdvice: readonly MachineRule[] = [sometimesUndefinedVariables]
