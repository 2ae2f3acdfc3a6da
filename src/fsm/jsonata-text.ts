/** An expression as a JSONata string of ASL. */
export const jsonata = (expression: string): string => `{% ${expression} %}`

/** A value as a JSONata literal: JSON is valid JSONata. */
export const literalText = (value: unknown): string => JSON.stringify(value)

/** The progress of the execution. A path cannot read its member, because `$` is a variable in JSONata. */
export const progress = '$lookup($states.input, "$")'

/** The name of the execution in which the finite state machine began. */
export const correlationId = `$merge([{"correlationId": $states.context.Execution.Name}, ${progress}]).correlationId`

/** The number of the next transition. */
const nextStep = `$sum([${progress}.step, 1])`

/** The state's input with the progress after an event. Members with the value `undefined` are left out. */
export const withProgress = (members: Readonly<Record<string, string | undefined>>, ...patches: string[]): string => {
  const all = { correlationId, step: nextStep, ...members }
  const texts = Object.entries(all).flatMap(([name, text]) =>
    text === undefined ? [] : [`${literalText(name)}: ${text}`],
  )
  return `$merge([${['$states.input', ...patches, `{"$": {${texts.join(', ')}}}`].join(', ')}])`
}

/** An object without some members. */
export const withoutMembers = (object: string, ...names: string[]): string =>
  `$sift(${object}, function($value, $key) { $not($key in ${literalText(names)}) })`
