import { defineStateMachine } from 'stepwise-ts'

/**
 * JSONata and variables, without an activity. Try:
 *   npx stepwise run examples/temperatures.ts --input '{"celsius":[-3,12,31]}'
 */
export const definition = defineStateMachine({
  name: 'temperatures',
  queryLanguage: 'JSONata',
  startAt: 'read',
  states: {
    read: { type: 'pass', assign: { highest: '{% $max($states.input.celsius) %}' }, next: 'judge' },
    judge: {
      type: 'choice',
      choices: [{ condition: '{% $highest > 30 %}', next: 'hot' }],
      default: 'mild',
    },
    hot: { type: 'succeed', output: { verdict: 'hot', fahrenheit: '{% $highest * 9 / 5 + 32 %}' } },
    mild: { type: 'succeed', output: { verdict: 'mild' } },
  },
})
