import { Branch, Definition, type LiteralStateType, Processor, stateSpecs } from './definition.ts'
import type { Finding } from './finding.ts'
import { type AslObject, languageOf, type MachineNode, readMachine, type StateNode } from './read-machine.ts'
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
import { type ObjectSpec, structuralFindings } from './structural-findings.ts'
import type { QueryLanguage } from './values.ts'

/** The rules on the states of each type, in the order in which their findings are told. */
const rulesByType: ReadonlyMap<unknown, readonly StateRule[]> = new Map([
  ['Task', [queryLanguage, exclusiveFields, errorNames, taskResource, timeouts]],
  ['Pass', [queryLanguage, exclusiveFields]],
  ['Wait', [queryLanguage, exclusiveFields, waitTimestamp]],
  ['Choice', [queryLanguage, choiceRules]],
  ['Succeed', [queryLanguage]],
  ['Fail', [queryLanguage, exclusiveFields]],
  ['Parallel', [queryLanguage, exclusiveFields, errorNames]],
  ['Map', [queryLanguage, exclusiveFields, errorNames, distributedMap]],
])

/** The rules on what states evaluate, by query language. */
const rulesByLanguage: Readonly<Record<QueryLanguage, readonly StateRule[]>> = {
  JSONPath: [paths, payloadTemplates, variableNames],
  JSONata: [jsonataExpressions, variableNames],
}

/** The rules on the machine as a whole; they come last, as on AWS. */
const machineRules: readonly MachineRule[] = [
  names,
  transitionTargets,
  terminal,
  reachability,
  undefinedVariables,
  variableScopes,
]

export interface DiagnoseOptions extends RuleOptions {
  /** Whether to leave out what fields there are and of which kinds: of ASL made from a literal, the literal's specs have said that. */
  readonly withoutStructure?: boolean
}

/** Everything that AWS would find wrong with an ASL document, state by state in their order, then in the machine as a whole. */
export const diagnose = (asl: AslObject, options: DiagnoseOptions): Finding[] => {
  const machine = readMachine(asl)
  const language = languageOf(asl, 'JSONPath')
  const findings: Finding[] = []
  const tell = (found: Iterable<Finding>): void => {
    for (const finding of found) findings.push(finding)
  }
  const visit = (block: MachineNode): void => {
    if (!options.withoutStructure)
      tell(structuralFindings(blocks[block.kind], block.fields, { path: block.path, language }))
    for (const state of block.states) {
      if (!options.withoutStructure) tell(stateStructure(state))
      const rules = rulesByType.get(state.fields.Type)
      for (const rule of rules ?? [knownType]) tell(rule(state, options))
      if (rules) for (const rule of rulesByLanguage[state.language]) tell(rule(state, options))
      for (const inner of state.machines) visit(inner)
    }
  }
  visit(machine)
  for (const rule of machineRules) tell(rule(machine))
  return findings
}

const blocks: Readonly<Record<MachineNode['kind'], ObjectSpec>> = {
  machine: Definition,
  branch: Branch,
  processor: Processor,
}

const specs: ReadonlyMap<unknown, ObjectSpec> = new Map(
  Object.keys(stateSpecs).map((type) => [
    type.charAt(0).toUpperCase() + type.slice(1),
    stateSpecs[type as LiteralStateType],
  ]),
)

const stateStructure = ({ fields, path, language }: StateNode): Iterable<Finding> => {
  const spec = specs.get(fields.Type)
  return spec ? structuralFindings(spec, fields, { path, language }) : []
}
