import { createDeployer } from '../../deploy/deployer.ts'
import { type ConnectOptions, connect } from '../connect.ts'
import { deployClients, type ServiceOptions } from '../deploy-clients.ts'
import { exitCodes, type Io } from '../io.ts'

export interface RollbackCommandArgs extends ConnectOptions, ServiceOptions {
  readonly stateMachine: string
  readonly to?: string
  readonly alias?: string
}

/** Gives a state machine an earlier version, and prints the state machine and the aliases that have it now. */
export const rollbackCommand = async (
  { stateMachine, to, alias, ...options }: RollbackCommandArgs,
  io: Io,
): Promise<number> => {
  const { stepwise, close } = await connect(options, io)
  try {
    const target = { ...(to !== undefined && { to }), ...(alias !== undefined && { alias }) }
    const { version, label, action, aliases, isPermitted } = await createDeployer(
      stepwise,
      deployClients(options, io),
    ).rollback(stateMachine, target)
    const moved = [...(action === 'updated' ? [stateMachine] : []), ...aliases.map((one) => `${stateMachine}:${one}`)]
    const shown = label === undefined ? `version ${version}` : `version ${version} (${label})`
    io.out(moved.length > 0 ? `${moved.join(', ')}: ${shown} again\n` : `${stateMachine}: unchanged at ${shown}\n`)
    if (!isPermitted) io.err(`the role may lack permissions of ${shown}: deploy the definition from its source\n`)
    return exitCodes.done
  } finally {
    await close()
  }
}
