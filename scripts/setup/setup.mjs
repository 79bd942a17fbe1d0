/**
 * npm run setup: makes a fresh clone ready. What is there already is left alone, so running it again does no
 * harm.
 *
 *   --retry-electron   try again to fetch Electron itself where the fallback was taken
 */
import { setUp } from './steps/set-up.mjs'

const outcome = await setUp({
  retryElectron: process.argv.includes('--retry-electron'),
  stream: process.stdout,
})
process.exitCode = outcome === 'complete' ? 0 : 1
