import type { WorkerEmitter } from './worker-events.ts'

/** The counters of one activity's worker. */
export interface WorkerStats {
  /** Open polls. */
  readonly polling: number
  /** Tasks whose result has not been sent. */
  readonly running: number
  readonly succeeded: number
  readonly failed: number
  /** Tasks for which no result was accepted. */
  readonly lost: number
}

type Tally = { -readonly [K in Exclude<keyof WorkerStats, 'polling'>]: number }

const endings = { taskSucceeded: 'succeeded', taskFailed: 'failed', taskLost: 'lost' } as const

/** Counts the tasks of each activity by their events. */
export const countTasks = (events: WorkerEmitter): ((activity: string) => Omit<WorkerStats, 'polling'>) => {
  const tallies = new Map<string, Tally>()
  const tallyOf = (activity: string): Tally => {
    const tally = tallies.get(activity) ?? { running: 0, succeeded: 0, failed: 0, lost: 0 }
    tallies.set(activity, tally)
    return tally
  }
  events.on('taskStarted', ({ activity }) => {
    tallyOf(activity).running++
  })
  for (const [event, ending] of Object.entries(endings) as [keyof typeof endings, Exclude<keyof Tally, 'running'>][]) {
    events.on(event, ({ activity }) => {
      const tally = tallyOf(activity)
      tally.running--
      tally[ending]++
    })
  }
  return (activity) => ({ ...tallyOf(activity) })
}
