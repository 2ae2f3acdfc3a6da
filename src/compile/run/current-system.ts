import { AsyncLocalStorage } from 'node:async_hooks'
import { realSystem, type System } from '../../system.ts'

const systems = new AsyncLocalStorage<System>()

/** The system of the function that `runAsFunction` runs; the real system outside of one. */
export const currentSystem = (): System => systems.getStore() ?? realSystem

/** Runs a function with a system as its current one. */
export const runInSystem = <Result>(system: System, run: () => Result): Result => systems.run(system, run)
