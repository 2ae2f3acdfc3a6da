import { describe, expect, it } from 'vitest'
import { fsm, fsmToDot } from '../../src/fsm.ts'
import { ways } from './machines.ts'

describe('fsmToDot', () => {
  it('draws states with their actions and transitions with their events', () => {
    expect(fsmToDot(ways()).split('\n')).toEqual([
      'digraph G {',
      'label="ways"',
      'labelloc="t"',
      '"__start__" [label="start",shape=circle,style=filled,fillcolor=black,fontcolor=white,fontsize=9];',
      '"first" [shape=Mrecord,label="{first|entry/ a1\\ldo/ a2\\lexit/ a3}"];',
      '"__start__" -> "first" [label=""]',
      '"first" -> "second" [label="done/ t1, t2"];',
      '"first" -> "third" [label="skip"];',
      '"second" [shape=Mrecord,label="{second|entry/ a4\\ldo/ a5\\lexit/ a6}"];',
      '"second" -> "third" [label="done"];',
      '"third" [shape=Mrecord,label="{third|entry/ a7\\ldo/ a8\\lexit/ a9}"];',
      '"third" -> "__end__" [label=""]',
      '"__end__" [label="end",shape=doublecircle,style=filled,fillcolor=black,fontcolor=white,fontsize=9];',
      '}',
      '',
    ])
  })

  it('is the same for both groups', () => {
    expect(fsmToDot(ways('action'))).toBe(fsmToDot(ways()))
  })

  it('numbers the tasks', () => {
    const labels = Array.from(
      fsmToDot(ways(), { lambdas: true }).matchAll(/-> ("\w+") \[label="(.*)"\]/g),
      ([, to, label]) => `${to} ${label}`,
    )
    expect(labels).toEqual([
      '"first" (λ1) ',
      '"second" (λ2) done/ t1, t2',
      '"third" (λ3) skip',
      '"third" (λ4) done',
      '"__end__" (λ5) ',
    ])
  })

  it('escapes what DOT reads as markup', () => {
    const machine = fsm({ initial: 'a"b', states: { 'a"b': { do: 'x{|}', on: { 'a\\b&': 'c' } }, c: { final: true } } })
    const dot = fsmToDot(machine)
    expect(dot).toContain('"a\\"b" [shape=Mrecord,label="{a\\"b|do/ x\\{\\|\\}}"];')
    expect(dot).toContain('"a\\"b" -> "c" [label="a\\\\b&amp;"];')
  })

  it('takes a specification, and refuses what is none', () => {
    expect(fsmToDot({ initial: 'a', states: { a: { final: true } } })).toContain('"__start__" -> "a"')
    expect(() => fsmToDot({ startAt: 'a', states: {} })).toThrow('the field "initial" is missing')
    expect(() => fsmToDot(ways(), { lambda: true } as never)).toThrow('unknown option "lambda" in options')
  })
})
