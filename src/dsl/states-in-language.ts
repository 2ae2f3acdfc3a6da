import type { Catcher, ChoiceRule, LiteralStateType, Retrier, StatesByType } from '../specs/definition.ts'
import type { ErrorName } from '../specs/error-name.ts'
import type { JsonataField, JsonPathField } from '../specs/language-of-field.ts'
import type { MachineFieldName } from '../specs/state-types.ts'
import type { OneOrMany } from './fragment.ts'

/** ASL verbatim: a field in PascalCase, which can be one that this library does not know yet. */
export interface Verbatim {
  readonly [key: Capitalize<string>]: unknown
}

/** The fields that name states or hold state machines. Their types depend on each literal. */
export type LinkField = 'next' | 'end' | 'retry' | 'catch' | 'choices' | 'default' | MachineFieldName

interface InJsonata {
  readonly queryLanguage?: 'JSONata'
}

export interface CheckedRetryAndCatch<C> {
  readonly retry?: OneOrMany<RetrierLiteral>
  readonly catch?: C
}

/** One error name or several. The default is `States.ALL`. */
interface Matching {
  readonly errorEquals?: OneOrMany<ErrorName>
}

interface RetrierLiteral extends Omit<Retrier, 'errorEquals'>, Matching, Verbatim {}

interface JsonPathCatcher<Name> extends Omit<Catcher, 'next' | 'output' | 'errorEquals'>, Matching, Verbatim {
  readonly next: Name
}

interface JsonataCatcher<Name> extends Omit<Catcher, 'next' | 'resultPath' | 'errorEquals'>, Matching, Verbatim {
  readonly next: Name
}

interface JsonPathRule<Name> extends Omit<ChoiceRule, 'next' | 'condition' | 'output'>, Verbatim {
  readonly next: Name
}

interface JsonataRule<Name> extends Omit<ChoiceRule, 'next' | 'condition'>, Verbatim {
  readonly next: Name
}

type InJsonPath<State> = Omit<State, JsonataField | LinkField> & Verbatim
type InJsonataOnly<State> = Omit<State, JsonPathField | LinkField | 'queryLanguage'> & InJsonata & Verbatim

/** The fields of a state of each type in each query language, without the fields that depend on each literal. */
export interface StatesIn {
  JSONPath: { [Type in LiteralStateType]: InJsonPath<StatesByType[Type]> }
  JSONata: { [Type in LiteralStateType]: InJsonataOnly<StatesByType[Type]> }
}

export interface CatchersIn<Name> {
  JSONPath: JsonPathCatcher<Name>
  JSONata: JsonataCatcher<Name>
}

export interface RulesIn<Name> {
  JSONPath: JsonPathRule<Name>
  JSONata: JsonataRule<Name>
}
