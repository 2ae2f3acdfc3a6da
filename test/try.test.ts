import { test } from 'vitest'
import { compile, handlersOf, runAsFunction, Fail } from '/tmp/wt/compile/src/compile.ts'
import { simulate } from '/tmp/wt/compile/src/testing.ts'
class TooShort extends Error {}
const summarise = async ({ text }, { info, vowels, spaces }) => {
  let head
  try {
    head = await info({ text })
  } catch (e) {
    if (e instanceof TooShort) throw new Fail('MalformedText', 'text too short')
    else throw e
  }
  if (head.letter === 'd') throw new Fail('MalformedText', 'text starts with d')
  if (head.letter === 'a' || head.letter === 'b') {
    const [v, s] = await Promise.all([vowels(text), spaces(text)])
    return `text starts with ${head.letter}, has ${head.chars} chars, ${v} vowels, and ${s} spaces`
  } else if (head.letter === 'c') {
    return `text starts with "c"; look: "${text[0]}"`
  } else {
    return 'other'
  }
}
const impl = {
  info: ({ text }) => { if (text === '') throw new TooShort('short'); return { letter: text[0], chars: text.length } },
  vowels: (t) => [...t].filter((c) => 'aeiou'.includes(c)).length,
  spaces: (t) => [...t].filter((c) => c === ' ').length,
}
test('x', async () => {
  const d = compile(summarise)
  console.log(JSON.stringify(d, null, 1))
  for (const text of ['', 'dog', 'a short example', 'choose wisely', 'xx']) {
    const run = await simulate(d, { input: { text }, handlers: handlersOf(d, impl) })
    console.log(text, run.status, run.output, run.error, run.cause)
    console.log(await runAsFunction(summarise, { text }, impl).catch(e => [e.name, e.message]))
  }
})
