import type { Engine } from '../engine/engine.ts'
import type { Site } from '../engine/wire/site.ts'
import { consoleSite } from './console-site.ts'
import type { ReadPageFile } from './page-files.ts'

/** The console of an engine in this process, on the port of its API. */
export const embeddedSite = (engine: Engine, readFile?: ReadPageFile): Site =>
  consoleSite(
    () => ({
      kind: 'embedded',
      name: 'the embedded engine',
      region: engine.environment.region,
      environments: engine.environments(),
    }),
    readFile,
  )
