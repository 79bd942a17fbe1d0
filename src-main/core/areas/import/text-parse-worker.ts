/** The thread behind `text-parser.ts`. */
import { parentPort } from 'node:worker_threads'
import { parseText } from './parse-text.ts'
import type { ParseRequest } from './parse-text.ts'
import type { ParseReply } from './text-parser.ts'

const port = parentPort
if (port === null) throw new Error('text-parse-worker runs as a worker thread only')

port.on('message', (request: ParseRequest) => {
  port.postMessage({ result: parseText(request) } satisfies ParseReply)
})
