import type { ValidateStateMachineDefinitionDiagnostic } from '@aws-sdk/client-sfn'
import { awsEnvironment, exampleEnvironment } from '../arn.ts'
import { byPath } from '../dsl/by-path.ts'
import type { ValidateOptions } from '../dsl/validate.ts'
import { validateAndDesugar } from '../dsl/validate-and-desugar.ts'
import type { Issue } from '../errors.ts'
import { assertOptions, booleanCheck, type OptionChecks, oneOfCheck, signalCheck } from '../options.ts'
import { adviceFor } from '../specs/advice/advice-for.ts'
import { valueAtPath } from '../specs/value-at-path.ts'
import { isSubstituted } from '../specs/values.ts'
import { type CompleteOutput, completeOutput } from './complete-output.ts'
import { engineKind } from './engine-kind.ts'
import { regionOf } from './find-environment.ts'
import { issueOfDiagnostic, type RejectedDefinition } from './rejected-definition.ts'
import type { Session } from './session.ts'

export interface ValidateRemotelyOptions extends ValidateOptions {
  /** Also asks ValidateStateMachineDefinition of the configured client. */
  readonly remote: true
  /** Ends the request. */
  readonly signal?: AbortSignal
}

const checks: OptionChecks<ValidateRemotelyOptions> = {
  remote: booleanCheck,
  type: oneOfCheck('STANDARD', 'EXPRESS'),
  signal: signalCheck,
}

/**
 * Finds the problems of a definition, and asks the client's engine for more (ValidateStateMachineDefinition). A problem that both find is
 * reported once, in our words; one with a value that a deployment substitutes (`${Role}`) is not reported. A value that is not a JSON object is not
 * sent.
 * @throws the exceptions of ValidateStateMachineDefinition, but not for a problem of the definition.
 */
export const validateRemotely = async (
  session: Session,
  definition: unknown,
  options: ValidateRemotelyOptions,
): Promise<Issue[]> => {
  assertOptions('options', options, checks)
  const { type = 'STANDARD', signal } = options
  const environment = session.facts.environment ?? awsEnvironment(await regionOf(session), exampleEnvironment.accountId)
  const { issues, asl } = validateAndDesugar(definition, { type, environment, advice: adviceFor })
  if (!asl) return issues
  const { sfn, sdk } = await session.connect()
  const request = { definition: JSON.stringify(asl), type, severity: 'WARNING' } as const
  const command = new sdk.ValidateStateMachineDefinitionCommand(request)
  const { diagnostics } = completeOutput(await sfn.send(command, signal && { abortSignal: signal }))
  const source = { definition, asl, engine: await engineKind(session) }
  const remote = diagnostics
    .map((diagnostic) => toIssue(diagnostic, source))
    .filter((issue) => !isCovered(issue, issues) && !isSubstituted(valueAtPath(definition, issue.path)))
  return [...issues, ...remote].sort(byPath(definition))
}

const toIssue = (
  { severity, code, message, location }: CompleteOutput<ValidateStateMachineDefinitionDiagnostic>,
  source: RejectedDefinition,
): Issue => {
  const issue = issueOfDiagnostic({ code, message, location }, source)
  return severity === 'ERROR'
    ? issue
    : { ...issue, message: `${reporters[source.engine]}: ${message}`, severity: 'warning' }
}

const reporters = { aws: 'AWS warns', embedded: 'the embedded engine warns', server: 'the server warns' } as const

/** True if an issue is known already: one at the same path; one with the same code around it or at a field of it; or the same words. */
const isCovered = ({ path, code, message, severity }: Issue, known: readonly Issue[]): boolean =>
  known.some((issue) => {
    const deeper = issue.path.length - path.length
    const isInLine = issue.path.every((key, index) => index >= path.length || key === path[index])
    const isNear = deeper <= 1 || message.endsWith(`: ${issue.message}`)
    return issue.severity === severity && isInLine && (deeper === 0 || (isNear && issue.code === code))
  })
