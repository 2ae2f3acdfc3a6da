import { onTestFinished } from 'vitest'
import { sessionOf } from '../../src/client/session-of.ts'
import type { DeployDeps, InferPolicy } from '../../src/deploy/deploy-deps.ts'
import { bindDeployer } from '../../src/deploy/deployer.ts'
import { bundleFunction } from '../../src/deploy/lambda/bundle-function.ts'
import { createLocal } from '../../src/local.ts'
import { desugar } from '../../src/sugar/desugar.ts'
import { virtualSystem } from '../../src/virtual-system.ts'
import { fakeServices } from './fake-services.ts'

/** One statement for each resource of a task. */
const inferPolicy: InferPolicy = (definition) => ({
  Version: '2012-10-17',
  Statement: Object.values(desugar(definition).States).map(({ Resource }) => ({
    Effect: 'Allow',
    Action: ['use'],
    Resource: [String(Resource)],
  })),
})

/** A deployer on an embedded engine and services in memory. `fault` is called before each call of any of them. */
export const createDeployerWithServices = (policy = inferPolicy) => {
  let fault = (_operation: string) => {}
  const system = virtualSystem()
  const local = createLocal({ system, accountId: '123456789012' })
  onTestFinished(local.close)
  local.sfn.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        fault(commandName.replace(/Command$/, ''))
        return next(args)
      },
    { step: 'initialize' },
  )
  const fake = fakeServices((operation) => fault(operation))
  const session = sessionOf(local.ensureStateMachine)
  if (!session) throw new Error('the engine has no session')
  const readGit = async () => ({ commit: '0123456789abcdef0123456789abcdef01234567', isDirty: true })
  const hasServices = async () => true
  const deps: DeployDeps = {
    session,
    services: fake.services,
    hasServices,
    inferPolicy: policy,
    readGit,
    bundleFunction,
  }
  return { ...local, ...fake, ...bindDeployer(deps), deps, system, setFault: (next: typeof fault) => (fault = next) }
}
