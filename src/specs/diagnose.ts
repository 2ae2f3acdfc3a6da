import type { AslObject } from './asl-object.ts'
import { Branch, Definition, type LiteralStateType, Processor, stateSpecs } from './definition.ts'
import type { Finding } from './finding.ts'
import { languageOf, type MachineNode, readMachine, type StateNode } from './read-machine.ts'
import { choiceRules } from './rules/choice-rules.ts'
import { distributedMap } from './rules/distributed-map.ts'
import { errorNames } from './rules/error-names.ts'
import { exclusiveFields } from './rules/exclusive-fields.ts'
import { jsonataExpressions } from './rules/jsonata-expressions.ts'
import { knownType } from './rules/known-type.ts'
import { names } from './rules/names.ts'
import { paths } from './rules/paths.ts'
import { payloadTemplates } from './rules/payload-templates.ts'
import { queryLanguage } from './rules/query-language.ts'
import { reachability, terminal } from './rules/reachability.ts'
import type { MachineRule, RuleOptions, StateRule } from './rules/rule.ts'
import { taskResource } from './rules/task-resource.ts'
import { timeouts } from './rules/timeouts.ts'
import { transitionTargets } from './rules/transition-targets.ts'
import { undefinedVariables } from './rules/undefined-variables.ts'
import { variableNames } from './rules/variable-names.ts'
import { variableScopes } from './rules/variable-scopes.ts'
import { waitTimestamp } from './rules/wait-timestamp.ts'
import { type StateType, type StateTypeFacts, stateTypeNames, stateTypes } from './state-types.ts'
import { structuralFindings } from './structural-findings.ts'
import type { QueryLanguage } from './values.ts'
import type { ObjectSpec } from './zod-definition.ts'

/** The rules on states of a type because of its facts. They run before the rules on states of one type. */
const commonRules = ({ exclusiveFields: groups, canRetry }: StateTypeFacts): readonly StateRule[] => [
  queryLanguage,
  ...(groups.length > 0 ? [exclusiveFields] : []),
  ...(canRetry ? [errorNames] : []),
]

/** The rules on states of one type. */
const rulesByType = {
  Task: [taskResource, timeouts],
  Wait: [waitTimestamp],
  Pass: [],
  Succeed: [],
  Fail: [],
  Choice: [choiceRules],
  Parallel: [],
  Map: [distributedMap],
} as const satisfies Record<StateType, readonly StateRule[]>

/** The rules on evaluated fields, by query language. They run after the rules on the state. */
const rulesByLanguage: Readonly<Record<QueryLanguage, readonly StateRule[]>> = {
  JSONPath: [paths, payloadTemplates, variableNames],
  JSONata: [jsonataExpressions, variableNames],
}

/** The rules on the whole machine. They run last, as on AWS. */
const machineRules: readonly MachineRule[] = [
  names,
  transitionTargets,
  terminal,
  reachability,
  undefinedVariables,
  variableScopes,
]

export interface DiagnoseOptions extends RuleOptions {
  /** The rules on a state for warnings that AWS does not have. Default none. */
  readonly advice?: ((state: StateNode) => readonly StateRule[]) | undefined
  /** If true, skips the checks of fields and their types. The specs of a literal check these before it becomes ASL. */
  readonly withoutStructure?: boolean
}

/** Finds every problem that AWS would report for an ASL document: state by state in their order, then those of the whole machine. */
export const diagnose = (asl: AslObject, options: DiagnoseOptions): Finding[] => {
  const root = readMachine(asl)
  const language = languageOf(asl, 'JSONPath')
  const findings: Finding[] = []
  const add = (found: Iterable<Finding>): void => {
    for (const finding of found) if (!finding.isAdvice || options.advice) findings.push(finding)
  }
  const visit = ({ kind, fields, path, states }: MachineNode): void => {
    if (!options.withoutStructure) add(structuralFindings(machineSpecs[kind], fields, { path, language }))
    for (const state of states) {
      if (!options.withoutStructure) add(stateStructure(state))
      for (const rule of rulesFor(state)) add(rule(state, options))
      for (const rule of options.advice?.(state) ?? []) add(rule(state, options))
      for (const inner of state.machines) visit(inner)
    }
  }
  visit(root)
  for (const rule of machineRules) add(rule(root))
  return findings
}

const rulesFor = ({ fields, language }: StateNode): readonly StateRule[] =>
  stateRules[language].get(fields.Type) ?? [knownType]

const rulesIn = (language: QueryLanguage): ReadonlyMap<unknown, readonly StateRule[]> =>
  new Map(
    stateTypeNames.map((type) => [
      type,
      [...commonRules(stateTypes[type]), ...rulesByType[type], ...rulesByLanguage[language]],
    ]),
  )

const stateRules = { JSONPath: rulesIn('JSONPath'), JSONata: rulesIn('JSONata') }

const machineSpecs: Readonly<Record<MachineNode['kind'], ObjectSpec>> = {
  machine: Definition,
  branch: Branch,
  processor: Processor,
}

const specsByAslType: ReadonlyMap<unknown, ObjectSpec> = new Map(
  stateTypeNames.map((type) => [type, stateSpecs[type.toLowerCase() as LiteralStateType]]),
)

const stateStructure = ({ fields, path, language }: StateNode): Iterable<Finding> => {
  const spec = specsByAslType.get(fields.Type)
  return spec ? structuralFindings(spec, fields, { path, language }) : []
}
