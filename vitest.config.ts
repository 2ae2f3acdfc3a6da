import { defineConfig } from 'vitest/config'

/** The source file of an entry point. */
const source = (entry: string): string => `${import.meta.dirname}/src/${entry}.ts`

export default defineConfig({
  // The examples import the package by its name.
  resolve: {
    alias: [
      { find: /^stepwise-ts$/, replacement: source('index') },
      { find: /^stepwise-ts\/(local|testing|deploy|vitest)$/, replacement: source('$1') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts', 'examples/*.test.ts'],
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
})
