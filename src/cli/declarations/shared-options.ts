import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Io } from '../io.ts'

/** Adds a command to the program. The module of the command is loaded when it is run. */
export type AddCommand = (program: Command, io: Io, perform: (command: Promise<number>) => Promise<void>) => void

const aws = () => new Option('--aws', "use AWS, with the SDK's credentials and region").conflicts('endpointUrl')

const endpointUrl = () =>
  new Option('--endpoint-url <url>', 'use the engine at this URL, as served by `stepwise local`').argParser(parseUrl)

export const debug = () => new Option('--debug', 'show errors with their stack traces')

export const machineName = () =>
  new Option('--name <name>', "the state machine's name (default: the definition's own, else the file's)")

/** Adds the options of a command that can use another engine than an embedded one. */
export const onEngine = (command: Command): Command =>
  command.addOption(aws()).addOption(endpointUrl()).addOption(debug())

/** Adds the options of a command that needs another engine: a new embedded engine is empty. */
export const onGivenEngine = (command: Command): Command => onEngine(command).hook('preAction', requireEngine)

/** Adds the options of a command that changes other services than Step Functions too. */
export const onGivenServices = (command: Command): Command =>
  onGivenEngine(command).addOption(
    new Option(
      '--service-endpoint <url>',
      'an emulator of IAM, Lambda, CloudWatch and its logs, for an engine other than AWS',
    )
      .argParser(parseUrl)
      .conflicts('aws'),
  )

/** Ends the command with an error unless an engine is given. */
export const requireEngine = (command: Command): void => {
  const { aws, endpointUrl } = command.opts()
  if (!aws && endpointUrl === undefined) command.error('error: no engine given: add --aws or --endpoint-url <url>')
}

export const parseUrl = (text: string): string => {
  if (URL.canParse(text) && /^https?:/.test(text)) return text
  throw new InvalidArgumentError('expected a URL such as http://localhost:8083')
}

export const parseRegion = (text: string): string => {
  if (text !== '') return text
  throw new InvalidArgumentError('expected a region such as eu-west-1')
}

export const parsePort = (text: string): number => {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('expected a number from 0 to 65535')
}

export const parseCount = (text: string): number => {
  if (/^[1-9]\d*$/.test(text)) return Number(text)
  throw new InvalidArgumentError('expected a number from 1')
}

/** Returns a parser that adds `key=value` to the pairs that were given before. */
export const addPair =
  (example: string) =>
  (text: string, given: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => {
    const [, key, value = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? []
    if (key === undefined) throw new InvalidArgumentError(`expected key=value, such as ${example}`)
    return { ...given, [key]: value }
  }
