import { execFileSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { tempFolder, writeFiles } from '../helpers/temp-folder.ts'
import { aVideo } from '../helpers/make-video.ts'
import { thorough } from '../helpers/thorough.ts'

const program = resolve(import.meta.dirname, '../helpers/commands-in-turn.ts')

/** Under a user's own setting of what others may not do, e.g. `022`. */
function cli(folder: string, umask: string, ...commands: readonly (readonly string[])[]): void {
  const command = ['-c', `umask ${umask}; exec "$@"`, 'sh', process.execPath]
  const args = ['--disable-warning=ExperimentalWarning', program, JSON.stringify(commands)]
  execFileSync('sh', [...command, ...args], { cwd: folder })
}

/** By path, folders included: what group and others may do. */
function openTo(folder: string): string[] {
  return [
    folder,
    ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  ]
    .filter((path) => (statSync(path).mode & 0o077) !== 0)
    .map((path) => path.slice(folder.length))
}

describe.skipIf(process.platform === 'win32')('files that the program makes', () => {
  it('are for their owner only; what is exported is as the user’s other files', async () => {
    const folder = tempFolder()
    writeFiles(folder, { 'in/P001/baseline/captions.csv': 'file,caption\na.mp4,She smiles.\n' })
    await aVideo({ file: join(folder, 'in/P001/baseline/a.mp4'), seconds: 1 })
    cli(folder, '022', ['init', 'study'], ['import', 'study', 'in', '--copy'])
    expect(openTo(join(folder, 'study'))).toEqual([])
    // Neither what is usual nor the program's own: it can only be the user's.
    const other = ['027', 0o750, 0o640] as const
    const more = [['022', 0o755, 0o644] as const, ['077', 0o700, 0o600] as const]
    for (const [umask, made, written] of [other, ...thorough([], more)]) {
      const out = join(folder, `out-${umask}`)
      cli(folder, umask, ['export', 'study', '--out', out])
      expect(statSync(out).mode & 0o777).toBe(made)
      const modes = readdirSync(out).map((name) => statSync(join(out, name)).mode & 0o777)
      expect(new Set(modes)).toEqual(new Set([written]))
    }
  })
})
