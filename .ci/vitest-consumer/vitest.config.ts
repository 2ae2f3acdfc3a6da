import { stepwise } from 'stepwise-ts/vitest/config'
import { defineConfig } from 'vitest/config'

export default defineConfig({ plugins: [stepwise({ coverage: { thresholds: { states: 100 } } })] })
