import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { GitState } from './version-label.ts'

const run = promisify(execFile)

/**
 * Reads the commit of a folder with the `git` command.
 * @throws Error if the folder is not in a git repository, or has no commit yet.
 */
export const readGit = async (folder = '.'): Promise<GitState> => {
  try {
    const { stdout: commit } = await run('git', ['rev-parse', 'HEAD'], { cwd: folder })
    const { stdout: changes } = await run('git', ['status', '--porcelain'], { cwd: folder })
    return { commit: commit.trim(), isDirty: changes !== '' }
  } catch (cause) {
    throw new Error("version 'git' needs a git repository with a commit: pass a label such as '1.4.0' instead", {
      cause,
    })
  }
}
