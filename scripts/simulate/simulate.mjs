/** npm run -s simulate -- severity --patients N --effect R --runs K --seed S [--json]: how often the statistics hold in made-up cohorts. */
import { runScript } from '../setup/run-script.mjs'

process.exitCode = await runScript('simulate/index.ts')
