import { defineStateMachine } from 'stepwise-ts'

/**
 * Parallel branches, and a Map that processes three items at a time. Try:
 *   npx stepwise run examples/word-count.ts --input '{"texts":["to be or not to be","that is the question"]}'
 */
export const definition = defineStateMachine({
  name: 'word-count',
  startAt: 'count',
  states: {
    count: {
      type: 'parallel',
      branches: [
        {
          startAt: 'each text',
          states: {
            'each text': {
              type: 'map',
              itemsPath: '$.texts',
              maxConcurrency: 3,
              itemProcessor: {
                startAt: 'words',
                states: { words: { type: 'task', resource: 'activity/words', end: true } },
              },
              end: true,
            },
          },
        },
        {
          startAt: 'texts',
          states: {
            texts: {
              type: 'pass',
              parameters: { 'texts.$': 'States.ArrayLength($.texts)' },
              outputPath: '$.texts',
              end: true,
            },
          },
        },
      ],
      resultSelector: { 'words.$': '$[0]', 'texts.$': '$[1]' },
      end: true,
    },
  },
})

export const handlers = {
  'activity/words': (text: string) => text.split(/\s+/).length,
}
