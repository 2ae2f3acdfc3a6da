import { describe, expect, it, test } from 'vitest'
import { validate } from '../../src/dsl/validate.ts'
import { fsmFromYaml, fsmHandlers, fsmToDot } from '../../src/fsm.ts'
import { simulate } from '../../src/testing.ts'

const orders = `machines:
- name: orders
  max_retries: 3
  states:
  - name: pack
    initial: true
    entry_action: shop.Begin
    do_action: shop.Pack
    exit_action: shop.End
    transitions:
    - target: ship
      event: packed
      action: shop.Label
    - target: sold_out
      event: missing
  - name: ship
    do_action: shop.Ship
    final: true
  - name: sold_out
    final: true
`

const other = `machines:
- name: other
  states:
  - { name: only, initial: true, final: true }
`

describe('a machine in YAML', () => {
  const actions = {
    'shop.Begin': () => {},
    'shop.Pack': () => 'packed',
    'shop.End': () => {},
    'shop.Label': () => {},
    'shop.Ship': () => {},
  }

  it('becomes the literal of its states, events and actions', async () => {
    const machine = fsmFromYaml(orders, { actions })
    expect(validate(machine)).toEqual([])
    expect(machine).toMatchObject({ name: 'orders', startAt: 'pack', states: { pack: { retry: { maxAttempts: 3 } } } })
    const ran: string[] = []
    const noted = Object.fromEntries(
      Object.entries(actions).map(([name, action]) => [
        name,
        () => {
          ran.push(name)
          return action()
        },
      ]),
    )
    const run = await simulate(machine, { handlers: fsmHandlers(machine, noted) })
    expect(run.status).toBe('SUCCEEDED')
    expect(ran).toEqual(['shop.Begin', 'shop.Pack', 'shop.End', 'shop.Label', 'shop.Ship'])
  })

  it('has a task for each action with group: action', () => {
    const machine = fsmFromYaml(orders, { group: 'action' })
    expect(validate(machine)).toEqual([])
    expect(Object.keys(machine.states)).toContain('pack-packed-2')
  })

  it('is chosen by its name', () => {
    const file = `${orders}${other.replace('machines:\n', '')}`
    expect(fsmFromYaml(file, { machine: 'other' }).name).toBe('other')
    expect(() => fsmFromYaml(file)).toThrow(
      'the file has several machines; choose one with the option machine: orders, other',
    )
    expect(() => fsmFromYaml(file, { machine: 'order' })).toThrow(
      'no machine named "order"; expected one of orders, other; did you mean "orders"?',
    )
  })

  it('is imported from another file, which may import the first one', () => {
    const files = new Map([['other.yaml', `${other}- import: main.yaml\n`]])
    files.set('main.yaml', `machines:\n- import: other.yaml\n`)
    const load = (file: string) => files.get(file) ?? ''
    expect(fsmFromYaml('machines:\n- import: other.yaml\n', { load }).name).toBe('other')
  })

  it('may use anchors, aliases and merged mappings', () => {
    const machine = fsmFromYaml(`machines:
- name: aliased
  states:
  - &common
    name: &a a
    initial: true
    do_action: &work shop.Work
    transitions: &ends
    - { event: done, target: end }
  - <<: *common
    name: b
    initial: false
    transitions: *ends
  - { name: end, entry_action: *work, final: true }
`)
    expect(fsmToDot(machine)).toContain('"b" -> "end" [label="done"];')
    expect(fsmToDot(machine)).toContain('{end|entry/ shop.Work}')
  })

  it('has transitions out of a final state in its graph only', () => {
    const machine = fsmFromYaml(
      orders.replace('    final: true\n', '    final: true\n    transitions: [{ target: pack, event: back }]\n'),
    )
    expect(fsmToDot(machine)).toContain('"ship" -> "pack" [label="back"];')
    expect(machine.states.ship).toMatchObject({ end: true })
  })

  it('may have a state without actions, in which no event is returned', async () => {
    const text = orders.replace('    do_action: shop.Pack\n', '')
    for (const group of ['transition', 'action'] as const) {
      const machine = fsmFromYaml(text, { group })
      const { error } = await simulate(machine, { handlers: fsmHandlers(machine, actions) as never })
      expect(error).toBe('Fsm.UnknownEvent')
    }
  })
})

describe('a mistake in YAML', () => {
  const messageOf = (text: string, options = {}) => {
    try {
      fsmFromYaml(text, options)
    } catch (error) {
      return error instanceof Error ? error.message : ''
    }
    return ''
  }

  test.each([
    ['target: ship', 'target: shpi', 'line 11, column 15: no state named "shpi"; did you mean "ship"?'],
    [
      'event: packed',
      'event: 7',
      'line 12, column 14: "event" of a transition of the state "pack" must be a string; put other values in quotes',
    ],
    [
      '      event: packed\n',
      '',
      'line 11, column 7: the field "event" of a transition of the state "pack" is missing',
    ],
    ['initial: true', 'initial: maybe', 'line 6, column 14: "initial" of the state "pack" must be true or false'],
    ['    initial: true\n', '', 'line 2, column 3: no state has "initial: true"; expected one state with it'],
    [
      'entry_action',
      'entry_acton',
      'line 7, column 5: unknown field "entry_acton" of a state; expected one of name, initial, final, entry_action, do_action, exit_action, transitions; did you mean "entry_action"?',
    ],
    [
      'max_retries: 3',
      'max_retries: many',
      'line 3, column 16: "max_retries" of a machine must be a whole number from 0',
    ],
    ['name: ship', 'name: pack', 'line 16, column 11: two states are named "pack"'],
    [
      'event: missing',
      'event: packed',
      'line 15, column 14: the state "pack" has two transitions on the event "packed"',
    ],
    [
      '    final: true\n',
      '    final: true\n    initial: true\n',
      'line 19, column 14: "pack" is the initial state already; expected one',
    ],
    ['states:', 'states: 7', 'line 5, column 1: '],
    [
      'machines:',
      'machine:',
      'line 1, column 1: unknown field "machine" of the file; expected one of machines; did you mean "machines"?',
    ],
  ])('%j → %j is reported with its line and column', (from, to, message) => {
    expect(messageOf(orders.replace(from, to))).toContain(message)
  })

  test.each([
    ['', 'line 1, column 1: the file must be a mapping with machines'],
    ['machines: 7', 'line 1, column 11: "machines" must be a list'],
    ['machines: [7]', 'line 1, column 12: a machine must be a mapping with name, states, max_retries, import'],
    ['machines:', '"machines" must be a list'],
    ['machines: []', 'the file has no machine'],
    ['machines: [\n', 'line 2, column 1: '],
    [
      'machines:\n- import: x.yaml',
      'line 2, column 11: this file imports another one; pass the option load: (file) => text',
    ],
    [`${orders}${orders.replace('machines:\n', '')}`, 'two machines are named "orders"'],
  ])('%j is refused', (text, message) => {
    expect(messageOf(text)).toContain(message)
  })

  it('is reported with the name of an imported file', () => {
    const load = () => orders.replace('target: ship', 'target: shpi')
    expect(messageOf('machines:\n- import: orders.yaml', { load })).toBe(
      'orders.yaml: line 11, column 15: no state named "shpi"; did you mean "ship"?',
    )
  })

  it('is an action without a function, if the functions are given', () => {
    const actions = { 'shop.Pack': () => 'packed', 'shop.Ship': () => {}, 'shop.End': () => {}, 'shop.Label': () => {} }
    expect(messageOf(orders, { actions: { ...actions, 'shop.begin': () => {} } })).toBe(
      'line 7, column 19: no function for the action "shop.Begin"; expected one of shop.Pack, shop.Ship, shop.End, shop.Label, shop.begin; did you mean "shop.begin"?',
    )
  })

  it('is a setting that a state cannot have', () => {
    expect(messageOf(orders, { timeoutSeconds: 0.5 })).toBe(
      'options.timeoutSeconds must be a whole number of seconds from 1, got 0.5',
    )
    expect(messageOf(orders, { delaySeconds: -1 })).toContain('must be a whole number of seconds from 0')
  })

  it('is an alias bomb', () => {
    const bomb = [
      'a: &a [x,x]',
      ...'bcdefghijkl'.split('').map((name, index) => `${name}: &${name} [${`*${'abcdefghijk'[index]},`.repeat(9)}]`),
    ]
    expect(messageOf(bomb.join('\n'))).toContain('unknown field "a" of the file')
  })

  it('is a wrong argument', () => {
    expect(messageOf(7 as never)).toBe('text must be the text of a YAML file, got 7')
    expect(messageOf(orders, { machin: 'orders' })).toContain('unknown option "machin" in options')
    expect(messageOf('machines:\n- import: x', { load: () => 7 as never })).toBe(
      'load("x") must be the text of a YAML file, got 7',
    )
  })
})
