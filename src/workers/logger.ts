import { methodsCheck, type OptionCheck } from '../options.ts'

/**
 * The logger of workers, with the methods of pino, bunyan and most others.
 *
 * @example
 * const write = (fields: object, message: string) => console.error(message, fields)
 * const logger: Logger = { debug: () => {}, info: write, warn: write, error: write }
 * createStepwise({ sfn, s3, logger })
 */
export interface Logger {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
  /** Returns a logger that adds `fields` to each line. Without this method, a handler's `log` is the logger itself. */
  child?(fields: object): Logger
  /** True if lines of a level are written. Workers do not create other lines. */
  isLevelEnabled?(level: string): boolean
}

/** The default logger: warnings and errors go to the console. */
export const consoleLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: (fields, message) => console.warn(message, fields),
  error: (fields, message) => console.error(message, fields),
  isLevelEnabled: (level) => level === 'warn' || level === 'error',
}

export const loggerCheck: OptionCheck = methodsCheck(
  'a logger with debug, info, warn and error',
  'debug',
  'info',
  'warn',
  'error',
)
