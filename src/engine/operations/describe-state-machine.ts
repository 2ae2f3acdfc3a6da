import { z } from 'zod'
import type { Alias, StateMachine, Version } from '../registry.ts'
import * as fields from './fields.ts'
import { executionOf, targetOf } from './lookup.ts'
import { operation, seconds } from './operation.ts'

const METADATA_ONLY = { definition: '{}' }

export const describeStateMachine = {
  DescribeStateMachine: operation(
    z.object({ stateMachineArn: fields.arn, includedData: fields.includedData.optional() }),
    ({ stateMachineArn, includedData }, { registry }) => {
      const { stateMachine, alias, ...target } = targetOf(registry, stateMachineArn)
      const version = alias ? mainVersion(alias, stateMachine) : target.version
      const revision = version?.revision ?? stateMachine.revision
      return {
        stateMachineArn: version?.arn ?? stateMachine.arn,
        name: stateMachine.name,
        status: 'ACTIVE',
        type: stateMachine.type,
        ...revision.settings,
        ...(includedData === 'METADATA_ONLY' && METADATA_ONLY),
        creationDate: seconds((version ?? stateMachine).creationDate),
        revisionId: revision.id,
        description: version?.description,
      }
    },
  ),

  DescribeStateMachineForExecution: operation(
    z.object({ executionArn: fields.arn, includedData: fields.includedData.optional() }),
    ({ executionArn, includedData }, { registry }) => {
      const { execution, revision } = executionOf(registry, executionArn)
      const [name, label] = execution.stateMachineArn.split(':').at(-1)?.split('/') ?? []
      return {
        stateMachineArn: execution.stateMachineArn,
        name,
        label,
        ...revision.settings,
        ...(includedData === 'METADATA_ONLY' && METADATA_ONLY),
        updateDate: seconds(revision.updateDate),
        mapRunArn: execution.mapRunArn,
        revisionId: revision.id,
      }
    },
  ),
}

/** The version that an alias routes most executions to. */
const mainVersion = ({ routingConfiguration }: Alias, { versions }: StateMachine): Version | undefined => {
  const [main] = [...routingConfiguration].sort((a, b) => b.weight - a.weight)
  return versions.get(Number(main?.stateMachineVersionArn.split(':').at(-1)))
}
