/**
 * Set-up of the integration and end-to-end tests: they use the ffmpeg that starts quickest, those of `usersFfmpeg` and
 * `usersEnvironment` apart, unless one was chosen. In the thorough run all of them use the one that the program finds.
 */
import { quickFfmpeg } from './quick-ffmpeg.ts'
import { isThorough } from './thorough.ts'

const quick = isThorough ? null : quickFfmpeg()
if (quick !== null) process.env['EMOCLIP_FFMPEG'] ??= quick
