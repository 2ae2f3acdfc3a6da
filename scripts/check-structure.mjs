// Checks what the linter cannot: who imports whom (scripts/layers.mjs), import cycles with type-only imports included, and that an
// exported name means one thing. Prints one line per problem and exits with 1 if there are any.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseAst } from 'rolldown/parseAst'
import { boundFiles, coreFiles, layers, sharedNames } from './layers.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '../src')

/** A source file: its imports of other source files, and the names that it declares and exports. */
const readModule = (file) => {
  const { body } = parseAst(readFileSync(join(root, file), 'utf8'), { lang: file.endsWith('x') ? 'tsx' : 'ts' })
  const imports = body
    .filter(({ source }) => source?.value.startsWith('.'))
    .map((node) => ({
      target: posix.join(posix.dirname(file), node.source.value),
      isType: (node.importKind ?? node.exportKind) === 'type' || hasOnlyTypes(node.specifiers),
    }))
  return { file, imports, names: new Set(body.flatMap(declaredNames)) }
}

const hasOnlyTypes = (specifiers = []) => specifiers.length > 0 && specifiers.every((one) => one.importKind === 'type')

const declaredNames = ({ type, declaration }) => {
  if (type !== 'ExportNamedDeclaration' || !declaration) return []
  const declared = declaration.declarations ?? [declaration]
  return declared.flatMap(({ id }) => (id?.name === undefined ? [] : [id.name]))
}

const ruleOf = (file) =>
  Object.keys(layers)
    .filter((key) => file === key || file.startsWith(`${key}/`))
    .sort((a, b) => b.length - a.length)[0]

const forbiddenImports = ({ file, imports }) => {
  const rule = ruleOf(file)
  if (rule === undefined) return [`${file}: belongs to no layer; add it to scripts/layers.mjs`]
  const allowed = [rule, ...layers[rule]]
  const isAllowed = (target) =>
    coreFiles.has(target) || allowed.some((key) => target === key || target.startsWith(`${key}/`))
  return imports
    .filter(({ target }) => !isAllowed(target))
    .map(({ target }) => `${file}: may not import ${target}; ${rule} imports only the core and ${list(allowed)}`)
}

const list = (names) => [...new Set(names)].join(', ')

/** Groups of files that import each other, directly or through others (Tarjan's strongly connected components). */
const cyclesOf = (modules, isFollowed) => {
  const byFile = new Map(modules.map((module) => [module.file, module]))
  const state = new Map()
  const stack = []
  const found = []
  const visit = (file) => {
    const own = { index: state.size, low: state.size, isOpen: true }
    state.set(file, own)
    stack.push(file)
    for (const edge of byFile.get(file).imports) {
      if (!byFile.has(edge.target) || !isFollowed(edge)) continue
      const next = state.get(edge.target)
      if (!next) own.low = Math.min(own.low, visit(edge.target).low)
      else if (next.isOpen) own.low = Math.min(own.low, next.index)
    }
    if (own.low === own.index) {
      const group = stack.splice(stack.indexOf(file))
      for (const member of group) state.get(member).isOpen = false
      if (group.length > 1) found.push(group.sort())
    }
    return own
  }
  for (const { file } of modules) if (!state.has(file)) visit(file)
  return found
}

/** Types may be recursive within one folder; no other cycle is allowed. */
const forbiddenCycles = (modules) => {
  const ofValues = cyclesOf(modules, ({ isType }) => !isType)
  const acrossFolders = cyclesOf(modules, () => true).filter((files) => new Set(files.map(posix.dirname)).size > 1)
  return [...ofValues, ...acrossFolders].map((files) => `import cycle: ${files.join(', ')}`)
}

const ambiguousNames = (modules) => {
  const files = new Map()
  for (const { file, names } of modules.filter(({ file }) => !boundFiles.has(file)))
    for (const name of names) files.set(name, [...(files.get(name) ?? []), file])
  return [...files]
    .filter(([name, declaring]) => declaring.length > 1 && !sharedNames.has(name))
    .map(([name, declaring]) => `exported name ${name}: declared in ${declaring.join(' and ')}`)
}

const modules = readdirSync(root, { recursive: true })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => /\.tsx?$/.test(file))
  .sort()
  .map(readModule)
const problems = [...modules.flatMap(forbiddenImports), ...forbiddenCycles(modules), ...ambiguousNames(modules)]
for (const problem of problems) console.error(problem)
console.log(`structure: ${modules.length} files, ${problems.length} problems`)
process.exitCode = problems.length > 0 ? 1 : 0
