import { describe, expect, it } from 'vitest'
import { assertInterceptors, compose, type Interceptor } from '../../src/workers/interceptor.ts'
import type { WorkerTask } from '../../src/workers/worker-task.ts'
import { fakeActivities } from '../support/fake-activities.ts'
import { taskOf } from '../support/task.ts'

const sum = async ({ input: { x, y } }: WorkerTask) => x + y
const run = (interceptors: Interceptor[], input: unknown, handler: (task: WorkerTask) => Promise<unknown> = sum) =>
  compose(interceptors, handler)(taskOf(input))

/** Interceptors that note when they are passed. */
const notes = () => {
  const seen: string[] = []
  const note = (text: string) => void seen.push(text)
  const object = (name: string): Interceptor => ({
    name,
    enter: () => note(`enter ${name}`),
    leave: () => note(`leave ${name}`),
    error: () => note(`error ${name}`),
  })
  const fn =
    (name: string): Interceptor =>
    async (task, next) => {
      note(`enter ${name}`)
      const output = await next(task)
      note(`leave ${name}`)
      return output
    }
  return { seen, note, object, fn }
}

describe('interceptors', () => {
  it('enter in order and leave in reverse, objects and functions mixed', async () => {
    const { seen, note, object, fn } = notes()
    await run([object('a'), fn('b'), object('c')], {}, async () => note('handler'))
    expect(seen).toEqual(['enter a', 'enter b', 'enter c', 'handler', 'leave c', 'leave b', 'leave a'])
  })

  it('run the same way around a real task, those for all handlers outside', async () => {
    const { schedule, start } = fakeActivities({ abortablePolls: true })
    const { seen, note, object } = notes()
    await using _ = start(
      { add: { handler: () => note('handler'), interceptors: [object('own')] } },
      { interceptors: [object('all')] },
    )
    await schedule('add', {})
    expect(seen).toEqual(['enter all', 'enter own', 'handler', 'leave own', 'leave all'])
  })
})

describe('an interceptor object', () => {
  it('changes the request before the handler sees it', async () => {
    const incX: Interceptor = {
      name: 'inc-x',
      enter: (context) => ({ ...context, request: { ...context.request, x: context.request.x + 1 } }),
    }
    expect(await run([incX], { x: 1, y: 1 })).toBe(3)
  })

  it('gets an error even if undefined was thrown', async () => {
    const seen: unknown[] = []
    const look: Interceptor = { name: 'look', error: ({ error }) => void seen.push(error) }
    await expect(run([look], {}, () => Promise.reject())).rejects.toThrow('undefined was thrown')
    expect(seen).toHaveLength(1)
  })

  it('fails the task if a stage returns something else than the context', async () => {
    const assign = { name: 'assign', enter: (context: { request: object }) => Object.assign(context.request, { x: 1 }) }
    await expect(run([assign as unknown as Interceptor], {})).rejects.toThrow(
      'enter of the interceptor "assign" must return the context or nothing, got { x: 1 }',
    )
  })

  it('changes the response after the handler', async () => {
    const double: Interceptor = { name: 'double', leave: (context) => ({ ...context, response: context.response * 2 }) }
    expect(await run([double], { x: 1, y: 1 })).toBe(4)
  })

  it('may change the context in place and return nothing', async () => {
    const both: Interceptor = {
      name: 'both',
      enter(context) {
        context.request = { x: 20, y: 1 }
      },
      leave(context) {
        context.response *= 2
      },
    }
    expect(await run([both], {})).toBe(42)
  })

  it('keeps what enter adds to the context until leave', async () => {
    const timed: Interceptor = {
      name: 'timed',
      enter: (context) => ({ ...context, startedAt: 5 }),
      leave: (context) => ({ ...context, response: context }),
    }
    expect(await run([timed], { x: 1, y: 1 })).toMatchObject({ request: { x: 1, y: 1 }, response: 2, startedAt: 5 })
  })

  it('gets the thrown value as error, and passes it on', async () => {
    const { seen, object } = notes()
    const failing = run([object('a'), object('b')], {}, () => Promise.reject(new Error('boom')))
    await expect(failing).rejects.toThrow('boom')
    expect(seen).toEqual(['enter a', 'enter b', 'error b', 'error a'])
  })

  it('recovers by deleting the error; the outer ones leave as usual', async () => {
    const { seen, object } = notes()
    const recover: Interceptor = {
      name: 'recover',
      error: ({ error: _, ...context }) => ({ ...context, response: 'recovered' }),
    }
    const output = await run([object('outer'), recover], {}, () => Promise.reject(new Error('boom')))
    expect(output).toBe('recovered')
    expect(seen).toEqual(['enter outer', 'leave outer'])
  })

  it('may throw another error', async () => {
    const rename: Interceptor = {
      name: 'rename',
      error: ({ error }) => {
        throw new TypeError('renamed', { cause: error })
      },
    }
    await expect(run([rename], {}, () => Promise.reject(new Error('boom')))).rejects.toThrow(TypeError)
  })

  it('has its error stage called if its enter throws, but not if its leave throws', async () => {
    const seen: unknown[] = []
    const error: Interceptor = { name: 'a', error: (context) => void seen.push(context.error) }
    const boom = new Error('boom')
    const throwing = () => {
      throw boom
    }
    await expect(run([{ ...error, enter: throwing }], {})).rejects.toBe(boom)
    await expect(run([{ ...error, leave: throwing }], { x: 1, y: 1 })).rejects.toBe(boom)
    expect(seen).toEqual([boom])
  })
})

describe('an interceptor function', () => {
  it('may return without the handler', async () => {
    const cached: Interceptor = () => 'from the cache'
    expect(await run([cached], {}, () => Promise.reject(new Error('not reached')))).toBe('from the cache')
  })

  it('may run the handler again', async () => {
    let attempts = 0
    const twice: Interceptor = (task, next) => next(task).catch(() => next(task))
    const handler = async () => {
      if (++attempts === 1) throw new Error('first')
      return attempts
    }
    expect(await run([twice], {}, handler)).toBe(2)
  })

  it('may throw, sync like async', async () => {
    const refuse: Interceptor = () => {
      throw new Error('refused')
    }
    await expect(run([refuse], {})).rejects.toThrow('refused')
  })
})

describe('a value that is not an interceptor', () => {
  it.each([
    [42, 'interceptors[1] must be a function (task, next) or an object { name, enter?, leave?, error? }, got 42'],
    [[], 'interceptors[1] must be a function (task, next) or an object { name, enter?, leave?, error? }, got an array'],
    [{ enter: () => {} }, 'interceptors[1].name must be a string, got undefined'],
    [{ name: 'a', leave: 'soon' }, "interceptors[1].leave must be a function of the context, got 'soon'"],
  ])('%j is refused with its index', (value, message) => {
    expect(() => assertInterceptors([() => {}, value], 'interceptors')).toThrow(message)
  })

  it('is refused instead of an array', () => {
    expect(() => assertInterceptors(() => {}, 'interceptors')).toThrow(
      'interceptors must be an array of interceptors, got a function',
    )
  })

  it('is found when the workers are started', () => {
    const { start } = fakeActivities()
    const wrong = { handler: () => 1, interceptors: [{ name: 'a', enter: 1 } as never] }
    expect(() => start({ add: wrong })).toThrow(
      'handlers["add"].interceptors[0].enter must be a function of the context, got 1',
    )
  })
})
