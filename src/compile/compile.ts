import type { AnyNode, Identifier } from 'acorn'
import { literalStates } from '../dsl/literal-states.ts'
import { assertOptions, describeValue, expectedOneOf, functionCheck } from '../options.ts'
import type { Definition } from '../specs/definition.ts'
import { assertCorrect } from './assert-correct.ts'
import { CompileError } from './compile-error.ts'
import { type CompileOptions, compileChecks } from './compile-options.ts'
import { type Inference, inferTypes } from './emit/infer-types.ts'
import { writeStates } from './emit/write-states.ts'
import { refusePart } from './expressions/context.ts'
import { type ExtractedHandlers, type Extracting, extractedTask, problemOf } from './extract.ts'
import { keepCalls } from './handlers-of.ts'
import { type FunctionNode, nodesIn, type ParsedFunction, parseFunction } from './parse-function.ts'
import { namesIn, type Resolution, resolveNames, type Variable } from './scope.ts'
import { sharedUses } from './shared-uses.ts'
import { withInput } from './statements/bindings.ts'
import { type Builder, outerFrame, returnStep } from './statements/builder.ts'
import { awaited } from './statements/calls.ts'
import { branch, evaluateExpression, withoutCalls } from './statements/evaluate.ts'
import { aliasDeclarations, statement, statements } from './statements/statement.ts'
import { nestedIn, type ProgramStep, reachableFrom, type TaskStep } from './steps.ts'

/** A function that can be compiled: it is called with an input and the functions that it calls. */
// biome-ignore lint/suspicious/noExplicitAny: the input and the calls have their own types
export type CompilableFunction = (input: any, calls: any) => Promise<unknown>

/** A state machine that was compiled from a function. */
export interface CompiledDefinition extends Definition {
  readonly queryLanguage: 'JSONata'
}

/**
 * Compiles a function to a state machine in JSONata. The calls of the names in its second parameter become Task states; the rest becomes
 * choices, waits, variables and expressions that have JavaScript's meaning for every JSON value. The same function still runs with
 * implementations: `fn(input, { vowels })`, or `runAsFunction(fn, input, { vowels })`.
 * @throws CompileError for the first part that a state machine cannot express, with its line, its column and an alternative; TypeError for
 * a wrong option.
 *
 * @example
 * const definition = compile(async ({ text }, { vowels }) => `${await vowels(text)} vowels`)
 * Object.keys(definition.states) // => ['vowels']
 */
export const compile = (fn: CompilableFunction, options: CompileOptions = {}): CompiledDefinition => {
  if (!functionCheck.fits(fn as never)) throw new TypeError(`compile needs an async function, got ${describeValue(fn)}`)
  assertOptions('options', options, compileChecks)
  const parsed = parseFunction(fn)
  const { start, inference, handlers, resources } = stepsOf(parsed, options)
  inferTypes(inference, start)
  const calls = callsOf(start, parsed.text)
  const { startAt, states } = writeStates(inference, start)
  const definition = {
    ...(options.name !== undefined && { name: options.name }),
    ...(options.comment !== undefined && { comment: options.comment }),
    queryLanguage: 'JSONata',
    startAt,
    states,
  } as unknown as CompiledDefinition
  assertCorrect(definition)
  const used = new Set(literalStates(definition).map(({ state }) => state.resource))
  keepCalls(definition, { handlers, resources, calls: new Map([...calls].filter(([resource]) => used.has(resource))) })
  return definition
}

interface FunctionSteps {
  readonly start: ProgramStep
  readonly inference: Inference
  readonly handlers: ExtractedHandlers
  readonly resources: ReadonlyMap<string, string>
}

const stepsOf = (parsed: ParsedFunction, options: CompileOptions): FunctionSteps => {
  const { text, node } = parsed
  const resolution = resolveNames(node)
  const { variables } = resolution
  const constants = new Map(Object.entries(options.constants ?? {}))
  const named = nameResources(parsed, variables, options)
  const handlers: ExtractedHandlers = {}
  const label = `${options.name ?? 'function'}-extracted`
  const nodes = nodesIn(node)
  const extracting = options.extract ? { text, variables, constants, label, handlers } : undefined
  const builder = builderOf(parsed, resolution, { nodes, extracting })
  aliasDeclarations(builder, nodes)
  const start = bodyOf(builder, node)
  return {
    start,
    handlers,
    resources: named,
    inference: { text, variables, constants, before: new Map(), readers: new Map(), idle: new Map() },
  }
}

const builderOf = (
  { text }: ParsedFunction,
  resolution: Resolution,
  { nodes, extracting }: { readonly nodes: readonly AnyNode[]; readonly extracting: Extracting | undefined },
): Builder => {
  const builder: Builder = {
    text,
    resolution,
    variables: resolution.variables,
    sharedUses: sharedUses(nodes, resolution.variables),
    statement: (...args) => statement(builder, ...args),
    statements: (...args) => statements(builder, ...args),
    evaluate: (...args) => evaluateExpression(builder, ...args),
    awaited: (...args) => awaited(builder, ...args),
    branch: (...args) => branch(builder, ...args),
    withoutCalls: (...args) => withoutCalls(builder, ...args),
    mustExtract: (value) => extracting !== undefined && problemOf(extracting, value) !== undefined,
    extracted: (value, target, next, frame) =>
      extracting && extractedTask(extracting, builder, value, { target, next, frame }),
  }
  return builder
}

const bodyOf = (builder: Builder, node: FunctionNode): ProgramStep => {
  const [input, , extra] = node.params
  if (extra)
    return refusePart(
      builder,
      extra,
      'the function has at most two parameters',
      'write async (input, { activity }) => …',
    )
  const { body } = node
  const end = returnStep(undefined, { start: body.end - 1, end: body.end }, outerFrame)
  const start =
    body.type === 'BlockStatement'
      ? builder.statements(body.body, end, outerFrame)
      : builder.statement(
          { type: 'ReturnStatement', argument: body, start: body.start, end: body.end },
          end,
          outerFrame,
        )
  return withInput(builder, input, start, input ?? node)
}

/** Gives each name of the second parameter its resource. */
const nameResources = (
  { text, node }: ParsedFunction,
  variables: ReadonlyMap<Identifier, Variable>,
  { resources = {} }: CompileOptions,
): ReadonlyMap<string, string> => {
  const [, calls] = node.params
  const pattern = calls?.type === 'AssignmentPattern' ? calls.left : calls
  if (pattern && pattern.type !== 'ObjectPattern')
    throw new CompileError('the second parameter must name what the function calls', {
      text,
      range: pattern,
      alternative: 'write { vowels, spaces }',
    })
  const known = new Map<string, string>()
  for (const property of pattern?.properties ?? []) {
    const [identifier] =
      property.type === 'Property' && property.value.type === 'Identifier' ? namesIn(property.value) : []
    const variable = identifier && variables.get(identifier)
    if (!variable || property.type !== 'Property' || property.key.type !== 'Identifier')
      throw new CompileError('expected a name', { text, range: property, alternative: 'write { vowels, spaces }' })
    const { name } = property.key
    const resource = (Object.hasOwn(resources, name) ? resources[name] : undefined) ?? `activity/${name}`
    known.set(name, resource)
    variable.resource = resource
  }
  const unknown = Object.keys(resources).find((name) => !known.has(name))
  if (unknown !== undefined)
    throw new TypeError(
      `unknown name ${JSON.stringify(unknown)} in options.resources; ${expectedOneOf(unknown, [...known.keys()])}`,
    )
  return known
}

/** The number of arguments of the calls of each resource, which its handler needs. */
const callsOf = (start: ProgramStep, text: string): ReadonlyMap<string, number> => {
  const calls = new Map<string, number>()
  const visit = (first: ProgramStep): void => {
    for (const step of reachableFrom(first)) {
      if (step.kind === 'task') countCall(step, calls, text)
      for (const inner of nestedIn(step)) visit(inner)
    }
  }
  visit(start)
  return calls
}

const countCall = ({ resource, args, label, range }: TaskStep, calls: Map<string, number>, text: string): void => {
  const known = calls.get(resource) ?? args.length
  calls.set(resource, args.length)
  if (known === args.length) return
  refusePart(
    { text },
    range,
    `${label} is called with ${args.length} arguments here and with ${known} elsewhere`,
    'pass one object',
  )
}
