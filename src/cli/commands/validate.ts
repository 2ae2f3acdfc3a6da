import { validate as findIssues } from '../../dsl/validate.ts'
import { exitCodes, type Io } from '../io.ts'
import { loadFile } from '../load-file.ts'
import { showIssues } from '../show-error.ts'

export interface ValidateArgs {
  readonly file: string
  readonly json?: boolean
}

/** Shows every problem of the file's definition. Fails where one is an error. */
export const validate = async ({ file, json }: ValidateArgs, io: Io): Promise<number> => {
  const { definition } = await loadFile(file, io)
  const issues = findIssues(definition)
  if (json) io.out(`${JSON.stringify(issues, null, 2)}\n`)
  else io.out(issues.length > 0 ? `${file}: ${showIssues(issues)}\n` : `${file}: no problems\n`)
  return issues.some(({ severity }) => severity === 'error') ? exitCodes.failed : exitCodes.done
}
