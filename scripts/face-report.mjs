/** npm run -s face-report -- VIDEO [--out FOLDER]: how the patient’s face is seen in one video. */
import { runScript } from './run-script.mjs'

process.exitCode = await runScript('face-report.ts')
