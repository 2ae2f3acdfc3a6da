import { describeValue } from '../../options.ts'

/** The commit of the working directory. */
export interface GitState {
  /** 40 hexadecimal digits. */
  readonly commit: string
  /** True if files differ from the commit. */
  readonly isDirty: boolean
}

/** The characters that AWS allows in the value of a tag, without spaces. */
const labelPattern = /^[\w.:/=+@-]{1,100}$/

/**
 * Returns the label of a version: the description of the published version and the value of the state machine's tag.
 * @param version `'git'` for the commit of the working directory, or a label such as `1.4.0`.
 * @throws TypeError if it is not a label.
 */
export const versionLabel = async (version: string, readGit: () => Promise<GitState>): Promise<string> => {
  if (version !== 'git') return checkedLabel(version)
  const { commit, isDirty } = await readGit()
  return `git-${commit}${isDirty ? '-dirty' : ''}`
}

const checkedLabel = (version: string): string => {
  if (labelPattern.test(version)) return version
  throw new TypeError(
    `options.version must be "git", or 1 to 100 letters, digits and . _ : / = + @ -, got ${describeValue(version)}`,
  )
}

/** True if a label is the wanted one, or that of a commit which begins with the wanted 7 or more digits. */
export const matchesLabel = (label: string | undefined, wanted: string): boolean =>
  label === wanted || (/^[0-9a-f]{7,40}$/.test(wanted) && label?.startsWith(`git-${wanted}`) === true)
