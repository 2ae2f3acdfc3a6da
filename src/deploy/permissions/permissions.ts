import { type AwsEnvironment, toAwsName } from '../../arn.ts'
import { toDeployableAsl } from '../../dsl/to-deployable-asl.ts'
import { isWrittenInAsl } from '../../dsl/to-literal.ts'
import type { MachineType } from '../../dsl/validate-and-desugar.ts'
import { DefinitionError, type Issue } from '../../errors.ts'
import { StatePermission } from '../../specs/definition.ts'
import type { DefinitionPath } from '../../specs/finding.ts'
import { machinesIn, readMachine, type StateNode } from '../../specs/read-machine.ts'
import { valueAtPath } from '../../specs/value-at-path.ts'
import { locate } from '../../sugar/desugar.ts'
import { type AwsAccount, placeholderAccount, toEnvironment } from '../aws-account.ts'
import { mapStrings, replacePlaceholders, withPlaceholders, withPseudoParameters } from '../placeholders.ts'
import { type MachineSettings, needsOfMachine } from './machine-needs.ts'
import type { Need } from './need.ts'
import type { PolicyStatement } from './policy-statement.ts'
import { needsOfState } from './state-needs.ts'

/** The facts about a state machine besides its definition and its account. */
export interface PermissionsOptions extends MachineSettings {
  /** The name to deploy under. Default: the definition's own. Distributed Maps start executions of their own state machine. */
  readonly name?: string
  /** Default `'STANDARD'`. */
  readonly type?: MachineType
  /** The values of substitutions in the definition: `{ TableName: 'orders' }` for `${TableName}`. */
  readonly substitutions?: Readonly<Record<string, string>>
}

/** The code of an issue about permissions that the definition does not show. */
const UNKNOWN_PERMISSION = 'UNKNOWN_PERMISSION'

/**
 * The statements that the role of a state machine needs, and no more, each with the names of the states that need it. Literal parameters
 * give exact ARNs. Parts that are computed become `*` if the rest of a name is known (`orders-*`), or if AWS generates the name.
 * @param definition a literal, or ASL. The `iam` of a task replaces the statements for its calls.
 * @param account the region and account of the ARNs. Default: CloudFormation's pseudo parameters (`${AWS::Region}`).
 * @throws DefinitionError if the definition is not valid, or for each state whose permissions it does not show: the message has the
 * `iam` to complete and to add to the state.
 *
 * @example
 * const account = { region: 'us-east-1', accountId: '123456789012' }
 * const actions = permissions(parent, account).flatMap((statement) => statement.actions)
 * expect(actions).toContain('states:StartExecution')
 */
export const permissions = (
  definition: unknown,
  account?: AwsAccount,
  options: PermissionsOptions = {},
): PolicyStatement[] => {
  const environment = account ? toEnvironment(account) : placeholderAccount
  const { statements, issues } = derivePermissions(definition, environment, options)
  if (issues.length > 0) throw new DefinitionError(issuesInStack(issues))
  // The folder's cast: mapping the strings of a statement keeps its structure.
  return statements.map((statement) => mapStrings(statement, withPseudoParameters) as PolicyStatement)
}

/** Issues whose hints have CloudFormation's pseudo parameters. */
export const issuesInStack = (issues: readonly Issue[]): Issue[] =>
  issues.map(({ hint, ...issue }) => ({
    ...issue,
    ...(hint !== undefined && { hint: withPseudoParameters(hint) }),
  }))

export interface DerivedPermissions {
  readonly statements: PolicyStatement[]
  /** One for each state whose permissions the definition does not show. */
  readonly issues: readonly Issue[]
}

/** A state and a permission that it needs; no state if the state machine as a whole needs it. */
type Needed = readonly [state: string | undefined, need: Need]

/** Derives the permissions of a definition. @throws DefinitionError if the definition is not valid. */
export const derivePermissions = (
  given: unknown,
  environment: AwsEnvironment,
  options: PermissionsOptions,
): DerivedPermissions => {
  const definition = withPlaceholders(substituted(given, options.substitutions))
  const deployable = toDeployableAsl(definition, environment, options.type)
  const name = options.name ?? deployable.name
  const context = { environment, ownName: name === undefined ? undefined : toAwsName(name) }
  const found: Needed[] = needsOfMachine(options, context).map((one) => [undefined, one])
  const issues: Issue[] = []
  const isAsl = isWrittenInAsl(Object(definition))
  for (const state of machinesIn(readMachine(deployable.asl)).flatMap(({ states }) => states)) {
    const path = isAsl ? state.path : locate(definition, state.path)
    const { calls, others } = needsOfState(state, context)
    const ownCalls = givenPermissions(definition, path) ?? calls
    const unknown = unknownIssues({ state, path, isAsl }, ownCalls, others)
    issues.push(...unknown)
    if (unknown.length === 0) for (const one of [...ownCalls, ...others]) found.push([state.name, one])
  }
  return { statements: mergeNeeds(found), issues }
}

const substituted = (definition: unknown, values: PermissionsOptions['substitutions']): unknown => {
  if (values === undefined) return definition
  const findValue = (name: string) => (Object.hasOwn(values, name) ? values[name] : undefined) ?? `\${${name}}`
  return mapStrings(definition, (text) => replacePlaceholders(text, findValue))
}

/** The `iam` of a state; `undefined` if it has none. */
const givenPermissions = (definition: unknown, path: DefinitionPath): Need[] | undefined => {
  const iam = valueAtPath(definition, [...path, 'iam'])
  if (!Array.isArray(iam)) return undefined
  return iam.map((one) => {
    const { actions, resources, condition } = StatePermission.parse(one)
    return { actions, resources: resources.map((arn) => ({ arn })), ...(condition && { condition }) }
  })
}

interface LocatedState {
  readonly state: StateNode
  readonly path: DefinitionPath
  /** True if the definition is ASL, which has no `iam`. */
  readonly isAsl: boolean
}

/** The issues of a state. The permissions of its calls can be given as `iam`; those that follow from its kind cannot. */
const unknownIssues = (located: LocatedState, calls: readonly Need[], others: readonly Need[]): Issue[] => [
  ...unknownIssue(
    located,
    calls,
    `${located.isAsl ? 'write the definition as a literal, and add' : 'add'} ${showIam(calls)}`,
  ),
  ...unknownIssue(located, others, 'add "name" to the definition, or name the state machine in the options'),
]

const unknownIssue = ({ state, path }: LocatedState, needs: readonly Need[], hint: string): Issue[] => {
  const reasons = needs.flatMap(({ unknown, resources }) => [unknown, ...resources.map((one) => one.unknown)])
  const shown = [...new Set(reasons.filter((reason) => reason !== undefined))]
  if (shown.length === 0) return []
  const message = `the permissions of state ${JSON.stringify(state.name)} cannot be derived: ${shown.join(', ')}`
  return [{ path, code: UNKNOWN_PERMISSION, severity: 'error', message, hint }]
}

/** The field `iam` with everything that is known, and placeholders for the rest. */
const showIam = (needs: readonly Need[]): string => {
  const list = (values: readonly string[]) => `[${values.map((value) => `'${value}'`).join(', ')}]`
  const shown = needs.map(({ actions, resources, condition }) => {
    const end = condition ? `, condition: ${JSON.stringify(condition)}` : ''
    return `{ actions: ${list(actions)}, resources: ${list(resources.map(({ arn }) => arn))}${end} }`
  })
  return `iam: [${shown.join(', ')}]`
}

/** Statements without duplicates, sorted, each with all states that need it. */
const mergeNeeds = (found: readonly Needed[]): PolicyStatement[] => {
  const merged = new Map<string, PolicyStatement>()
  for (const [state, { actions, resources, condition }] of found) {
    const statement = {
      actions: [...new Set(actions)].sort(),
      resources: [...new Set(resources.map(({ arn }) => arn))].sort(),
      ...(condition && { condition }),
    }
    const key = JSON.stringify(statement)
    const states = [...(merged.get(key)?.states ?? []), ...(state === undefined ? [] : [state])]
    merged.set(key, { effect: 'Allow', ...statement, states: [...new Set(states)] })
  }
  return [...merged].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, statement]) => statement)
}
