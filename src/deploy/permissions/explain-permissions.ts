import type { PolicyStatement } from './policy-statement.ts'

/**
 * The permissions as lines of a string: the states, and below each the actions that it needs with their resources.
 *
 * @example
 * const statement = { effect: 'Allow', actions: ['s3:GetObject'], resources: ['arn:aws:s3:::a/*'], states: ['read'] } as const
 * explainPermissions([statement]) // => 'read\n  s3:GetObject\n    on arn:aws:s3:::a/*\n'
 */
export const explainPermissions = (statements: readonly PolicyStatement[]): string => {
  const byState = new Map<string, PolicyStatement[]>()
  for (const statement of statements) {
    const states = statement.states.length > 0 ? statement.states : [WHOLE]
    for (const state of states) byState.set(state, [...(byState.get(state) ?? []), statement])
  }
  return [...byState].map(([state, needed]) => `${state}\n${needed.map(explainStatement).join('')}`).join('')
}

const WHOLE = '(the state machine)'

const explainStatement = ({ actions, resources, condition }: PolicyStatement): string =>
  [
    `  ${actions.join(', ')}`,
    ...resources.map((resource) => `    on ${resource}`),
    ...(condition ? [`    if ${JSON.stringify(condition)}`] : []),
    '',
  ].join('\n')
