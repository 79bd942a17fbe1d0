/**
 * The other end of the cable:
 *
 *   unshare --net --mount node outside.ts FOLDER STORY
 *
 * Starts STORY (see `inside.ts`) in a network of its own whose only cable ends here, where everything is answered and
 * written down. The report is FOLDER/report.json; the exit code is that of the story.
 */
import { execFile, spawn } from 'node:child_process'
import { realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'
import { cable, insideAddress, listenerAddress } from './cable.ts'
import { listenToEverything } from './listener.ts'
import type { ClosedNetworkReport, Heard, InsideMessage } from './report.ts'

const run = promisify(execFile)
const [, , folder, story] = process.argv
if (folder === undefined || story === undefined) throw new Error('Use: outside.ts FOLDER STORY')

const ip = async (...args: string[]): Promise<string> => (await run('ip', args)).stdout

const countSchema = z.array(z.object({ stats64: z.object({ rx: z.object({ packets: z.number() }) }) }))

/** What came in by the cable so far. */
async function packets(): Promise<number> {
  const [link] = countSchema.parse(JSON.parse(await ip('-s', '-j', 'link', 'show', cable.outside)))
  if (link === undefined) throw new Error('the cable is gone')
  return link.stats64.rx.packets
}

/** Names are asked of the listener only; no service of this system answers in its place. */
async function replaceFile(path: string, text: string): Promise<void> {
  const own = join(folder ?? '', path.replaceAll('/', '_'))
  writeFileSync(own, text)
  await run('mount', ['--bind', own, realpathSync(path)])
}

await replaceFile('/etc/resolv.conf', `nameserver ${listenerAddress}\n`)
await replaceFile('/etc/nsswitch.conf', 'passwd: files\ngroup: files\nshadow: files\nhosts: files dns\n')
await ip('link', 'set', 'lo', 'up')

const inside = spawn(
  'unshare',
  ['--net', process.execPath, fileURLToPath(new URL('./inside.ts', import.meta.url)), folder, story],
  { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
)
const ended = new Promise<number>((resolve) => {
  inside.once('exit', (code) => {
    resolve(code ?? 1)
  })
})
const messages: InsideMessage[] = []
let wake = (): void => undefined
inside.on('message', (message: InsideMessage) => {
  messages.push(message)
  wake()
})
async function said(message: InsideMessage): Promise<void> {
  while (!messages.includes(message)) {
    const next = await Promise.race([
      new Promise<null>((resolve) => {
        wake = () => {
          resolve(null)
        }
      }),
      ended,
    ])
    if (next !== null) process.exit(next === 0 ? 1 : next)
  }
}

let heard: Heard[] = []
await said('ready')
await ip(
  'link',
  'add',
  cable.outside,
  'type',
  'veth',
  'peer',
  'name',
  cable.inside,
  'netns',
  String(inside.pid),
)
await ip('addr', 'add', `${listenerAddress}/24`, 'dev', cable.outside)
await ip('link', 'set', cable.outside, 'addrgenmode', 'none', 'up')
// Every address but the one inside is this machine's, too.
await ip('route', 'add', insideAddress, 'dev', cable.outside, 'table', 'local')
await ip('route', 'add', 'local', '0.0.0.0/0', 'dev', 'lo', 'table', 'local')
await listenToEverything((what) => heard.push(what))
inside.send('plugged in')

await said('program done')
const program = { heard, packets: await packets() }
heard = []
inside.send('control')
await said('control done')
const control = { heard, packets: (await packets()) - program.packets }
writeFileSync(join(folder, 'report.json'), JSON.stringify({ program, control } satisfies ClosedNetworkReport))
inside.send('goodbye')
process.exit(await ended)
