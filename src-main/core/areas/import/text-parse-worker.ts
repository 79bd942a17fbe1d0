/** The thread behind `text-parser.ts`. */
import { serveThreadCalls } from '../../async/thread-calls.ts'
import { parseText } from './parse-text.ts'
import type { ParseWorks } from './text-parser.ts'

serveThreadCalls<ParseWorks>({ parse: (request) => Promise.resolve(parseText(request)) })
