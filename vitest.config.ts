import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [vue()],
  test: {
    include: ['packages/*/src/**/*.test.ts', 'scripts/**/*.test.ts', 'e2e/**/*.test.ts'],
    pool: 'forks',
    globalSetup: ['packages/server/src/testing/global-setup.ts'],
    testTimeout: 90_000,
    hookTimeout: 120_000,
  },
})
