import { Activity } from 'aws-cdk-lib/aws-stepfunctions'
import { Fn, Stack, Token } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'
import { activityArn, toAwsName } from '../arn.ts'
import { placeholderAccount } from '../deploy/aws-account.ts'
import { activityIds } from '../deploy/formats/exported-machine.ts'
import { derivePermissions, issuesInStack } from '../deploy/permissions/permissions.ts'
import type { PolicyStatement } from '../deploy/permissions/policy-statement.ts'
import { mapStrings, placeholdersIn, replacePlaceholders, withPlaceholders } from '../deploy/placeholders.ts'
import { activityName } from '../dsl/activities.ts'
import { toDeployableAsl } from '../dsl/to-deployable-asl.ts'
import { DefinitionError } from '../errors.ts'
import type { StepwiseStateMachineProps } from './stepwise-state-machine.ts'
import { type TemplateValues, templateValues } from './template-values.ts'

/** The contents of a state machine of a template. */
export interface TemplateDefinition {
  /** The name as AWS stores it; `undefined` if CloudFormation chooses one. */
  readonly name: string | undefined
  /** The ASL, with the names of the substitutions in its strings. */
  readonly asl: unknown
  readonly substitutions: Readonly<Record<string, string>>
  /** The activities that are created, by name. */
  readonly activities: Readonly<Record<string, Activity>>
  /** The statements of the role, with tokens of the CDK. */
  readonly permissions: readonly Pick<PolicyStatement, 'actions' | 'resources' | 'condition'>[]
}

/**
 * Translates a definition for a template, and creates its activities.
 * @throws DefinitionError if it is not valid or does not show a permission; Error if a substitution has no value.
 */
export const templateDefinition = (scope: Construct, props: StepwiseStateMachineProps): TemplateDefinition => {
  const values = templateValues(scope)
  const definition = withPlaceholders(values.withoutTokens(props.definition))
  const { asl, name: ownName, activities } = toDeployableAsl(definition, placeholderAccount, props.stateMachineType)
  const given = props.stateMachineName ?? ownName
  const name = given === undefined || Token.isUnresolved(given) ? given : toAwsName(given)
  const created = createActivities(scope, activities)
  const references = new Map(created.map(({ id, awsName }) => [activityArn(placeholderAccount, awsName), `\${${id}}`]))
  const findValue = valueFinder(values, props, new Map(created.map(({ id, activity }) => [id, activity.activityArn])))
  const referring = mapStrings(asl, (text) => references.get(text) ?? inlined(text, values))
  const used = placeholdersIn(referring)
  return {
    name,
    asl: mapStrings(referring, (text) => replacePlaceholders(text, (one) => `\${${keyOf(one)}}`)),
    substitutions: Object.fromEntries(used.map((one) => [keyOf(one), findValue(one)])),
    activities: Object.fromEntries(created.map(({ label, activity }) => [label, activity])),
    permissions: permissionsOf(definition, { props, name, values }).map((statement) => filled(statement, findValue)),
  }
}

interface CreatedActivity {
  /** The name in the definition: `price` of `activity/price`. */
  readonly label: string
  readonly awsName: string
  /** The name of its substitution. */
  readonly id: string
  readonly activity: Activity
}

/** Creates the activities of a definition that are not given by ARN. State machines of one stack share them. */
const createActivities = (scope: Construct, references: readonly string[]): CreatedActivity[] => {
  const stack = Stack.of(scope)
  const names = [...new Set(references.filter((one) => !one.startsWith('arn:')))].map(activityName)
  return Array.from(activityIds(names), ([name, id]) => {
    const label = name.replace(/^activity\//, '')
    const awsName = toAwsName(name)
    const constructId = `StepwiseActivity-${label}`
    const present = stack.node.tryFindChild(constructId)
    const activity = present instanceof Activity ? present : new Activity(stack, constructId, { activityName: awsName })
    return { label, awsName, id, activity }
  })
}

/** Writes the region, account and partition into the definition: references of the template, or values if the stack has them. */
const inlined = (text: string, { tokens }: TemplateValues): string =>
  replacePlaceholders(text, (name) => (accountValues.has(name) ? tokens.get(name) : undefined) ?? `\${${name}}`)

const accountValues: ReadonlySet<string> = new Set(['AWSPartition', 'AWSRegion', 'AWSAccountId', 'AWSURLSuffix'])

/** The key of a substitution: `AWSStackName` for `${AWS::StackName}`. */
const keyOf = (name: string): string => name.replaceAll(':', '')

type FindValue = (name: string) => string

const valueFinder = (
  { tokens }: TemplateValues,
  { definitionSubstitutions = {} }: StepwiseStateMachineProps,
  activityArns: ReadonlyMap<string, string>,
): FindValue => {
  const given = new Map(Object.entries(definitionSubstitutions))
  return (name) => {
    const value = given.get(name) ?? activityArns.get(name) ?? tokens.get(name)
    if (value !== undefined) return value
    if (name.startsWith('AWS::')) return Fn.ref(name)
    throw new Error(
      `the definition has the substitution "\${${name}}" without a value: add definitionSubstitutions: { ${JSON.stringify(name)}: … }`,
    )
  }
}

interface Derivation {
  readonly props: StepwiseStateMachineProps
  readonly name: string | undefined
  readonly values: TemplateValues
}

/** The permissions of a definition. If a role is given, those that are not known are left to it. */
const permissionsOf = (
  definition: unknown,
  { props: { definitionSubstitutions = {}, stateMachineType, role }, name, values }: Derivation,
): readonly PolicyStatement[] => {
  const patterns = Object.fromEntries(values.patterns)
  const withPatterns = (text: string) => replacePlaceholders(text, (one) => values.patterns.get(one) ?? `\${${one}}`)
  const given = Object.entries(definitionSubstitutions).map(([key, value]) => [
    key,
    withPatterns(String(values.withoutTokens(value))),
  ])
  const { statements, issues } = derivePermissions(definition, placeholderAccount, {
    ...(name !== undefined && !Token.isUnresolved(name) && { name }),
    ...(stateMachineType && { type: stateMachineType }),
    substitutions: { ...patterns, ...Object.fromEntries(given) },
  })
  if (issues.length > 0 && !role) throw new DefinitionError(issuesInStack(issues))
  return statements
}

const filled = ({ actions, resources, condition }: PolicyStatement, findValue: FindValue) => {
  const fill = (text: string) => replacePlaceholders(text, findValue)
  // The folder's cast: mapping the strings of a condition keeps its structure.
  const conditions = condition && (mapStrings(condition, fill) as NonNullable<PolicyStatement['condition']>)
  return { actions, resources: resources.map(fill), ...(conditions && { condition: conditions }) }
}
