import { assertStateMachineOptions, type StateMachineOptions } from '../client/state-machine-options.ts'
import type { AnyDefinition } from '../definition-argument.ts'
import { isJsonObject } from '../json.ts'
import {
  assertOptions,
  booleanCheck,
  checkedElsewhere,
  describeValue,
  memberPath,
  type OptionChecks,
  oneOfCheck,
  stringCheck,
} from '../options.ts'
import { type AlarmOptions, alarmChecks } from './alarm.ts'
import type { FunctionSources } from './lambda/function-source.ts'
import { assertMachineMetric } from './metrics.ts'
import { type PlanOptions, planChecks } from './plan/execute-plan.ts'
import { assertCanaryOptions, type CanaryOptions } from './versions/canary-options.ts'

/** The settings of a state machine that a deployment sets. */
export type DeployedSettings = Omit<StateMachineOptions, 'publish' | 'alias'>

/** A definition with a name and settings of its own. */
export interface DeployItem extends DeployedSettings {
  readonly definition: AnyDefinition
  /** Replaces the definition's own name. */
  readonly name?: string
}

export interface DeployOptions extends DeployedSettings, PlanOptions {
  /** Publishes a version of each state machine. */
  readonly publish?: boolean
  /** Publishes a version with this label, such as `1.4.0`; `'git'` for the commit of the working directory. */
  readonly version?: string
  /** Publishes a version and makes this alias point to it. */
  readonly alias?: string
  /** Gives the new version a part of the alias's executions first. */
  readonly canary?: CanaryOptions
  /** An alarm in CloudWatch for each metric of the state machine, by the metric's name: `{ failed: { threshold: 1 } }`. */
  readonly alarms?: Readonly<Record<string, Omit<AlarmOptions, 'name'>>>
  /** Functions that the tasks call, by name. They are bundled, and created or updated before the state machines. */
  readonly lambdas?: FunctionSources
  /** Takes over state machines and functions that were not created by `deploy`. Default false. */
  readonly adopt?: boolean
}

/** A definition, or one with settings of its own. */
export type Deployable = AnyDefinition | DeployItem

/** For the options of a state machine, which `assertStateMachineOptions` checks. */
export const stateMachineChecks = {
  type: checkedElsewhere,
  roleArn: checkedElsewhere,
  tags: checkedElsewhere,
  logging: checkedElsewhere,
  tracing: checkedElsewhere,
  encryption: checkedElsewhere,
} as const

const settingChecks: OptionChecks<DeployedSettings> = {
  ...stateMachineChecks,
  role: oneOfCheck('infer'),
}

const checks: OptionChecks<DeployOptions> = {
  ...settingChecks,
  ...planChecks,
  publish: booleanCheck,
  version: stringCheck('a string'),
  alias: stringCheck('a name'),
  canary: checkedElsewhere,
  alarms: checkedElsewhere,
  lambdas: checkedElsewhere,
  adopt: booleanCheck,
}

/** @throws TypeError that names the option that is unknown or has a wrong value. */
export const assertDeployOptions = (options: DeployOptions): void => {
  assertOptions('options', options, checks)
  const { alarms, canary, alias } = options
  if (alarms !== undefined) assertAlarms(alarms)
  if (canary === undefined) return
  assertCanaryOptions(canary)
  if (alias === undefined) throw new TypeError('options.canary needs options.alias: the alias shares its executions')
}

const assertAlarms = (alarms: NonNullable<DeployOptions['alarms']>): void => {
  if (!isJsonObject(alarms))
    throw new TypeError(`options.alarms must be an object of alarms, got ${describeValue(alarms)}`)
  for (const [name, options] of Object.entries(alarms)) {
    assertMachineMetric('options.alarms', name)
    assertOptions(memberPath('options.alarms', name), options, alarmChecks)
  }
}

/** A definition, its name and its settings, those of its own before those of the deployment. */
export interface DeployInput {
  readonly name: string | undefined
  readonly definition: unknown
  readonly settings: DeployedSettings
}

/** Reads the definitions to deploy. @throws TypeError for a wrong item. */
export const deployInputs = (given: Deployable | readonly Deployable[], options: DeployOptions): DeployInput[] =>
  [given].flat().map((one: unknown, index) => {
    if (!isJsonObject(one)) throw new TypeError(`expected a definition, got ${describeValue(one)}`)
    const { definition, name, ...own } = 'definition' in one ? one : { definition: one, name: undefined }
    assertOptions(`definitions[${index}]`, own, settingChecks)
    const all: DeployedSettings = { ...settingsOf(options), ...own }
    assertStateMachineOptions(all)
    return { name: typeof name === 'string' ? name : undefined, definition, settings: all }
  })

const settingsOf = (options: DeployOptions): DeployedSettings =>
  Object.fromEntries(Object.entries(options).filter(([key]) => Object.hasOwn(settingChecks, key)))
