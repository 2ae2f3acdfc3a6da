import { onTestFinished } from 'vitest'
import { createLocal, type Local, type LocalOptions } from '../../src/local.ts'
import { type VirtualSystem, virtualSystem } from '../../src/virtual-system.ts'

/** Creates an engine in virtual time, behind the SDK's real clients. It is closed after the test. */
export const virtualLocal = (options: LocalOptions = {}): Local & { readonly system: VirtualSystem } => {
  const system = virtualSystem()
  const local = createLocal({ system, ...options })
  onTestFinished(local.close)
  return { ...local, system }
}
