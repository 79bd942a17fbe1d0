/**
 * Runs a story in this network, whose only cable leads to the listener: `inside.ts FOLDER STORY` imports STORY and
 * calls its `story(FOLDER)`; see `outside.ts`.
 */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { cable, insideAddress, listenerAddress } from './cable.ts'
import type { InsideMessage } from './report.ts'
import { traced } from './traced.ts'

const [, , folder, storyFile] = process.argv
if (folder === undefined || storyFile === undefined) throw new Error('Use: inside.ts FOLDER STORY')

const run = promisify(execFile)
const send = (message: InsideMessage): Promise<void> =>
  new Promise((resolve) => {
    process.once('message', () => {
      resolve()
    })
    process.send?.(message)
  })

await send('ready')
await run('ip', ['link', 'set', 'lo', 'up'])
await run('ip', ['addr', 'add', `${insideAddress}/24`, 'dev', cable.inside])
// Without an IPv6 address of its own the system itself has nothing to say on the cable.
await run('ip', ['link', 'set', cable.inside, 'addrgenmode', 'none', 'up'])
await run('ip', ['route', 'add', 'default', 'via', listenerAddress])

const { story } = (await import(pathToFileURL(storyFile).href)) as { story(folder: string): Promise<void> }
await story(folder)
await send('program done')

// What a program does that calls home: asks for a name, and greets who answers.
const asks =
  "require('node:tls').connect(443, 'control.example', { servername: 'control.example' }).on('error', () => process.exit()).setTimeout(2000, () => process.exit())"
const writes = `require('node:fs').writeFileSync(${JSON.stringify(join(folder, 'outside-file'))}, '')`
const [command = '', ...args] = await traced(join(folder, 'control'), [
  process.execPath,
  '-e',
  `${writes};${asks}`,
])
await run(command, args)
await send('control done')
process.exit()
