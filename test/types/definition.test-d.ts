import { expectTypeOf } from 'vitest'
import type * as z from 'zod/mini'
import { attempt } from '../../src/dsl/attempt.ts'
import { chain } from '../../src/dsl/chain.ts'
import { type ActivityOf, defineStateMachine, type StateMachine } from '../../src/dsl/define-state-machine.ts'
import { evaluate } from '../../src/dsl/evaluate/evaluate.ts'
import { machine } from '../../src/dsl/machine.ts'
import { prefix } from '../../src/dsl/prefix.ts'
import { sequence } from '../../src/dsl/sequence.ts'
import type { CatchersIn } from '../../src/dsl/states-in-language.ts'
import type { LiteralStateType, State as StateSpec } from '../../src/specs/definition.ts'
import type { MachineFieldName } from '../../src/specs/state-types.ts'

// A literal without `as const` has a type with its names.
const orders = defineStateMachine({
  name: 'orders',
  startAt: 'price',
  states: {
    price: {
      type: 'task',
      resource: 'activity/price',
      resultPath: '$.price',
      next: 'route',
      retry: { errorEquals: 'Throttled', maxAttempts: 3 },
      catch: { errorEquals: 'States.ALL', next: 'rejected' },
    },
    route: {
      type: 'choice',
      choices: [
        { condition: ['and', ['>=', '$.price', 20], ['<', '$.price', 30]], next: 'each' },
        { condition: '$.total >= 20', next: 'each' },
        { condition: { variable: '$.v', numericEquals: 1 }, next: 'each' },
      ],
      default: 'rejected',
    },
    each: {
      type: 'map',
      itemProcessor: { startAt: 'pack', states: { pack: { type: 'task', resource: 'activity/pack', end: true } } },
      next: 'both',
    },
    both: {
      type: 'parallel',
      branches: [
        { startAt: 'a', states: { a: { type: 'task', resource: 'lambda/a', end: true } } },
        {
          startAt: 'b',
          states: {
            b: { type: 'task', resource: 'sqs:sendMessage', parameters: {}, next: 'c' },
            c: { type: 'succeed' },
          },
        },
      ],
      catch: [{ next: 'rejected' }],
      FieldOfTomorrow: { anything: 1 },
      end: true,
    },
    rejected: { type: 'fail', error: 'OrderRejected' },
  },
})
expectTypeOf(orders).toEqualTypeOf<
  StateMachine<'price' | 'route' | 'each' | 'both' | 'rejected', 'activity/price' | 'activity/pack'>
>()
expectTypeOf(orders.startAt).toEqualTypeOf<'price' | 'route' | 'each' | 'both' | 'rejected'>()
expectTypeOf<ActivityOf<typeof orders>>().toEqualTypeOf<'activity/price' | 'activity/pack'>()

// JSONata, for the machine or for one state.
defineStateMachine({
  queryLanguage: 'JSONata',
  startAt: 'a',
  states: {
    a: {
      type: 'task',
      resource: 'a',
      arguments: '{% $states.input %}',
      output: {},
      timeoutSeconds: '{% $n %}',
      next: 'b',
    },
    b: {
      type: 'choice',
      choices: [
        { condition: ['=', '$states.input.x', 1], next: 'a', output: 1 },
        { condition: true, next: 'a' },
      ],
    },
  },
})
defineStateMachine({ startAt: 'a', states: { a: { type: 'pass', queryLanguage: 'JSONata', output: 1, end: true } } })

// ASL verbatim, as a state and within one.
defineStateMachine({ startAt: 'a', states: { a: { Type: 'Pass', Next: 'b' }, b: { type: 'pass', End: true } } })

// A widened type is checked at run time.
const widened = { startAt: 'a', states: { a: { type: 'pass', next: 'b' } } }
defineStateMachine(widened)

// Names: `startAt`, `next`, `default`, `catch`, in branches and processors too.
// @ts-expect-error no state "b"
defineStateMachine({ startAt: 'b', states: { a: { type: 'succeed' } } })
// @ts-expect-error no state "b"
defineStateMachine({ startAt: 'a', states: { a: { type: 'pass', next: 'b' } } })
defineStateMachine({
  startAt: 'a',
  // @ts-expect-error no state "c"
  states: { a: { type: 'choice', choices: [{ condition: '$.a', next: 'b' }], default: 'c' }, b: { type: 'succeed' } },
})
defineStateMachine({
  startAt: 'a',
  // @ts-expect-error no state "c"
  states: { a: { type: 'choice', choices: [{ condition: '$.a', next: 'c' }], default: 'b' }, b: { type: 'succeed' } },
})
// @ts-expect-error no state "b"
defineStateMachine({ startAt: 'a', states: { a: { type: 'task', resource: 'r', catch: { next: 'b' }, end: true } } })
defineStateMachine({
  startAt: 'a',
  // @ts-expect-error no state "b"
  states: { a: { type: 'task', resource: 'r', catch: [{ next: 'a' }, { next: 'b' }], end: true } },
})
defineStateMachine({
  startAt: 'a',
  states: {
    // @ts-expect-error a branch cannot have transitions to states outside it
    a: { type: 'parallel', branches: [{ startAt: 'b', states: { b: { type: 'pass', next: 'a' } } }], end: true },
  },
})
defineStateMachine({
  startAt: 'a',
  // @ts-expect-error no state "c" in the branch
  states: { a: { type: 'parallel', branches: [{ startAt: 'c', states: { b: { type: 'succeed' } } }], end: true } },
})
defineStateMachine({
  startAt: 'a',
  states: {
    // @ts-expect-error no state "c" in the processor
    a: { type: 'map', itemProcessor: { startAt: 'b', states: { b: { type: 'pass', next: 'c' } } }, end: true },
  },
})

// Transitions: exactly one.
// @ts-expect-error both
defineStateMachine({ startAt: 'a', states: { a: { type: 'pass', next: 'a', end: true } } })
// @ts-expect-error none
defineStateMachine({ startAt: 'a', states: { a: { type: 'pass' } } })
// @ts-expect-error a succeed state has no transition
defineStateMachine({ startAt: 'a', states: { a: { type: 'succeed', next: 'a' } } })
defineStateMachine({
  startAt: 'a',
  // @ts-expect-error a choice has no end
  states: { a: { type: 'choice', choices: [{ condition: '$.a', next: 'a' }], end: true } },
})

// Fields: known, of the state's type and query language, with the right type.
// @ts-expect-error unknown
defineStateMachine({ startAt: 'a', states: { a: { type: 'task', resurce: 'r', end: true } } })
// @ts-expect-error unknown
defineStateMachine({ startAt: 'a', stats: {}, states: { a: { type: 'succeed' } } })
defineStateMachine({
  startAt: 'a',
  // @ts-expect-error unknown
  states: { a: { type: 'task', resource: 'r', retry: { maxAttempt: 1 }, end: true } },
})
// @ts-expect-error missing
defineStateMachine({ startAt: 'a', states: { a: { type: 'task', end: true } } })
// @ts-expect-error missing
defineStateMachine({ startAt: 'a', states: { a: { type: 'map', end: true } } })
// @ts-expect-error a field of a wait state
defineStateMachine({ startAt: 'a', states: { a: { type: 'pass', seconds: 1, end: true } } })
// @ts-expect-error an unknown type of state
defineStateMachine({ startAt: 'a', states: { a: { type: 'tsk', end: true } } })
// @ts-expect-error a number
defineStateMachine({ startAt: 'a', states: { a: { type: 'wait', seconds: '1', end: true } } })
// @ts-expect-error a field of JSONata
defineStateMachine({ startAt: 'a', states: { a: { type: 'pass', output: 1, end: true } } })
defineStateMachine({
  queryLanguage: 'JSONata',
  startAt: 'a',
  // @ts-expect-error a field of JSONPath
  states: { a: { type: 'pass', resultPath: '$', end: true } },
})
defineStateMachine({
  startAt: 'a',
  // @ts-expect-error a field of JSONPath, but the state is in JSONata
  states: { a: { type: 'pass', queryLanguage: 'JSONata', resultPath: '$', end: true } },
})
defineStateMachine({
  queryLanguage: 'JSONata',
  startAt: 'a',
  // @ts-expect-error a state machine in JSONata cannot have states in JSONPath
  states: { a: { type: 'pass', queryLanguage: 'JSONPath', end: true } },
})

// Conditions: known operators at any depth, with operands of the right type.
defineStateMachine({
  startAt: 'a',
  // @ts-expect-error unknown operator
  states: { a: { type: 'choice', choices: [{ condition: ['=>', '$.a', 1], next: 'a' }] } },
})
defineStateMachine({
  startAt: 'a',
  // @ts-expect-error unknown operator
  states: { a: { type: 'choice', choices: [{ condition: ['and', ['not', ['~', '$.a', 1]]], next: 'a' }] } },
})
defineStateMachine({
  startAt: 'a',
  // @ts-expect-error a boolean has no order
  states: { a: { type: 'choice', choices: [{ condition: ['<', '$.a', true], next: 'a' }] } },
})
defineStateMachine({
  startAt: 'a',
  // @ts-expect-error not a path
  states: { a: { type: 'choice', choices: [{ condition: ['=', 'a', 1], next: 'a' }] } },
})
defineStateMachine({
  startAt: 'a',
  // @ts-expect-error a number
  states: { a: { type: 'choice', choices: [{ condition: ['numericEquals', '$.a', 'x'], next: 'a' }] } },
})

// Fragments: their types have the names of their states.
const job = sequence({ fetch: { type: 'task', resource: 'fetch' }, store: { type: 'pass' } })
expectTypeOf(job.startAt).toEqualTypeOf<'fetch' | 'store'>()
expectTypeOf(prefix('quick ', job).startAt).toEqualTypeOf<'quick fetch' | 'quick store'>()
expectTypeOf(machine('m', chain(job, sequence({ done: { type: 'succeed' } }))).startAt).toEqualTypeOf<
  'fetch' | 'store' | 'done'
>()
expectTypeOf(attempt(job, { retry: { maxAttempts: 2 } }).startAt).toEqualTypeOf<string>()
defineStateMachine({ startAt: 'all', states: { all: { type: 'parallel', branches: [machine(job)], end: true } } })
// @ts-expect-error unknown field
sequence({ a: { type: 'task', resource: 'r', nxt: 'b' } })
// @ts-expect-error a pass state does not have this field
sequence({ a: { type: 'pass', seconds: 1 } })

// Error names: editors complete the reserved names; every other string is valid too.
type Catching = NonNullable<CatchersIn<string>['JSONPath']['errorEquals']>
expectTypeOf<'States.Timeout'>().toExtend<Catching>()
expectTypeOf<readonly ['States.Http.StatusCode.404', 'billing/card-declined']>().toExtend<Catching>()
defineStateMachine({
  startAt: 'a',
  states: {
    // @ts-expect-error an error name is a string
    a: { type: 'task', resource: 'r', retry: { errorEquals: 1 }, end: true },
  },
})

// A new type of state must be added to the union of specs, and a new field that holds state machines to `LinksOf`.
expectTypeOf<z.infer<typeof StateSpec>['type']>().toEqualTypeOf<LiteralStateType>()
expectTypeOf<MachineFieldName>().toEqualTypeOf<'branches' | 'itemProcessor' | 'iterator'>()

// A branch can be a fragment or a single state.
defineStateMachine({
  startAt: 'all',
  states: {
    all: {
      type: 'parallel',
      branches: [job, { type: 'task', resource: 'activity/one' }, { type: 'pass', end: true }],
      next: 'each',
    },
    each: { type: 'map', itemProcessor: job, end: true },
  },
})
defineStateMachine({
  startAt: 'all',
  // @ts-expect-error a single state has no transition
  states: { all: { type: 'parallel', branches: [{ type: 'pass', next: 'all' }], end: true } },
})
defineStateMachine({
  startAt: 'all',
  // @ts-expect-error an unknown field
  states: { all: { type: 'parallel', branches: [{ type: 'pass', seconds: 1 }], end: true } },
})

// A wait state has exactly one time.
defineStateMachine({ startAt: 'a', states: { a: { type: 'wait', timestampPath: '$.at', end: true } } })
defineStateMachine({ startAt: 'a', states: { a: { type: 'wait', Seconds: 1, end: true } } })
// @ts-expect-error two times
defineStateMachine({ startAt: 'a', states: { a: { type: 'wait', seconds: 1, secondsPath: '$.s', end: true } } })
// @ts-expect-error two times
defineStateMachine({ startAt: 'a', states: { a: { type: 'wait', timestamp: 't', timestampPath: '$.s', end: true } } })
// @ts-expect-error no time
defineStateMachine({ startAt: 'a', states: { a: { type: 'wait', end: true } } })

// An evaluated expression is a state of a fragment or, with a transition, of a literal.
sequence({ sum: evaluate('$.a + $.b'), done: { type: 'succeed' } })
defineStateMachine({ startAt: 'a', states: { a: { ...evaluate('$.a + $.b'), end: true } } })
