/** A state machine with one task, which fails after 30 seconds without a result, and is tried again. */
export const chargingWith = <const Parameters, const Retry>(parameters: Parameters, retry: Retry) =>
  ({
    name: 'charging',
    startAt: 'charge',
    states: {
      charge: {
        type: 'task',
        resource: 'activity/charge',
        parameters,
        timeoutSeconds: 30,
        retry: { errorEquals: 'States.ALL', intervalSeconds: 1, ...retry },
        end: true,
      },
    },
  }) as const
