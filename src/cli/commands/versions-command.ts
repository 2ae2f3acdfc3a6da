import { createDeployer } from '../../deploy/deployer.ts'
import type { VersionSummary } from '../../deploy/versions/list-deployed-versions.ts'
import { type ConnectOptions, connect } from '../connect.ts'
import { exitCodes, type Io } from '../io.ts'

export interface VersionsCommandArgs extends ConnectOptions {
  readonly stateMachine: string
  readonly keep?: number
  readonly json?: boolean
}

/** Lists the versions of a state machine, after the deletion of old ones if `keep` is given. */
export const versionsCommand = async (
  { stateMachine, keep, json, ...options }: VersionsCommandArgs,
  io: Io,
): Promise<number> => {
  const { stepwise, close } = await connect(options, io)
  try {
    const { prune, versions } = createDeployer(stepwise)
    const deleted = keep === undefined ? [] : await prune(stateMachine, { keep })
    const found = await versions(stateMachine)
    if (json) io.out(`${JSON.stringify(found, null, 2)}\n`)
    else {
      if (deleted.length > 0) io.out(`deleted ${deleted.join(', ')}\n`)
      io.out(found.length > 0 ? found.map((one) => `${showVersion(one)}\n`).join('') : 'no versions\n')
    }
    return exitCodes.done
  } finally {
    await close()
  }
}

const showVersion = ({ version, label, creationDate, isPresent, aliases }: VersionSummary): string =>
  [
    `${version}`,
    creationDate.toISOString(),
    label,
    isPresent && '(deployed)',
    ...Object.entries(aliases).map(([alias, weight]) => `${alias} ${weight} %`),
  ]
    .filter(Boolean)
    .join('  ')
