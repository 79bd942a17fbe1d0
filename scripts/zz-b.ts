import { openEnvironment } from '../src-main/cli/environment.ts'
import { benchPrediction } from './bench/prediction.ts'
import { asTable } from './bench/report.ts'
import { mkdtempSync } from 'node:fs'
const e=await openEnvironment('x'); console.log(asTable(await benchPrediction(e, mkdtempSync('/tmp/zb')))); await e.inference.dispose()
