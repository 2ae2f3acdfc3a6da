/** A task of an activity that this page has taken, as a worker does. */
export interface TakenTask {
  readonly token: string
  readonly input: string
}

const PREFIX = 'stepwise-task '

/** A name for the next worker: the history shows it, so that the task that it takes can be found again. */
export const newWorkerName = (): string => `stepwise-console-${crypto.randomUUID()}`

/** Remembers a task in this tab: its token is in no history. */
export const rememberTask = (workerName: string, task: TakenTask): void =>
  sessionStorage.setItem(PREFIX + workerName, JSON.stringify(task))

export const forgetTask = (workerName: string): void => sessionStorage.removeItem(PREFIX + workerName)

/** The task that a worker of this page has taken. */
export const takenTask = (workerName: string | undefined): TakenTask | undefined => {
  const text = workerName === undefined ? null : sessionStorage.getItem(PREFIX + workerName)
  return text === null ? undefined : JSON.parse(text)
}
