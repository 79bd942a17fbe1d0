import { availableParallelism } from 'node:os'
import vue from '@vitejs/plugin-vue'
import { configDefaults, defineConfig } from 'vitest/config'
import { HANGING_MS, PATIENCE_MS } from './test/helpers/patience.ts'
import { isThorough, thorough } from './test/helpers/thorough.ts'

/** More of the same takes longer. */
const hangingMs = HANGING_MS * thorough(1, 10)
/** More random cases of each property. */
const setupFiles = isThorough ? ['test/helpers/property-runs.ts'] : []

/**
 * What another test says as well: a job that was killed and goes on in the next window is in resilience.test.ts, and the
 * button that continues it from the list of jobs in job-row.test.ts.
 */
const onlyThorough = isThorough ? [] : ['test/e2e/job-resume.test.ts']

/**
 * Four projects, told apart by what they need: `unit` plain Node, `renderer` a DOM, `integration` the
 * default pack, ffmpeg and child processes, `e2e` the built program in a real Electron.
 */
export default defineConfig({
  plugins: [vue()],
  test: {
    setupFiles,
    // Never a VM pool: onnxruntime-node checks typed arrays by instanceof.
    pool: 'forks',
    // A core each: much of what the tests wait for is other programs.
    maxWorkers: availableParallelism(),
    testTimeout: hangingMs,
    hookTimeout: hangingMs,
    expect: { poll: { timeout: PATIENCE_MS } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/{shared,main,scripts}/**/*.test.{ts,mjs}'],
          environment: 'node',
          setupFiles: ['test/helpers/clean-process.ts'],
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'renderer',
          include: ['test/unit/renderer/**/*.test.ts'],
          environment: 'jsdom',
          setupFiles: ['test/helpers/clean-window.ts'],
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          environment: 'node',
          setupFiles: ['test/helpers/choose-ffmpeg.ts', 'test/helpers/clean-process.ts'],
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          setupFiles: ['test/helpers/choose-ffmpeg.ts', 'test/helpers/clean-process.ts'],
          isolate: false,
          exclude: [...configDefaults.exclude, ...onlyThorough],
          environment: 'node',
          fileParallelism: false,
        },
      },
    ],
  },
})
