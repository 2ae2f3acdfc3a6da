import { statSync } from 'node:fs'
import { isAbsolute, resolve } from 'node:path'
import { isJsonObject } from '../../json.ts'
import {
  assertOptions,
  describeValue,
  memberPath,
  type OptionChecks,
  oneOfCheck,
  required,
  stringCheck,
} from '../../options.ts'
import { StatePermission } from '../../specs/definition.ts'
import { wholeNumberCheck } from '../whole-number-check.ts'

/**
 * A Lambda function to deploy: the file of its handler, and its settings. `createLocal({ lambdas })` takes the same object.
 *
 * @example
 * const resize: FunctionSource = { entry: 'src/resize.ts', handler: 'main', memory: 256, timeout: 10 }
 */
export interface FunctionSource {
  /** A TypeScript or JavaScript file. A relative path starts at the current folder. */
  readonly entry: string
  /**
   * The export of the file that is called: a function, or an object whose member with the function's name is one (`lambda/resize`, `resize`
   * or `activity/resize`), as the handlers of `startWorkers` are. Default `'handler'`.
   */
  readonly handler?: string
  /** Megabytes, 128 to 10,240. Default 128. */
  readonly memory?: number
  /** Seconds that an invocation may take, 1 to 900. Default 3. */
  readonly timeout?: number
  /** The ARN of the function's role. Default: a role is created that may write logs, and what `iam` has. */
  readonly role?: string
  /** Permissions of the role that is created, in the terms of IAM. */
  readonly iam?: readonly StatePermission[]
  /** Environment variables. */
  readonly environment?: Readonly<Record<string, string>>
  /** Default `'nodejs22.x'`. */
  readonly runtime?: string
  /** Default `'x86_64'`. */
  readonly architecture?: 'x86_64' | 'arm64'
}

/** Functions by name: `lambda/resize`, or `resize`. A string is a file and the name of the export: `src/resize.ts#main`. */
export type FunctionSources = Readonly<Record<string, FunctionSource | string>>

/** A function to deploy, with all its settings. */
export interface PlannedFunction extends Required<Omit<FunctionSource, 'role'>> {
  /** The name as AWS has it. */
  readonly name: string
  /** The name as it was given. */
  readonly key: string
  readonly role: string | undefined
}

const checks: OptionChecks<FunctionSource> = {
  entry: required(stringCheck('the path of a TypeScript or JavaScript file')),
  handler: stringCheck('the name of an export', (name) => /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)),
  memory: wholeNumberCheck({ minimum: 128, maximum: 10_240, unit: 'megabytes' }),
  timeout: wholeNumberCheck({ minimum: 1, maximum: 900, unit: 'seconds' }),
  role: stringCheck('the ARN of a role', (role) => /^arn:[^:]+:iam::\d{12}:role\/.+$/.test(role)),
  iam: {
    expected: 'an array of { actions, resources }',
    fits: (iam: unknown) => Array.isArray(iam) && iam.every((one) => StatePermission.safeParse(one).success),
  },
  environment: {
    expected: 'an object of strings',
    fits: (value: unknown) => isJsonObject(value) && Object.values(value).every((one) => typeof one === 'string'),
  },
  runtime: stringCheck('a Node.js runtime of Lambda, such as "nodejs22.x"', (name) => /^nodejs\d+\.x$/.test(name)),
  architecture: oneOfCheck('x86_64', 'arm64'),
}

const nameForm = /^(?:lambda\/)?([a-zA-Z0-9_-]{1,64})$/

/**
 * Reads the functions to deploy.
 * @param label their name in messages: `options.lambdas`.
 * @throws TypeError that names the function with a mistake; Error if a file does not exist.
 */
export const plannedFunctions = (label: string, sources: FunctionSources): PlannedFunction[] => {
  if (!isJsonObject(sources))
    throw new TypeError(`${label} must be an object of functions, got ${describeValue(sources)}`)
  const planned = Object.entries(sources).map(([key, source]) => plannedFunction(label, key, source))
  const names = planned.map(({ name }) => name)
  const twice = planned.find(({ name }, index) => names.indexOf(name) !== index)
  if (twice) throw new TypeError(`${label} has two functions with the name "${twice.name}"`)
  return planned
}

const plannedFunction = (label: string, key: string, given: unknown): PlannedFunction => {
  const name = nameForm.exec(key)?.[1]
  if (name === undefined)
    throw new TypeError(
      `${memberPath(label, key)} must be the name of a Lambda function: 1 to 64 letters, digits, - and _, as in "lambda/resize"`,
    )
  const source = sourceOf(memberPath(label, key), given)
  assertOptions(memberPath(label, key), source, checks)
  const entry = isAbsolute(source.entry) ? source.entry : resolve(source.entry)
  if (!statSync(entry, { throwIfNoEntry: false })?.isFile())
    throw new Error(`${memberPath(label, key)}.entry: no such file: ${source.entry}`)
  return { ...defaults, ...source, entry, name, key, role: source.role }
}

const defaults = {
  handler: 'handler',
  memory: 128,
  timeout: 3,
  iam: [],
  environment: {},
  runtime: 'nodejs22.x',
  architecture: 'x86_64',
} as const

/** Parses a file and the name of its export: `file.ts#name`, or `file.ts` alone. */
export const parseFileReference = (reference: string): Pick<FunctionSource, 'entry' | 'handler'> => {
  const [, entry = reference, handler] = /^(.*?)(?:#([^#]*))?$/s.exec(reference) ?? []
  return { entry, ...(handler !== undefined && { handler }) }
}

/** A source in the form of {@link FunctionSource}. */
const sourceOf = (label: string, given: unknown): FunctionSource => {
  if (typeof given === 'string') return parseFileReference(given)
  if (isJsonObject(given)) return given as unknown as FunctionSource
  throw new TypeError(
    `${label} must be { entry, handler, … } or "file.ts#name", got ${describeValue(given)}: a function is deployed from its file`,
  )
}
