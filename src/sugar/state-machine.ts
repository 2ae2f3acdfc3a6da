import type { AwsEnvironment } from '../arn.ts'
import { DefinitionError, type Issue } from '../errors.ts'
import { isJsonObject, type JsonObject } from '../json.ts'
import { Branch, Catcher, Definition, literalOnly, Processor, Retrier, states } from '../specs/definition.ts'
import { SCHEMA } from '../specs/finding.ts'
import { ItemBatcher, ItemReader, ProcessorConfig, ReaderConfig, ResultWriter, WriterConfig } from '../specs/map.ts'
import { problemsOfShape } from '../specs/shape.ts'
import { rule } from './condition.ts'
import {
  type Context,
  type Form,
  lazy,
  list,
  mapEntries,
  object,
  oneOrMany,
  ownValue,
  type Path,
  record,
  text,
  verbatim,
} from './form.ts'
import { desugarResource, resugarResource } from './resource.ts'

/** A machine in the Amazon States Language. */
export interface Asl extends JsonObject {
  StartAt: string
  States: Record<string, JsonObject>
}

/** Where a definition will be deployed; left out, a CloudFormation template's own account and region. */
export const anyPlace: AwsEnvironment = { partition: 'aws', region: '${AWS::Region}', accountId: '${AWS::AccountId}' }

/**
 * A literal in the Amazon States Language. Whatever is ASL already stays as it is, so the ASL of ASL is itself.
 * It checks nothing but that it can be done: `validate` says what is wrong with a definition.
 * @param environment the partition, region and account whose ARNs `activity/…`, `lambda/…` and service integrations become.
 * @throws DefinitionError for what is no JSON: functions, cycles, more than 500 levels.
 *
 * @example
 * desugar({ startAt: 'a', states: { a: { type: 'pass', end: true } } }) // => { StartAt: 'a', States: { a: { Type: 'Pass', End: true } } }
 */
export const desugar = (definition: unknown, environment: AwsEnvironment = anyPlace): Asl =>
  translate(checkedShape(definition), environment)

/** The same for what is known to be a tree of JSON. */
export const translate = (definition: unknown, environment: AwsEnvironment): Asl =>
  // The one boundary: what is no machine is passed on as it is, and `validate` says so.
  machine.desugar(definition, contextOf(definition, environment)) as Asl

/**
 * ASL as a literal in its canonical form; what the literal has no name for is kept as it is.
 * `desugar(resugar(asl, environment), environment)` equals `asl`.
 * @param environment the partition, region and account whose ARNs are written by their names.
 * @throws DefinitionError for what is no JSON: functions, cycles, more than 500 levels.
 *
 * @example
 * resugar({ StartAt: 'a', States: { a: { Type: 'Pass', End: true } } }) // => { startAt: 'a', states: { a: { type: 'pass', end: true } } }
 */
export const resugar = (asl: unknown, environment: AwsEnvironment = anyPlace): Definition =>
  // The other boundary: what is no machine comes back as it is, and `validate` says so.
  machine.resugar(checkedShape(asl), contextOf(asl, environment)) as Definition

const checkedShape = (value: unknown): unknown => {
  const problems = problemsOfShape(value)
  if (problems.length === 0) return value
  throw new DefinitionError(
    problems.map(({ path, message }): Issue => ({ path, message, code: SCHEMA, severity: 'error' })),
  )
}

/** Where in a literal that stands which has this path in its ASL. */
export const locate = (definition: unknown, path: Path): Path => machine.locate(definition, path)

const contextOf = (definition: unknown, environment: AwsEnvironment): Context => {
  const language = languageOf(definition) ?? 'JSONPath'
  return { environment, machine: language, state: language }
}

const languageOf = (object: unknown): Context['state'] | undefined => {
  const language = ownValue(object, 'queryLanguage') ?? ownValue(object, 'QueryLanguage')
  return language === 'JSONata' || language === 'JSONPath' ? language : undefined
}

const keysOf = (spec: { shape: object }): string[] => Object.keys(spec.shape)

const types: ReadonlyMap<string, string> = new Map(
  Object.keys(states).map((type) => [type.charAt(0).toUpperCase() + type.slice(1), type]),
)

const type = text(
  (value) => (Object.hasOwn(states, value) ? value.charAt(0).toUpperCase() + value.slice(1) : value),
  (value) => types.get(value) ?? value,
)

const resource = text(
  (value, { environment }) => desugarResource(value, environment),
  (value, { environment }) => resugarResource(value, environment),
)

const retrierObject = object(keysOf(Retrier), { errorEquals: oneOrMany(verbatim) })
const catcherObject = object(keysOf(Catcher), { errorEquals: oneOrMany(verbatim) })

/** A retrier or catcher that names no error handles all of them. */
const forAllErrors = (form: Form): Form => ({
  ...form,
  desugar: (value, context) =>
    form.desugar(isJsonObject(value) && !namesErrors(value) ? { errorEquals: 'States.ALL', ...value } : value, context),
  resugar: (value, context) => (isJsonObject(value) && !namesErrors(value) ? undefined : form.resugar(value, context)),
})

const namesErrors = (value: object): boolean =>
  ownValue(value, 'errorEquals') !== undefined || ownValue(value, 'ErrorEquals') !== undefined

const timestamp: Form = {
  ...verbatim,
  desugar: (value) => (value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : value),
}

const branch = object(keysOf(Branch), { states: record(lazy(() => state)) })

const processor = object(keysOf(Processor), {
  states: record(lazy(() => state)),
  processorConfig: object(keysOf(ProcessorConfig), {}),
})

const stateObject = object(new Set(Object.values(states).flatMap(keysOf)), {
  type,
  resource,
  timestamp,
  retry: oneOrMany(forAllErrors(retrierObject)),
  catch: oneOrMany(forAllErrors(catcherObject)),
  choices: list(rule),
  branches: list(branch),
  itemProcessor: processor,
  iterator: processor,
  itemReader: object(keysOf(ItemReader), { resource, readerConfig: object(keysOf(ReaderConfig), {}) }),
  itemBatcher: object(keysOf(ItemBatcher), {}),
  resultWriter: object(keysOf(ResultWriter), { resource, writerConfig: object(keysOf(WriterConfig), {}) }),
})

/** A state has its own query language, or its machine's: never that of the state around it. */
const within = (value: unknown, context: Context): Context => ({
  ...context,
  state: languageOf(value) ?? context.machine,
})

const state: Form = {
  ...stateObject,
  desugar: (value, context) => stateObject.desugar(value, within(value, context)),
  resugar: (value, context) => stateObject.resugar(value, within(value, context)),
}

const machineObject = object(
  keysOf(Definition).filter((key) => !literalOnly.has(key)),
  { states: record(state) },
)

const machine: Form = {
  ...machineObject,
  desugar: (value, context) =>
    machineObject.desugar(
      mapEntries(value, (key, inner) => (literalOnly.has(key) ? [] : [[key, inner]])),
      context,
    ),
}
