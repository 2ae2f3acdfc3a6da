import { toAslKey } from './asl-key.ts'
import { comparisonOperators } from './comparison-operators.ts'
import { Catcher, ChoiceRule, Definition, Processor, Retrier, StatePermission, stateSpecs } from './definition.ts'
import { ItemBatcher, ItemReader, ProcessorConfig, ReaderConfig, ResultWriter, WriterConfig } from './map-fields.ts'

const fieldsByType: ReadonlyMap<unknown, ReadonlySet<string>> = new Map(
  Object.entries(stateSpecs).map(([type, { shape }]) => [type, new Set(Object.keys(shape))]),
)

/** The fields of a literal's state of a type; `undefined` if there is no such type. */
export const fieldsOfType = (type: unknown): ReadonlySet<string> | undefined => fieldsByType.get(type)

const otherObjects = [
  Definition,
  Processor,
  Retrier,
  Catcher,
  ChoiceRule,
  StatePermission,
  ItemReader,
  ReaderConfig,
  ItemBatcher,
  ResultWriter,
  WriterConfig,
  ProcessorConfig,
]

/** Every field of any object of a literal, without the operators of conditions. */
export const everyField: ReadonlySet<string> = new Set(
  [...Object.values(stateSpecs), ...otherObjects].flatMap(({ shape }) => Object.keys(shape)),
)

const aslFields: ReadonlySet<string> = new Set(
  [...everyField, ...comparisonOperators.keys(), 'variable', 'and', 'or', 'not'].map(toAslKey),
)

/** True if any object of ASL has a field of this name. */
export const isKnownAslField = (aslKey: string): boolean => aslFields.has(aslKey)
