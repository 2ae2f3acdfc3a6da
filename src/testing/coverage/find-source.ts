import type { DefinitionCoverage } from './definition-coverage.ts'
import { locateStates, type StateLines } from './locate-states.ts'

/** How source files are read. */
export interface SourceDeps {
  /** The contents of a file; `undefined` if there is no such file. */
  readText(file: string): string | undefined
  /** The file that an import of another file names; `undefined` if it is not a file of the project. */
  resolveImport(specifier: string, importer: string): Promise<string | undefined>
}

/** The file with a definition, and the lines of its states. */
export interface DefinitionSource extends Pick<StateLines, 'lines'> {
  readonly file: string
}

/** A definition is searched in no more files than these. */
const MAX_FILES = 2000

/** A definition in a file with fewer of its states is another one. */
const MIN_CERTAINTY = 0.25

/** Source files and their imports, each of which is read once. */
export class SourceFiles {
  readonly #deps: SourceDeps
  readonly #texts = new Map<string, string>()
  readonly #imports = new Map<string, Promise<string[]>>()

  constructor(deps: SourceDeps) {
    this.#deps = deps
  }

  /**
   * Finds the file with a definition: the test files that ran it and the files that these import are searched, the nearest first.
   */
  async find(definition: DefinitionCoverage, testFiles: readonly string[]): Promise<DefinitionSource | undefined> {
    let best: (DefinitionSource & Pick<StateLines, 'certainty'>) | undefined
    for await (const file of this.#reachable(testFiles)) {
      const located = locateStates(this.#read(file), definition)
      if (located.certainty > (best?.certainty ?? MIN_CERTAINTY)) best = { file, ...located }
      if (located.certainty === 1) break
    }
    return best && { file: best.file, lines: best.lines }
  }

  async *#reachable(testFiles: readonly string[]): AsyncGenerator<string> {
    const found = new Set(testFiles)
    for (const file of found) {
      yield file
      for (const imported of await this.#importsOf(file)) if (found.size < MAX_FILES) found.add(imported)
    }
  }

  #read(file: string): string {
    const known = this.#texts.get(file)
    if (known !== undefined) return known
    const text = this.#deps.readText(file) ?? ''
    this.#texts.set(file, text)
    return text
  }

  #importsOf(file: string): Promise<string[]> {
    const known = this.#imports.get(file)
    if (known) return known
    const resolved = Promise.all(
      specifiersIn(this.#read(file)).map((specifier) => this.#deps.resolveImport(specifier, file)),
    ).then((files) => files.filter((one) => one !== undefined))
    this.#imports.set(file, resolved)
    return resolved
  }
}

/** The modules that a file imports, and all other strings that begin as a relative path does: a file may be read by such a path. */
const specifiersIn = (text: string): string[] => [
  ...new Set([
    ...Array.from(text.matchAll(/["'`](\.{1,2}\/[^"'`\n]+)["'`]/g), ([, path = '']) => path),
    ...Array.from(text.matchAll(/\bfrom\s*["']([^."'\n][^"'\n]*)["']/g), ([, name = '']) => name),
  ]),
]
