import type {
  Catcher,
  Choice,
  Fail,
  LiteralStateType,
  MapState,
  Parallel,
  Pass,
  Retrier,
  Rule,
  Succeed,
  Task,
  Wait,
} from '../specs/definition.ts'
import type { ErrorName } from '../specs/error-name.ts'
import type { JsonataField, JsonPathField } from '../specs/languages.ts'
import type { QueryLanguage } from '../specs/values.ts'
import type { OneOrMany } from './fragment.ts'

/** ASL verbatim: any field may be written in PascalCase, also one that this library does not know yet. */
export interface Verbatim {
  readonly [key: Capitalize<string>]: unknown
}

/** The fields that name states or hold machines: they are typed for each state of a literal. */
type Linked = 'next' | 'end' | 'retry' | 'catch' | 'choices' | 'default' | 'branches' | 'itemProcessor' | 'iterator'

type NotInJsonPath = JsonataField | Linked
type NotInJsonata = JsonPathField | Linked | 'queryLanguage'

interface InJsonata {
  readonly queryLanguage?: 'JSONata'
}

export interface Recovery<C> {
  readonly retry?: OneOrMany<RetrierLiteral>
  readonly catch?: C
}

/** One error name or several; left out, `States.ALL`. */
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

interface JsonPathRule<Name> extends Omit<Rule, 'next' | 'condition' | 'output'>, Verbatim {
  readonly next: Name
}

interface JsonataRule<Name> extends Omit<Rule, 'next' | 'condition'>, Verbatim {
  readonly next: Name
}

interface JsonPathTask extends Omit<Task, NotInJsonPath>, Verbatim {}
interface JsonataTask extends Omit<Task, NotInJsonata>, InJsonata, Verbatim {}
interface JsonPathPass extends Omit<Pass, NotInJsonPath>, Verbatim {}
interface JsonataPass extends Omit<Pass, NotInJsonata>, InJsonata, Verbatim {}
interface JsonPathWait extends Omit<Wait, NotInJsonPath>, Verbatim {}
interface JsonataWait extends Omit<Wait, NotInJsonata>, InJsonata, Verbatim {}
interface JsonPathChoice extends Omit<Choice, NotInJsonPath>, Verbatim {}
interface JsonataChoice extends Omit<Choice, NotInJsonata>, InJsonata, Verbatim {}
interface JsonPathSucceed extends Omit<Succeed, NotInJsonPath>, Verbatim {}
interface JsonataSucceed extends Omit<Succeed, NotInJsonata>, InJsonata, Verbatim {}
interface JsonPathFail extends Omit<Fail, NotInJsonPath>, Verbatim {}
interface JsonataFail extends Omit<Fail, NotInJsonata>, InJsonata, Verbatim {}
interface JsonPathParallel extends Omit<Parallel, NotInJsonPath>, Verbatim {}
interface JsonataParallel extends Omit<Parallel, NotInJsonata>, InJsonata, Verbatim {}
interface JsonPathMap extends Omit<MapState, NotInJsonPath>, Verbatim {}
interface JsonataMap extends Omit<MapState, NotInJsonata>, InJsonata, Verbatim {}

/** What a state of each type may have in each query language, but for what names states. */
export interface StatesIn extends Record<QueryLanguage, Record<LiteralStateType, object>> {
  JSONPath: {
    task: JsonPathTask
    pass: JsonPathPass
    wait: JsonPathWait
    choice: JsonPathChoice
    succeed: JsonPathSucceed
    fail: JsonPathFail
    parallel: JsonPathParallel
    map: JsonPathMap
  }
  JSONata: {
    task: JsonataTask
    pass: JsonataPass
    wait: JsonataWait
    choice: JsonataChoice
    succeed: JsonataSucceed
    fail: JsonataFail
    parallel: JsonataParallel
    map: JsonataMap
  }
}

export interface CatchersIn<Name> {
  JSONPath: JsonPathCatcher<Name>
  JSONata: JsonataCatcher<Name>
}

export interface RulesIn<Name> {
  JSONPath: JsonPathRule<Name>
  JSONata: JsonataRule<Name>
}
