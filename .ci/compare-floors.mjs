// compare-floors.mjs FLOORS RESULTS…: fails if fewer cases of a kind pass than did before.
import { readFileSync } from 'node:fs'

const [floors, ...results] = process.argv.slice(2)
const counts = new Map()
for (const { kind, verdict } of results.flatMap((file) => JSON.parse(readFileSync(file, 'utf8'))))
  if (verdict === 'exact' || verdict === 'passed') counts.set(kind, (counts.get(kind) ?? 0) + 1)

const below = readFileSync(floors, 'utf8')
  .split('\n')
  .map((line) => line.trim().split(/\s+/))
  .filter(([kind, floor]) => kind && floor && (counts.get(kind) ?? 0) < Number(floor))
for (const [kind, floor] of below) console.error(`${kind}: ${counts.get(kind) ?? 0} passed, ${floor} did before`)
process.exitCode = below.length > 0 ? 1 : 0
