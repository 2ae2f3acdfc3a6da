import type { Engine } from '../engine/engine.ts'
import type { ListenOptions } from '../engine/options.ts'
import type { Site } from '../engine/wire/site.ts'
import { consoleSite } from './console-site.ts'
import type { ReadPageFile } from './page-files.ts'

/**
 * The console of an engine in this process, on the port of its API. If the port has a token, the page does not list the accounts and regions
 * of the engine: its files need no token.
 */
export const embeddedSite = (engine: Engine, options: Pick<ListenOptions, 'token'>, readFile?: ReadPageFile): Site =>
  consoleSite(
    () => ({
      kind: 'embedded',
      name: 'the embedded engine',
      region: engine.environment.region,
      environments: options.token === undefined ? engine.environments() : [],
    }),
    readFile,
  )
