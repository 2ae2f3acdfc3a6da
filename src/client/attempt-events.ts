/** Matches the types of the events with which an attempt of a state begins. */
export const beginsAttempt = /Scheduled$|^(Parallel|Map)StateStarted$/
