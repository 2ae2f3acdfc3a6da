// npm run bench [-- name …]: installs the peers, builds, and runs the benchmarks one after the other, each in its own process.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'

const run = (command, ...args) => {
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' })
  if (status !== 0) process.exit(status ?? 1)
}
const helpers = new Set([
  'peer',
  'report',
  'take-turns',
  'engine-deps',
  'with-resolvers',
  'soak-call',
  'soak-load',
  'simulated-machine',
])
/** Takes minutes. */
const onlyWhenAsked = new Set(['soak', 'soak-server'])
const asked = process.argv.slice(2)
const names = readdirSync('bench')
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -'.ts'.length))
  .filter((name) => !helpers.has(name) && (asked.length === 0 ? !onlyWhenAsked.has(name) : asked.includes(name)))

if (!existsSync('bench/peers/node_modules')) run('npm', 'ci', '--prefix', 'bench/peers', '--no-audit', '--no-fund')
run('npm', 'run', 'build')
run('npx', 'tsc', '-p', 'bench/tsconfig.json')
for (const name of names) {
  console.log(`\n${name}`)
  run('node', '--expose-gc', `bench/.build/bench/${name}.js`)
}
