import { AsyncLocalStorage } from 'node:async_hooks'
import { realSystem, type System } from '../../system.ts'

const systems = new AsyncLocalStorage<System>()

/** The time in which a function runs that is called by `runAsFunction`; the real time for others. */
export const currentSystem = (): System => systems.getStore() ?? realSystem

/** Runs a function in the time of a system. */
export const runInSystem = <Result>(system: System, run: () => Result): Result => systems.run(system, run)
