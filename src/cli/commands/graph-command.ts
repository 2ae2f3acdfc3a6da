import { writeFile } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import type { ExecutionEvent } from '../../client/execution-event.ts'
import type { GraphOptions } from '../../graph/graph-options.ts'
import { type ConnectOptions, connect } from '../connect.ts'
import type { GraphFormat } from '../graph-formats.ts'
import { exitCodes, type Io } from '../io.ts'
import { loadFile } from '../load-file.ts'
import { messageOf } from '../show-error.ts'
import { svgToPng } from '../svg-to-png.ts'

export interface GraphCommandArgs extends ConnectOptions {
  readonly file: string
  readonly format?: GraphFormat
  /** The file to write; standard output without it. */
  readonly output?: string
  /** The ARN of an execution that the graph shows. */
  readonly execution?: string
}

/** Draws the file's definition, and the history of an execution in it. */
export const graphCommand = async (args: GraphCommandArgs, io: Io): Promise<number> => {
  const { file, output, format = formatOf(output), execution } = args
  if (format === 'png' && output === undefined)
    throw new Error('a PNG image is not text: add --output <file>, or choose another --format')
  const { definition } = await loadFile(file, io)
  const options = execution === undefined ? {} : { run: await readHistory(execution, args, io) }
  const drawn = await draw(format, definition, options, io)
  if (output === undefined) io.out(String(drawn))
  else await write(output, drawn, io)
  return exitCodes.done
}

const write = async (output: string, drawn: string | Uint8Array, { cwd }: Io): Promise<void> => {
  try {
    await writeFile(resolve(cwd, output), drawn)
  } catch (cause) {
    throw new Error(`cannot write ${output}: ${messageOf(cause)}`, { cause })
  }
}

const formatsByExtension: ReadonlyMap<string, GraphFormat> = new Map([
  ['.mmd', 'mermaid'],
  ['.mermaid', 'mermaid'],
  ['.dot', 'dot'],
  ['.gv', 'dot'],
  ['.png', 'png'],
])

const formatOf = (output = ''): GraphFormat => formatsByExtension.get(extname(output)) ?? 'svg'

const draw = async (
  format: GraphFormat,
  definition: unknown,
  options: GraphOptions,
  { cwd }: Io,
): Promise<string | Uint8Array> => {
  if (format === 'mermaid') return (await import('../../graph/to-mermaid.ts')).toMermaid(definition, options)
  if (format === 'dot') return (await import('../../graph/to-dot.ts')).toDot(definition, options)
  const svg = (await import('../../graph/to-svg.ts')).toSvg(definition, options)
  return format === 'png' ? svgToPng(svg, cwd) : svg
}

const readHistory = async (executionArn: string, options: ConnectOptions, io: Io): Promise<ExecutionEvent[]> => {
  const { stepwise, close } = await connect(options, io)
  try {
    const events: ExecutionEvent[] = []
    for await (const event of stepwise.executionHistory(executionArn, { signal: io.signal })) events.push(event)
    return events
  } finally {
    await close()
  }
}
