import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(root, 'node_modules', '.types-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** The compiler's output for files with these contents. */
const compile = (texts: Readonly<Record<string, string>>, ...args: string[]): string => {
  const header = `import { defineStateMachine } from '${join(root, 'src/dsl/define-state-machine.ts')}'\n`
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), header + text)
  const files = Object.keys(texts).map((name) => join(folder, name))
  const config = join(folder, 'tsconfig.json')
  writeFileSync(config, JSON.stringify({ extends: join(root, 'tsconfig.json'), include: [], files }))
  try {
    return execFileSync(
      process.execPath,
      [join(root, 'node_modules/typescript/bin/tsc'), '-p', config, '--pretty', 'false', ...args],
      { encoding: 'utf8', stdio: 'pipe' },
    )
  } catch (error) {
    return String((error as { stdout: string }).stdout)
  }
}

const mistakes: Readonly<Record<string, [text: string, message: string]>> = {
  next: [
    `defineStateMachine({ startAt: 'a', states: { a: { type: 'pass', next: 'shpi' }, ship: { type: 'succeed' } } })`,
    `Type '"shpi"' is not assignable to type '"a" | "ship"'.`,
  ],
  branch: [
    `defineStateMachine({ startAt: 'a', states: { a: { type: 'parallel', branches: [{ startAt: 'b', states: { b: { type: 'pass', next: 'outer' } } }], end: true } } })`,
    `Type '"outer"' is not assignable to type '"b"'.`,
  ],
  catcher: [
    `defineStateMachine({ startAt: 'a', states: { a: { type: 'task', resource: 'r', catch: [{ next: 'lost' }], end: true } } })`,
    `Type '"lost"' is not assignable to type '"a"'.`,
  ],
  both: [
    `defineStateMachine({ startAt: 'a', states: { a: { type: 'pass', next: 'a', end: true } } })`,
    `Type 'true' is not assignable to type '"a state has either \\"next\\" or \\"end\\", not both"'.`,
  ],
  transition: [
    `defineStateMachine({ startAt: 'a', states: { a: { type: 'pass' } } })`,
    `Property 'next' is missing in type '{ type: "pass"; }' but required in type 'NextOrEnd<"a">'`,
  ],
  times: [
    `defineStateMachine({ startAt: 'a', states: { a: { type: 'wait', seconds: 1, secondsPath: '$.s', end: true } } })`,
    `a wait state has only one of`,
  ],
  time: [
    `defineStateMachine({ startAt: 'a', states: { a: { type: 'wait', end: true } } })`,
    `Property 'seconds' is missing in type '{ type: "wait"; end: true; }' but required in type 'SecondsOrTimestampOrPath'`,
  ],
  branch_state: [
    `defineStateMachine({ startAt: 'a', states: { a: { type: 'parallel', branches: [{ type: 'pass', next: 'a' }], end: true } } })`,
    `a single state in place of a branch has no \\"next\\"`,
  ],
  field: [
    `defineStateMachine({ startAt: 'a', states: { a: { type: 'task', resurce: 'r', end: true } } })`,
    `'resurce' does not exist in type`,
  ],
  type: [`defineStateMachine({ startAt: 'a', states: { a: { type: 'tsk', end: true } } })`, `Did you mean '"task"'?`],
  operator: [
    `defineStateMachine({ startAt: 'a', states: { a: { type: 'choice', choices: [{ condition: ['stringMatch', '$.a', 'x'], next: 'a' }] } } })`,
    `Type '"stringMatch"' is not assignable to type 'ConditionOperator'. Did you mean '"stringMatches"'?`,
  ],
}

describe('the compiler', () => {
  test('marks each mistake with a message at its position', { timeout: 60_000 }, () => {
    const files = Object.fromEntries(Object.entries(mistakes).map(([name, [text]]) => [`${name}.ts`, `${text}\n`]))
    const printed = compile(files)
    for (const [name, [, message]] of Object.entries(mistakes)) {
      // An error is a line with its position, and indented lines with details.
      const errors = printed.split(/\n(?=\S)/).filter((error) => error.includes(`/${name}.ts(`))
      expect(errors).toEqual([expect.stringContaining(message)])
    }
  })

  test('names a missing handler, for the one overload that is meant', { timeout: 60_000 }, () => {
    const text = `import { startWorkers } from '${join(root, 'src/default-stepwise.ts')}'
      const states = { a: { type: 'task', resource: 'activity/add', end: true } } as const
      startWorkers(defineStateMachine({ startAt: 'a', states }), {})\n`
    const printed = compile({ 'handler.ts': text })
    expect(printed).toContain(`Property '"activity/add"' is missing in type`)
    expect(printed).not.toMatch(/Overload \d of/)
  })

  const definitionOf = (length: number): string => {
    const states = Array.from({ length }, (_, index) => {
      const next = index + 1 < length ? `next: 's${index + 1}'` : 'end: true'
      const fields = [
        `type: 'task', resource: 'activity/a${index}', parameters: { 'a.$': '$.x' }, retry: { maxAttempts: 3 }, catch: { next: 's0' }, ${next}`,
        `type: 'choice', choices: [{ condition: ['and', ['>=', '$.a', 20], ['<', '$.b', 30]], next: 's0' }], default: 's${index + 1}'`,
        `type: 'pass', result: { a: 1 }, ${next}`,
        `type: 'parallel', branches: [{ startAt: 'p', states: { p: { type: 'pass', end: true } } }], ${next}`,
      ]
      return `s${index}: { ${fields[index % fields.length]} },`
    })
    return `export const machine = defineStateMachine({ startAt: 's0', states: {\n${states.join('\n')}\n} })\n`
  }
  const instantiations = (text: string): number =>
    Number(/Instantiations:\s+(\d+)/.exec(compile({ 'budget.ts': text }, '--extendedDiagnostics'))?.[1])

  test('needs at most 200 instantiations for each state of a large definition', { timeout: 60_000 }, () => {
    const large = instantiations(definitionOf(200)) - instantiations(definitionOf(4))
    expect(large).toBeGreaterThan(0)
    expect(large / 196).toBeLessThan(200)
  })
})
