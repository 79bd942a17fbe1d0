/** npm run -s parity -- FOLDER: packs built from checkpoint files against what PyTorch computes with them. */
import { runScript } from '../setup/run-script.mjs'

process.exitCode = await runScript('bench/parity.ts')
