import type { AwsEnvironment } from '../arn.ts'
import { DefinitionError, type Issue } from '../errors.ts'
import { isJsonObject, type JsonObject } from '../json.ts'
import { Branch, Catcher, Definition, literalOnlyFields, Processor, Retrier, stateSpecs } from '../specs/definition.ts'
import { SCHEMA } from '../specs/finding.ts'
import { jsonProblems } from '../specs/json-problems.ts'
import {
  ItemBatcher,
  ItemReader,
  ProcessorConfig,
  ReaderConfig,
  ResultWriter,
  WriterConfig,
} from '../specs/map-fields.ts'
import { choiceRuleCodec } from './choice-rule-codec.ts'
import {
  type Codec,
  lazyCodec,
  listCodec,
  mapEntries,
  objectCodec,
  oneOrManyCodec,
  ownValue,
  recordCodec,
  type SugarContext,
  type SugarPath,
  stringCodec,
  verbatimCodec,
} from './codec.ts'
import { desugarResource, resugarResource } from './desugar-resource.ts'

/** A machine in the Amazon States Language. */
export interface Asl extends JsonObject {
  StartAt: string
  States: Record<string, JsonObject>
}

/** Where a definition will be deployed; left out, a CloudFormation template's own account and region. */
export const templateEnvironment: AwsEnvironment = {
  partition: 'aws',
  region: '${AWS::Region}',
  accountId: '${AWS::AccountId}',
}

/**
 * A literal in the Amazon States Language. Whatever is ASL already stays as it is, so the ASL of ASL is itself.
 * It checks nothing but that it can be done: `validate` says what is wrong with a definition.
 * @param environment the partition, region and account whose ARNs `activity/…`, `lambda/…` and service integrations become.
 * @throws DefinitionError for what is no JSON: functions, cycles, more than 500 levels.
 */
export const desugar = (definition: unknown, environment: AwsEnvironment = templateEnvironment): Asl =>
  desugarTree(checkedShape(definition), environment)

/** The same for what is known to be a tree of JSON. */
export const desugarTree = (definition: unknown, environment: AwsEnvironment): Asl =>
  // The one boundary: what is no machine is passed on as it is, and `validate` says so.
  machine.desugar(definition, contextOf(definition, environment)) as Asl

/**
 * ASL as a literal in its canonical form; what the literal has no name for is kept as it is.
 * `desugar(resugar(asl, environment), environment)` equals `asl`.
 * @param environment the partition, region and account whose ARNs are written by their names.
 * @throws DefinitionError for what is no JSON: functions, cycles, more than 500 levels.
 */
export const resugar = (asl: unknown, environment: AwsEnvironment = templateEnvironment): Definition =>
  // The other boundary: what is no machine comes back as it is, and `validate` says so.
  machine.resugar(checkedShape(asl), contextOf(asl, environment)) as Definition

const checkedShape = (value: unknown): unknown => {
  const problems = jsonProblems(value)
  if (problems.length === 0) return value
  throw new DefinitionError(
    problems.map(({ path, message }): Issue => ({ path, message, code: SCHEMA, severity: 'error' })),
  )
}

/** Where in a literal that stands which has this path in its ASL. */
export const locate = (definition: unknown, path: SugarPath): SugarPath => machine.locate(definition, path)

const contextOf = (definition: unknown, environment: AwsEnvironment): SugarContext => {
  const language = languageOf(definition) ?? 'JSONPath'
  return { environment, machine: language, state: language }
}

const languageOf = (object: unknown): SugarContext['state'] | undefined => {
  const language = ownValue(object, 'queryLanguage') ?? ownValue(object, 'QueryLanguage')
  return language === 'JSONata' || language === 'JSONPath' ? language : undefined
}

const keysOf = (spec: { shape: object }): string[] => Object.keys(spec.shape)

const types: ReadonlyMap<string, string> = new Map(
  Object.keys(stateSpecs).map((type) => [type.charAt(0).toUpperCase() + type.slice(1), type]),
)

const type = stringCodec(
  (value) => (Object.hasOwn(stateSpecs, value) ? value.charAt(0).toUpperCase() + value.slice(1) : value),
  (value) => types.get(value) ?? value,
)

const resource = stringCodec(
  (value, { environment }) => desugarResource(value, environment),
  (value, { environment }) => resugarResource(value, environment),
)

const retrierObject = objectCodec(keysOf(Retrier), { errorEquals: oneOrManyCodec(verbatimCodec) })
const catcherObject = objectCodec(keysOf(Catcher), { errorEquals: oneOrManyCodec(verbatimCodec) })

/** A retrier or catcher that names no error handles all of them. */
const forAllErrors = (form: Codec): Codec => ({
  ...form,
  desugar: (value, context) =>
    form.desugar(isJsonObject(value) && !namesErrors(value) ? { errorEquals: 'States.ALL', ...value } : value, context),
  resugar: (value, context) => (isJsonObject(value) && !namesErrors(value) ? undefined : form.resugar(value, context)),
})

const namesErrors = (value: object): boolean =>
  ownValue(value, 'errorEquals') !== undefined || ownValue(value, 'ErrorEquals') !== undefined

const timestamp: Codec = {
  ...verbatimCodec,
  desugar: (value) => (value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : value),
}

const branch = objectCodec(keysOf(Branch), { states: recordCodec(lazyCodec(() => state)) })

const processor = objectCodec(keysOf(Processor), {
  states: recordCodec(lazyCodec(() => state)),
  processorConfig: objectCodec(keysOf(ProcessorConfig), {}),
})

const stateObject = objectCodec(new Set(Object.values(stateSpecs).flatMap(keysOf)), {
  type,
  resource,
  timestamp,
  retry: oneOrManyCodec(forAllErrors(retrierObject)),
  catch: oneOrManyCodec(forAllErrors(catcherObject)),
  choices: listCodec(choiceRuleCodec),
  branches: listCodec(branch),
  itemProcessor: processor,
  iterator: processor,
  itemReader: objectCodec(keysOf(ItemReader), { resource, readerConfig: objectCodec(keysOf(ReaderConfig), {}) }),
  itemBatcher: objectCodec(keysOf(ItemBatcher), {}),
  resultWriter: objectCodec(keysOf(ResultWriter), { resource, writerConfig: objectCodec(keysOf(WriterConfig), {}) }),
})

/** A state has its own query language, or its machine's: never that of the state around it. */
const within = (value: unknown, context: SugarContext): SugarContext => ({
  ...context,
  state: languageOf(value) ?? context.machine,
})

const state: Codec = {
  ...stateObject,
  desugar: (value, context) => stateObject.desugar(value, within(value, context)),
  resugar: (value, context) => stateObject.resugar(value, within(value, context)),
}

const machineObject = objectCodec(
  keysOf(Definition).filter((key) => !literalOnlyFields.has(key)),
  { states: recordCodec(state) },
)

const machine: Codec = {
  ...machineObject,
  desugar: (value, context) =>
    machineObject.desugar(
      mapEntries(value, (key, inner) => (literalOnlyFields.has(key) ? [] : [[key, inner]])),
      context,
    ),
}
