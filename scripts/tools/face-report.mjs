/** npm run -s face-report -- VIDEO [--out FOLDER]: how the patient’s face is seen in one video. */
import { runScript } from '../setup/run-script.mjs'

process.exitCode = await runScript('tools/face-report.ts')
