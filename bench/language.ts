// Validating and translating definitions, beside asl-validator and AWS's language service on the same ASL in the same run.
import { toDeployableAsl } from '../src/dsl/to-deployable-asl.ts'
import { validate } from '../src/dsl/validate.ts'
import { desugar } from '../src/sugar/desugar.ts'
import { peer } from './peer.ts'
import { median, percentile, row } from './report.ts'

/** As much of the peers' APIs as is used here. */
type AslValidator = (definition: object) => { isValid: boolean }
interface LanguageService {
  TextDocument: { create(uri: string, language: string, version: number, text: string): object }
  getLanguageService(options: object): {
    parseJSONDocument(document: object): object
    doValidation(document: object, json: object): Promise<readonly unknown[]>
  }
}
const aslValidator: AslValidator = (await import(peer('asl-validator/dist/src/validator.js'))).default
const service: LanguageService = (await import(peer('amazon-states-language-service/out/service.js'))).default

const place = { partition: 'aws', region: 'us-east-1', accountId: '123456789012' }

/** A literal of so many states, of the kinds that people write. */
const definitionOf = (length: number): object => {
  const states = Array.from({ length }, (_, index) => {
    const next = `s${index + 1}`
    const kinds = [
      {
        type: 'task',
        resource: `activity/a${index}`,
        parameters: { 'a.$': '$.x', b: { 'c.$': "States.Format('{}', $.n)" } },
        resultPath: '$.r',
        retry: { errorEquals: 'X', maxAttempts: 3 },
        catch: { next },
        next,
      },
      {
        type: 'choice',
        choices: [
          { condition: ['and', ['>=', '$.price', 20], ['<', '$.price', 30]], next },
          { condition: '$.total >= 20 and not ($.type = "Private")', next },
        ],
        default: next,
      },
      { type: 'pass', result: { a: 1 }, next },
      { type: 'wait', seconds: 3, next },
      {
        type: 'parallel',
        branches: [{ startAt: `p${index}`, states: { [`p${index}`]: { type: 'pass', end: true } } }],
        next,
      },
    ]
    return [`s${index}`, kinds[index % kinds.length]]
  })
  return { startAt: 's0', states: { ...Object.fromEntries(states), [`s${length}`]: { type: 'succeed' } } }
}

const millisecondsOf = async (times: number, work: () => unknown): Promise<number[]> => {
  const taken: number[] = []
  for (let run = 0; run < times; run++) {
    const start = performance.now()
    await work()
    taken.push(performance.now() - start)
  }
  return taken
}

const tell = (name: string, taken: readonly number[]): number => {
  row(name, { 'median ms': median(taken), 'p95 ms': percentile(taken, 95), 'best ms': Math.min(...taken) })
  return median(taken)
}

for (const [length, times] of [
  [10, 3000],
  [100, 300],
  [1000, 60],
  [10_000, 10],
] as const) {
  const definition = definitionOf(length)
  await millisecondsOf(Math.ceil(times / 5), () => toDeployableAsl(definition, place))
  tell(`validate and desugar ${length} states`, await millisecondsOf(times, () => toDeployableAsl(definition, place)))
}

for (const length of [3, 100]) {
  const asl = desugar(definitionOf(length), place)
  const text = JSON.stringify(asl)
  const { getLanguageService, TextDocument } = service
  const languageService = getLanguageService({})
  const inEditor = () => {
    const document = TextDocument.create('file:///machine.asl.json', 'asl', 1, text)
    return languageService.doValidation(document, languageService.parseJSONDocument(document))
  }
  // asl-validator writes into what it is given.
  const copy = structuredClone(asl)
  const times = length === 3 ? 20 : 5
  const ours = tell(`validate the ASL of ${length} states`, await millisecondsOf(times * 20, () => validate(asl)))
  const validator = tell(`  asl-validator`, await millisecondsOf(times, () => aslValidator(copy)))
  const editor = tell(`  amazon-states-language-service`, await millisecondsOf(times, inEditor))
  row('  times as fast', { 'as asl-validator': validator / ours, 'as the language service': editor / ours })
}
