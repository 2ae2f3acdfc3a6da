import { toLiteralKey } from '../asl-key.ts'
import type { Finding } from '../finding.ts'
import { isDistributed } from '../read-machine.ts'
import type { StateRule } from '../rules/rule.ts'

const distributedFields = ['ItemReader', 'ItemBatcher', 'ResultWriter']

/** A Map in mode INLINE has no field that only a Distributed Map uses. Step Functions accepts and ignores them (measured). */
export const inlineMapFields: StateRule = function* ({ fields, path, machines }): Generator<Finding> {
  if (machines.length === 0 || machines.some(isDistributed)) return
  for (const field of distributedFields) {
    if (fields[field] === undefined) continue
    yield {
      path,
      field,
      code: 'DISTRIBUTED_FIELD_OF_INLINE_MAP',
      severity: 'warning',
      message: `a map in mode INLINE ignores "${toLiteralKey(field)}"`,
      hint: 'set processorConfig: { mode: "DISTRIBUTED", executionType: "STANDARD" }',
    }
  }
}
