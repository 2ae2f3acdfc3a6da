import type { Json } from '../../json.ts'
import { prepareDefinition } from '../prepared-definition.ts'
import type { Arbitrary } from './arbitrary.ts'
import { type InputUse, inputUses } from './input-uses.ts'
import { type FastCheck, loadFastCheck } from './load-fast-check.ts'

/**
 * An arbitrary of fast-check for inputs of a state machine: objects with the members that the definition reads, whose values are near the
 * ones that it compares them with, of another type, or missing.
 * @param definition a literal, or ASL.
 * @throws DefinitionError if the definition is wrong; Error that names the package if fast-check is not installed.
 *
 * @example
 * const [input] = fc.sample(arbitraryInputFor(orders), 1)
 * const run = await simulate(orders, { input, mocks: { price: { output: 25 }, approve: { output: true } } })
 */
export const arbitraryInputFor = (definition: object): Arbitrary<Json> => {
  const fc = loadFastCheck()
  const uses = inputUses(prepareDefinition(definition, 'STANDARD').asl)
  const fitting = treeOf(uses)
  return fc.oneof(
    { weight: 8, arbitrary: arbitraryOf(fitting, fc) },
    { weight: 1, arbitrary: fc.constantFrom<Json>({}, null, [], 1, 'text') },
  )
}

/** The uses of one value and of its members. */
interface Tree {
  readonly members: Map<string, Tree>
  element: Tree | undefined
  readonly constants: Json[]
  isList: boolean
}

const emptyTree = (): Tree => ({ members: new Map(), element: undefined, constants: [], isList: false })

const treeOf = (uses: readonly InputUse[]): Tree => {
  const root = emptyTree()
  for (const { path, constants, isList } of uses) {
    const leaf = path.reduce(childOf, root)
    leaf.constants.push(...constants)
    leaf.isList ||= isList
  }
  return root
}

const childOf = (tree: Tree, key: string | number): Tree => {
  if (typeof key === 'number' || key === '*') {
    tree.element ??= emptyTree()
    tree.isList = true
    return tree.element
  }
  const known = tree.members.get(key)
  if (known) return known
  const child = emptyTree()
  tree.members.set(key, child)
  return child
}

const arbitraryOf = (tree: Tree, fc: FastCheck): Arbitrary<Json> => {
  const { members, constants, isList, element } = tree
  if (isList) return fc.array(element ? arbitraryOf(element, fc) : scalar(constants, fc), { maxLength: 4 })
  if (members.size === 0) return scalar(constants, fc)
  const record = Object.fromEntries(Array.from(members, ([name, member]) => [name, arbitraryOf(member, fc)]))
  const whole = fc.record<Record<string, Json>>(record)
  const partial: Arbitrary<Json> = fc
    .record<Record<string, Json>, never>(record, { requiredKeys: [] })
    .map((value) => JSON.parse(JSON.stringify(value)))
  return fc.oneof({ weight: 3, arbitrary: whole as Arbitrary<Json> }, { weight: 1, arbitrary: partial })
}

/** Values at and beside the constants, and some of other types. */
const scalar = (constants: readonly Json[], fc: FastCheck): Arbitrary<Json> => {
  const near = constants.flatMap(neighbours)
  const any: Arbitrary<Json> = fc.oneof(
    fc.integer({ min: -1000, max: 1000 }),
    fc.string({ maxLength: 8 }),
    fc.boolean(),
    fc.constant(null),
  )
  if (near.length === 0) return any
  return fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...near) }, { weight: 1, arbitrary: any })
}

const neighbours = (constant: Json): Json[] => {
  if (typeof constant === 'number') return [constant, constant - 1, constant + 1]
  if (typeof constant === 'boolean') return [constant, !constant]
  return typeof constant === 'string' ? [constant, `${constant}x`] : [constant]
}
