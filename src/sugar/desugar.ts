import type { AwsEnvironment } from '../arn.ts'
import { DefinitionError, type Issue } from '../errors.ts'
import { isJsonObject, type JsonObject } from '../json.ts'
import { toLiteralKey } from '../specs/asl-key.ts'
import { Branch, Catcher, Definition, literalOnlyFields, Processor, Retrier, stateSpecs } from '../specs/definition.ts'
import { type DefinitionPath, SCHEMA } from '../specs/finding.ts'
import { jsonProblems } from '../specs/json-problems.ts'
import {
  ItemBatcher,
  ItemReader,
  ProcessorConfig,
  ReaderConfig,
  ResultWriter,
  WriterConfig,
} from '../specs/map-fields.ts'
import { type MachineField, machineFields, stateTypeNames } from '../specs/state-types.ts'
import { ownValue } from '../specs/value-at-path.ts'
import type { QueryLanguage } from '../specs/values.ts'
import { choiceRuleCodec } from './choice-rule-codec.ts'
import {
  arrayCodec,
  type Codec,
  lazyCodec,
  literalOnlyCodec,
  mapEntries,
  objectCodec,
  oneOrManyCodec,
  recordCodec,
  type SugarContext,
  stringCodec,
  verbatimCodec,
} from './codec.ts'
import { desugarResource, resugarResource } from './desugar-resource.ts'
import { namedBranchesCodec } from './named-branches.ts'
import { nestedExecutionCodec } from './nested-execution.ts'
import { nestedMachineCodec, withNamedBranches } from './nested-machine.ts'

/** A state machine in the Amazon States Language. */
export interface Asl extends JsonObject {
  StartAt: string
  States: Record<string, JsonObject>
}

/** The default environment: the account and region of the CloudFormation template that has the definition. */
export const templateEnvironment: AwsEnvironment = {
  partition: 'aws',
  region: '${AWS::Region}',
  accountId: '${AWS::AccountId}',
}

/**
 * Translates a literal to the Amazon States Language. Parts that are ASL already stay as they are. It rejects only what it cannot
 * translate; `validate` finds all problems.
 * @param definition a literal, or ASL.
 * @param environment the partition, region and account of the ARNs that `activity/…`, `lambda/…` and service integrations become.
 * @throws DefinitionError if a condition is not valid, or if the definition is not JSON: functions, cycles, more than 500 levels.
 *
 * @example
 * desugar({ startAt: 'a', states: { a: { type: 'pass', end: true } } }).States.a // => { Type: 'Pass', End: true }
 */
export const desugar = (definition: unknown, environment: AwsEnvironment = templateEnvironment): Asl => {
  assertJson(definition)
  const issues: Issue[] = []
  const asl = desugarTree(definition, environment, (rule, problems) => {
    const path = pathOf(definition, rule) ?? []
    for (const problem of problems) {
      issues.push({ severity: 'error', code: SCHEMA, ...problem, path: [...path, 'condition', ...problem.path] })
    }
  })
  if (issues.length > 0) throw new DefinitionError(issues)
  return asl
}

/** Desugars a definition that is known to be JSON. */
export const desugarTree = (
  definition: unknown,
  environment: AwsEnvironment,
  onInvalidCondition?: SugarContext['onInvalidCondition'],
): Asl => {
  const context = contextOf(definition, environment)
  // The folder's first cast: a value that is not a machine stays as it is, and `validate` reports it.
  return machineCodec.desugar(definition, onInvalidCondition ? { ...context, onInvalidCondition } : context) as Asl
}

/** The path to an object that is part of a value. */
const pathOf = (root: unknown, part: object): DefinitionPath | undefined => {
  if (root === part) return []
  if (typeof root !== 'object' || root === null) return undefined
  for (const key of Object.keys(root)) {
    const path = pathOf(Reflect.get(root, key), part)
    if (path) return [Array.isArray(root) ? Number(key) : key, ...path]
  }
  return undefined
}

/**
 * Translates ASL to the canonical literal. Fields without a name in the literal stay as they are.
 * `desugar(resugar(asl, environment), environment)` equals `asl`.
 * @param asl a state machine in the Amazon States Language, such as a deployed one.
 * @param environment the partition, region and account whose ARNs are shortened to names.
 * @throws DefinitionError if the ASL is not JSON: functions, cycles, more than 500 levels.
 *
 * @example
 * resugar({ StartAt: 'a', States: { a: { Type: 'Pass', End: true } } }).states.a // => { type: 'pass', end: true }
 */
export const resugar = (asl: unknown, environment: AwsEnvironment = templateEnvironment): Definition => {
  assertJson(asl)
  // The folder's second cast: a value that is not a machine stays as it is, and `validate` reports it.
  return machineCodec.resugar(asl, contextOf(asl, environment)) as Definition
}

/**
 * Checks that a value is JSON.
 * @throws DefinitionError with an issue for every part that is not.
 */
export const assertJson = (value: unknown): void => {
  const problems = jsonProblems(value)
  if (problems.length === 0) return
  throw new DefinitionError(
    problems.map(({ path, message }): Issue => ({ path, message, code: SCHEMA, severity: 'error' })),
  )
}

/** The path in a literal of the value at a path in its ASL. */
export const locate = (definition: unknown, path: DefinitionPath): DefinitionPath =>
  machineCodec.locate(definition, path)

const contextOf = (definition: unknown, environment: AwsEnvironment): SugarContext => {
  const language = languageOf(definition) ?? 'JSONPath'
  return { environment, machine: language, state: language }
}

const languageOf = (object: unknown): QueryLanguage | undefined => {
  const language = ownValue(object, 'queryLanguage') ?? ownValue(object, 'QueryLanguage')
  return language === 'JSONata' || language === 'JSONPath' ? language : undefined
}

const keysOf = (spec: { shape: object }): string[] => Object.keys(spec.shape)

const typesByAslType: ReadonlyMap<string, string> = new Map(stateTypeNames.map((type) => [type, type.toLowerCase()]))
const aslTypesByType: ReadonlyMap<string, string> = new Map(stateTypeNames.map((type) => [type.toLowerCase(), type]))

const typeCodec = stringCodec(
  (type) => aslTypesByType.get(type) ?? type,
  (type) => typesByAslType.get(type) ?? type,
)

const resourceCodec = stringCodec(
  (resource, { environment }) => desugarResource(resource, environment),
  (resource, { environment }) => resugarResource(resource, environment),
)

/** A retrier or catcher. One without error names matches all errors. */
const errorHandlerCodec = (spec: { shape: object }): Codec => {
  const codec = objectCodec(keysOf(spec), { errorEquals: oneOrManyCodec(verbatimCodec) })
  return {
    ...codec,
    desugar: (value, context) =>
      codec.desugar(
        isJsonObject(value) && !hasErrorNames(value) ? { errorEquals: 'States.ALL', ...value } : value,
        context,
      ),
    resugar: (value, context) =>
      isJsonObject(value) && !hasErrorNames(value) ? undefined : codec.resugar(value, context),
  }
}

const hasErrorNames = (value: object): boolean =>
  ownValue(value, 'errorEquals') !== undefined || ownValue(value, 'ErrorEquals') !== undefined

const timestampCodec: Codec = {
  ...verbatimCodec,
  desugar: (value) => (value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : value),
}

const lazyStateCodec = lazyCodec(() => stateCodec)
const nestedStatesCodec = recordCodec(lazyStateCodec, withNamedBranches)

/** The state machines inside a state. */
const nestedMachineCodecs: Readonly<Record<MachineField['kind'], Codec>> = {
  branch: nestedMachineCodec(
    namedBranchesCodec(objectCodec(keysOf(Branch), { states: nestedStatesCodec })),
    lazyStateCodec,
  ),
  processor: nestedMachineCodec(
    namedBranchesCodec(
      objectCodec(keysOf(Processor), {
        states: nestedStatesCodec,
        processorConfig: objectCodec(keysOf(ProcessorConfig), {}),
      }),
    ),
    lazyStateCodec,
  ),
}

const machineFieldCodecs = Object.fromEntries(
  machineFields.map(({ field, kind, isList }): [string, Codec] => {
    const codec = nestedMachineCodecs[kind]
    return [toLiteralKey(field), isList ? arrayCodec(codec) : codec]
  }),
)

const stateFieldsCodec = objectCodec(new Set(Object.values(stateSpecs).flatMap(keysOf)), {
  type: typeCodec,
  resource: resourceCodec,
  iam: literalOnlyCodec,
  timestamp: timestampCodec,
  retry: oneOrManyCodec(errorHandlerCodec(Retrier)),
  catch: oneOrManyCodec(errorHandlerCodec(Catcher)),
  choices: arrayCodec(choiceRuleCodec),
  ...machineFieldCodecs,
  itemReader: objectCodec(keysOf(ItemReader), {
    resource: resourceCodec,
    readerConfig: objectCodec(keysOf(ReaderConfig), {}),
  }),
  itemBatcher: objectCodec(keysOf(ItemBatcher), {}),
  resultWriter: objectCodec(keysOf(ResultWriter), {
    resource: resourceCodec,
    writerConfig: objectCodec(keysOf(WriterConfig), {}),
  }),
})

/** A state has a query language of its own or the whole machine's, never that of an enclosing state. */
const inState = (state: unknown, context: SugarContext): SugarContext => {
  const language = languageOf(state) ?? context.machine
  return language === context.state ? context : { ...context, state: language }
}

const anyStateCodec = nestedExecutionCodec(stateFieldsCodec)

const stateCodec: Codec = {
  ...anyStateCodec,
  desugar: (value, context) => anyStateCodec.desugar(value, inState(value, context)),
  resugar: (value, context) => anyStateCodec.resugar(value, inState(value, context)),
}

const machineFieldsCodec = namedBranchesCodec(
  objectCodec(
    keysOf(Definition).filter((key) => !literalOnlyFields.has(key)),
    { states: nestedStatesCodec },
  ),
)

const machineCodec: Codec = {
  ...machineFieldsCodec,
  desugar: (value, context) =>
    machineFieldsCodec.desugar(
      mapEntries(value, (key, inner) => (literalOnlyFields.has(key) ? [] : [[key, inner]])),
      context,
    ),
}
