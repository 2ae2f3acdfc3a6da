import type { Emitter } from './events.ts'

/** What the worker of one activity is doing and has done. */
export interface WorkerStats {
  /** Polls that wait for a task. */
  readonly polling: number
  /** Tasks between their poll and their answer. */
  readonly running: number
  readonly succeeded: number
  readonly failed: number
  /** Tasks of which no answer was accepted. */
  readonly lost: number
}

export type Tally = Omit<WorkerStats, 'polling'>

const endings = { taskSucceeded: 'succeeded', taskFailed: 'failed', taskLost: 'lost' } as const

/** Counts the tasks of one activity as their events go by. */
export const countTasks = (events: Emitter, counted: string): (() => Tally) => {
  const tally = { running: 0, succeeded: 0, failed: 0, lost: 0 }
  events.on('taskStarted', ({ activity }) => {
    if (activity === counted) tally.running++
  })
  for (const [event, ending] of Object.entries(endings) as [keyof typeof endings, 'succeeded' | 'failed' | 'lost'][]) {
    events.on(event, ({ activity }) => {
      if (activity !== counted) return
      tally.running--
      tally[ending]++
    })
  }
  return () => ({ ...tally })
}
