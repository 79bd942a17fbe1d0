/** A fresh process that embeds clips as a prediction does, and prints what it took. */
import { readFile } from 'node:fs/promises'
import { deserialize } from 'node:v8'
import type { InferenceClient } from '#core/inference/host/client.ts'
import { openGate } from '#core/async/pause-gate.ts'
import { openEnvironment } from '../../../src-main/cli/environment.ts'
import { refuseProblem } from '../measuring.ts'
import { withPeak } from '../peak-memory.ts'

const [requestFile] = process.argv.slice(2)
if (requestFile === undefined) throw new Error('Name a request.')
const request = deserialize(await readFile(requestFile)) as Parameters<InferenceClient['embedClips']>[0]
const { inference } = await openEnvironment('bench')
const control = { signal: new AbortController().signal, gate: openGate }
const { seconds, peakMb } = await withPeak(() => inference.embedClips(request, refuseProblem, control))
console.log(JSON.stringify({ seconds, peakMb }))
await inference.dispose()
