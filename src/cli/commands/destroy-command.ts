import { createDeployer } from '../../deploy/deployer.ts'
import { confirm } from '../confirm.ts'
import { type ConnectOptions, connect } from '../connect.ts'
import { deployClients, type ServiceOptions } from '../deploy-clients.ts'
import { exitCodes, type Io } from '../io.ts'

export interface DestroyCommandArgs extends ConnectOptions, ServiceOptions {
  readonly names: readonly string[]
  readonly dryRun?: boolean
  readonly yes?: boolean
}

/** Removes state machines that `deploy` created. It fails if one was not created by it. */
export const destroyCommand = async (
  { names, dryRun = false, yes, ...options }: DestroyCommandArgs,
  io: Io,
): Promise<number> => {
  const { stepwise, name: engine, close } = await connect(options, io)
  try {
    const { removed, kept, isDone } = await createDeployer(stepwise, deployClients(options, io)).destroy(names, {
      dryRun,
      confirm: (present) =>
        confirm({ command: 'destroy', question: `Destroy ${present.join(', ')} on ${engine}?`, yes }, io),
      onRemove: (stateMachine) => io.out(`destroying ${stateMachine}, when its executions have ended …\n`),
      signal: io.signal,
    })
    for (const { resource, name } of removed) io.out(`${io.colors.red(`- ${resource} ${name}`)}\n`)
    for (const name of kept) io.err(`${name} stays: it was not created by deploy\n`)
    if (removed.length === 0 && kept.length === 0)
      io.out(isDone || dryRun ? 'nothing to destroy\n' : 'nothing was destroyed\n')
    return kept.length === 0 && (isDone || dryRun) ? exitCodes.done : exitCodes.failed
  } finally {
    await close()
  }
}
