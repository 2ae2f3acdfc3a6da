import type { ListedActivity } from './client/activities.ts'
import type { AliasDescription, AliasOptions, AliasWeights, EnsuredAlias, ListedAlias } from './client/aliases.ts'
import type { EnsuredStateMachine } from './client/create-or-update.ts'
import type { DeleteOptions } from './client/delete-state-machine.ts'
import type { StateMachineDescription } from './client/describe-state-machine.ts'
import type { ListedStateMachine } from './client/list-state-machines.ts'
import type { StateMachineOptions } from './client/state-machine-options.ts'
import type { ValidateRemotelyOptions } from './client/validate-remotely.ts'
import type { PublishedVersion, PublishVersionOptions } from './client/versions.ts'
import type { DefinitionArgument } from './definition-argument.ts'
import type { ValidateOptions } from './dsl/validate.ts'
import type { Issue } from './errors.ts'

/** The functions for state machines, with their versions and aliases, and for activities. */
export interface StateMachineFunctions {
  /**
   * Registers the activities of a definition, then creates the state machine, or updates it if it differs. If nothing has
   * changed, this costs one DescribeStateMachine call. Definitions are compared as data.
   * Waits while a state machine of that name is being deleted (5 minutes at most) and until a new role is visible (30 s at most).
   * @param name replaces the definition's own name.
   * @throws DefinitionError if the definition is not valid, before anything is sent, or if AWS rejects it (AWS's exception is
   * the `cause`); Error if a new state machine on AWS has no role, or if the type of the state machine would change.
   *
   * @example
   * const { stateMachineArn, action } = await ensureStateMachine(orders, { tags: { team: 'shop' } })
   * await ensureStateMachine('orders-test', orders)
   */
  readonly ensureStateMachine: {
    <const D>(definition: DefinitionArgument<D>, options?: StateMachineOptions): Promise<EnsuredStateMachine>
    <const D>(
      name: string,
      definition: DefinitionArgument<D>,
      options?: StateMachineOptions,
    ): Promise<EnsuredStateMachine>
  }
  /**
   * Returns a deployed state machine, with its definition as a literal (DescribeStateMachine).
   *
   * @example
   * const { definition, type } = await describeStateMachine('orders')
   * expect(definition).toEqual(orders)
   */
  readonly describeStateMachine: (nameOrArn: string) => Promise<StateMachineDescription>
  /**
   * Deletes a state machine (DeleteStateMachine). Its activities stay, unless `activities` is true. It is not an error if the
   * state machine does not exist.
   * @throws TypeError for a wrong option; the signal's reason if it is aborted during the wait.
   *
   * @example
   * await deleteStateMachine('orders', { activities: true, wait: true })
   * await exists('orders') // => false
   */
  readonly deleteStateMachine: (nameOrArn: string, options?: DeleteOptions) => Promise<void>
  /**
   * Lists the state machines of the account and region, page by page as they are read (ListStateMachines).
   *
   * @example
   * for await (const { name, type } of listStateMachines()) console.log(name, type)
   */
  readonly listStateMachines: () => AsyncIterable<ListedStateMachine>
  /**
   * Publishes the current definition of a state machine as a version, which never changes (PublishStateMachineVersion). If nothing
   * has changed since the last version, it returns that version. `ensureStateMachine` does the same with its option `publish`.
   * @throws TypeError for a wrong option; AWS's ConflictException if `revisionId` is not the current revision.
   *
   * @example
   * const { version, versionArn } = await publishVersion('orders', { description: 'asks twice' })
   * await runExecution(`orders:${version}`, { input: { item: 'book' } })
   */
  readonly publishVersion: (nameOrArn: string, options?: PublishVersionOptions) => Promise<PublishedVersion>
  /**
   * Lists the versions of a state machine, newest first, page by page as they are read (ListStateMachineVersions).
   *
   * @example
   * for await (const { version, creationDate } of listVersions('orders')) console.log(version, creationDate)
   */
  readonly listVersions: (nameOrArn: string) => AsyncIterable<PublishedVersion>
  /**
   * Deletes a version (DeleteStateMachineVersion). It is not an error if the version does not exist.
   * @throws TypeError if `version` is not the number of a version; AWS's ConflictException if an alias points to it.
   *
   * @example
   * await deleteVersion('orders', 3)
   */
  readonly deleteVersion: (nameOrArn: string, version: number) => Promise<void>
  /**
   * Makes an alias point to a version, or to two versions with the percentages of executions that they get. The alias is created if
   * it does not exist (CreateStateMachineAlias, UpdateStateMachineAlias).
   * @param versions the number of a version, or weights that add up to 100: `{ 3: 90, 4: 10 }`.
   * @throws TypeError if `versions` is something else; AWS's ResourceNotFound if a version does not exist.
   *
   * @example
   * const stable = await publishVersion('orders')
   * const next = await publishVersion('orders', { description: 'asks twice' })
   * await setAlias('orders', 'live', stable.version)
   * await setAlias('orders', 'live', { [stable.version]: 90, [next.version]: 10 })
   * await startExecution('orders:live')
   */
  readonly setAlias: (
    nameOrArn: string,
    alias: string,
    versions: number | AliasWeights,
    options?: AliasOptions,
  ) => Promise<EnsuredAlias>
  /**
   * Describes an alias, with its versions and their weights (DescribeStateMachineAlias).
   * @throws AWS's ResourceNotFound if it does not exist.
   *
   * @example
   * const { version } = await publishVersion('orders')
   * await setAlias('orders', 'live', version)
   * const { weights } = await describeAlias('orders', 'live') // => { 1: 100 }
   */
  readonly describeAlias: (nameOrArn: string, alias: string) => Promise<AliasDescription>
  /**
   * Lists the aliases of a state machine, or those that point to a version of it (`orders:3`), page by page as they are read
   * (ListStateMachineAliases).
   *
   * @example
   * for await (const { name } of listAliases('orders')) console.log(name, (await describeAlias('orders', name)).weights)
   */
  readonly listAliases: (nameOrArn: string) => AsyncIterable<ListedAlias>
  /**
   * Deletes an alias (DeleteStateMachineAlias). It is not an error if the alias does not exist.
   *
   * @example
   * await deleteAlias('orders', 'live')
   */
  readonly deleteAlias: (nameOrArn: string, alias: string) => Promise<void>
  /**
   * Finds every problem of a definition, sorted by path. Errors block a deployment, warnings do not. For ASL the messages are AWS's;
   * for a literal the same problems are reported with its own names and paths. With `remote`, the configured client is asked too
   * (ValidateStateMachineDefinition), and a promise is returned. The added problems have paths in the definition as it is written.
   * @param definition a literal, or ASL.
   * @throws with `remote`: TypeError for a wrong option, and the exceptions of the operation; else nothing.
   *
   * @example
   * validate({ startAt: 'a', states: {} }).map(formatIssue) // => ['startAt: no state named "a"']
   * const issues = await validate(orders, { remote: true })
   */
  readonly validate: {
    (definition: unknown, options: ValidateRemotelyOptions): Promise<Issue[]>
    (definition: unknown, options?: ValidateOptions): Issue[]
  }
  /**
   * Returns true if a state machine or an activity exists (DescribeStateMachine, DescribeActivity), given its name or its ARN.
   * @throws TypeError if `nameOrArn` is not a name, and not the ARN of a state machine or an activity.
   *
   * @example
   * await exists('orders') // => true
   * await exists('activity/price') // => true
   */
  readonly exists: (nameOrArn: string) => Promise<boolean>
  /**
   * Lists the activities of the account and region, page by page as they are read (ListActivities).
   *
   * @example
   * for await (const { name, activityArn } of listActivities()) console.log(name, activityArn)
   */
  readonly listActivities: () => AsyncIterable<ListedActivity>
  /**
   * Deletes an activity (DeleteActivity), given its name or its ARN. It is not an error if the activity does not exist.
   *
   * @example
   * await deleteActivity('activity/price')
   */
  readonly deleteActivity: (nameOrArn: string) => Promise<void>
}
