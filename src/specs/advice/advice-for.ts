import type { StateNode } from '../read-machine.ts'
import type { StateRule } from '../rules/rule.ts'
import type { StateType } from '../state-types.ts'
import { credentialsType } from './credentials-type.ts'
import { inlineMapFields } from './inline-map-fields.ts'
import { missingDefault } from './missing-default.ts'
import { missingDelimiters } from './missing-delimiters.ts'
import { missingTimeout } from './missing-timeout.ts'
import { requestMembers } from './request-members.ts'
import { unknownActions } from './unknown-actions.ts'
import { unknownErrorNames } from './unknown-error-names.ts'

const commonAdvice: readonly StateRule[] = [unknownErrorNames, missingDelimiters]

const adviceByType: Readonly<Partial<Record<StateType, readonly StateRule[]>>> = {
  Task: [missingTimeout, credentialsType, unknownActions, requestMembers],
  Choice: [missingDefault],
  Map: [inlineMapFields],
}

const rulesByType: ReadonlyMap<unknown, readonly StateRule[]> = new Map(
  Object.entries(adviceByType).map(([type, rules]) => [type, [...commonAdvice, ...rules]]),
)

/** The rules on a state for warnings that AWS does not have. */
export const adviceFor = ({ fields }: StateNode): readonly StateRule[] => rulesByType.get(fields.Type) ?? commonAdvice
