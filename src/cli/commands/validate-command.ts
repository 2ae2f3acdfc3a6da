import { validate } from '../../dsl/validate.ts'
import { exitCodes, type Io } from '../io.ts'
import { loadFile } from '../load-file.ts'
import { showIssues } from '../show-error.ts'

export interface ValidateCommandArgs {
  readonly file: string
  readonly json?: boolean
}

/** Prints every problem of the file's definition. It fails if one of them is an error; warnings alone do not count. */
export const validateCommand = async ({ file, json }: ValidateCommandArgs, io: Io): Promise<number> => {
  const { definition } = await loadFile(file, io)
  const issues = validate(definition)
  if (json) io.out(`${JSON.stringify(issues, null, 2)}\n`)
  else io.out(issues.length > 0 ? `${file}: ${showIssues(issues)}\n` : `${file}: no problems\n`)
  return issues.some(({ severity }) => severity === 'error') ? exitCodes.failed : exitCodes.done
}
