import { z } from 'zod'
import { parseArn } from '../../arn.ts'
import type { AliasRecord, Revision, StateMachineRecord, VersionRecord } from '../store/registry.ts'
import * as fields from './model/fields.ts'
import { requireExecution, requireQualifiedStateMachine, routedVersion } from './model/lookup.ts'
import { operation, seconds } from './model/operation.ts'
import { variableReferences } from './model/variable-references.ts'

/** A state machine as it is now, as it was published, and as an execution has it. */
export const describeStateMachine = {
  DescribeStateMachine: operation(
    z.object({ stateMachineArn: fields.arn, includedData: fields.includedData.optional() }),
    ({ stateMachineArn, includedData }, { registry }) => {
      const { stateMachine, alias, ...target } = requireQualifiedStateMachine(registry, stateMachineArn)
      const version = alias ? mainVersion(alias, stateMachine) : target.version
      const revision = version?.revision ?? stateMachine.revision
      return {
        stateMachineArn: version?.arn ?? stateMachine.arn,
        name: stateMachine.name,
        status: 'ACTIVE',
        type: stateMachine.type,
        ...settingsOf(revision, includedData),
        creationDate: seconds((version ?? stateMachine).creationDate),
        revisionId: revision.id,
        description: version?.description,
      }
    },
  ),

  DescribeStateMachineForExecution: operation(
    z.object({ executionArn: fields.arn, includedData: fields.includedData.optional() }),
    ({ executionArn, includedData }, { registry }) => {
      const { execution, revision } = requireExecution(registry, executionArn)
      const [name, label] = parseArn(execution.stateMachineArn)?.resource[1]?.split('/') ?? []
      return {
        stateMachineArn: execution.stateMachineArn,
        name,
        label,
        ...settingsOf(revision, includedData),
        updateDate: seconds(revision.updateDate),
        mapRunArn: execution.mapRunArn,
        revisionId: revision.id,
      }
    },
  ),
}

const settingsOf = ({ settings }: Revision, includedData: string | undefined) =>
  includedData === 'METADATA_ONLY'
    ? { ...settings, definition: '{}' }
    : { ...settings, variableReferences: variableReferences(settings.definition) }

/** The version that an alias routes most executions to. */
const mainVersion = (
  { routingConfiguration }: AliasRecord,
  stateMachine: StateMachineRecord,
): VersionRecord | undefined => {
  const [main] = [...routingConfiguration].sort((a, b) => b.weight - a.weight)
  return routedVersion(main, stateMachine)
}
