import { onTestFinished } from 'vitest'
import { createLocal, type Local, type LocalOptions } from '../../src/local.ts'
import { type VirtualSystem, type VirtualSystemOptions, virtualSystem } from '../../src/virtual-system.ts'

export interface VirtualLocalOptions extends Omit<LocalOptions, 'system'> {
  readonly time?: VirtualSystemOptions
}

/** Creates an engine in virtual time, behind the SDK's real clients. It is closed after the test. */
export const virtualLocal = ({
  time,
  ...options
}: VirtualLocalOptions = {}): Local & {
  readonly system: VirtualSystem
} => {
  const system = virtualSystem(time)
  const local = createLocal({ system, ...options })
  onTestFinished(local.close)
  return { ...local, system }
}
