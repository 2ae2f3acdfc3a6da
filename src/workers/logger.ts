import { methodsCheck } from '../options.ts'

/** What a worker writes its log to: the shape of pino, bunyan and most others. */
export interface Logger {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
  /** A logger that adds `fields` to each line. Without it, a handler's `log` is the logger itself. */
  child?(fields: object): Logger
  /** Whether lines of a level are written at all; those that are not need not be put together. */
  isLevelEnabled?(level: string): boolean
}

/** The logger of who brings none: a worker in trouble is heard, one at work is not. */
export const consoleLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: (fields, message) => console.warn(message, fields),
  error: (fields, message) => console.error(message, fields),
  isLevelEnabled: (level) => level === 'warn' || level === 'error',
}

export const loggerCheck = methodsCheck('a logger with debug, info, warn and error', 'debug', 'info', 'warn', 'error')
