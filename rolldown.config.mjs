// A program that imports the package waits for each of its modules: a few chunks load in half the time of hundreds of files. zod is
// bundled, because of it only the parts that are used are loaded; everything else stays a dependency.
import { chmodSync, readFileSync } from 'node:fs'
import { defineConfig } from 'rolldown'

const { dependencies, peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
const packages = Object.keys({ ...dependencies, ...peerDependencies }).filter((name) => name !== 'zod')
const isPackage = new RegExp(`^(${packages.join('|')}|@opentelemetry/api)(/|$)`)

/** npm sets this bit only when it installs: after a build, `npx stepwise` in this folder needs it too. */
const executable = { name: 'executable', writeBundle: () => chmodSync('dist/cli/main.js', 0o755) }

export default defineConfig({
  input: {
    index: 'src/index.ts',
    local: 'src/local.ts',
    testing: 'src/testing.ts',
    deploy: 'src/deploy.ts',
    cdk: 'src/cdk.ts',
    graph: 'src/graph.ts',
    fsm: 'src/fsm.ts',
    compile: 'src/compile.ts',
    passes: 'src/passes.ts',
    vitest: 'src/vitest.ts',
    'vitest-config': 'src/vitest-config.ts',
    'cli/main': 'src/cli/main.ts',
  },
  platform: 'node',
  external: isPackage,
  plugins: [executable],
  output: { dir: 'dist', format: 'esm', chunkFileNames: 'chunks/[name]-[hash].js', cleanDir: true },
})
