import { permissions } from '../../../src/deploy/permissions/permissions.ts'

/** The account of the tests. */
export const account = { region: 'us-east-1', accountId: '123456789012' }
/** The region and the account in ARNs. */
export const own = 'us-east-1:123456789012'

/** A state machine of one task. */
export const machineOf = (state: object) => ({
  name: 'm',
  startAt: 's',
  states: { s: { type: 'task', end: true, ...state } },
})

/** The permissions of one task: `action on resource`, sorted, without conditions. */
export const permissionsOf = (state: object): string[] =>
  permissions(machineOf(state), account)
    .flatMap(({ actions, resources }) =>
      resources.flatMap((resource) => actions.map((action) => `${action} on ${resource}`)),
    )
    .sort()
