import { validate } from '../../dsl/validate.ts'
import type { Issue } from '../../errors.ts'
import { type ConnectOptions, connect } from '../connect.ts'
import { exitCodes, type Io } from '../io.ts'
import { loadFile } from '../load-file.ts'
import { showIssues } from '../show-error.ts'

export interface ValidateCommandArgs extends ConnectOptions {
  readonly file: string
  readonly json?: boolean
}

/**
 * Prints every problem of the file's definition, with those that an engine finds if one is given. It fails if one of them is an error;
 * warnings alone do not count.
 */
export const validateCommand = async ({ file, json, ...options }: ValidateCommandArgs, io: Io): Promise<number> => {
  const { definition } = await loadFile(file, io)
  const issues = await issuesOf(definition, options, io)
  if (json) io.out(`${JSON.stringify(issues, null, 2)}\n`)
  else io.out(issues.length > 0 ? `${file}: ${showIssues(issues)}\n` : `${file}: no problems\n`)
  return issues.some(({ severity }) => severity === 'error') ? exitCodes.failed : exitCodes.done
}

const issuesOf = async (definition: unknown, options: ConnectOptions, io: Io): Promise<Issue[]> => {
  if (!options.aws && options.endpointUrl === undefined) return validate(definition)
  const { stepwise, close } = await connect(options, io)
  try {
    return await stepwise.validate(definition, { remote: true, signal: io.signal })
  } finally {
    await close()
  }
}
