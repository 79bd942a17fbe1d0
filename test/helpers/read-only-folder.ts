import { execFileSync } from 'node:child_process'
import { accessSync, chmodSync, constants, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/**
 * Makes a folder that really cannot be written for the rest of the test: root, whom modes do not stop, mounts
 * it onto itself for reading only. Throws where neither helps, so that no test passes for want of a way.
 */
export function makeReadOnly(folder: string): void {
  const before = [folder, ...readdirSync(folder).map((name) => join(folder, name))]
  if (process.getuid?.() === 0) {
    execFileSync('mount', ['--bind', folder, folder])
    onTestFinished(() => {
      execFileSync('umount', [folder])
    })
    execFileSync('mount', ['-o', 'remount,bind,ro', folder])
  } else {
    onTestFinished(() => {
      for (const path of before) chmodSync(path, 0o700)
    })
    for (const path of before.toReversed()) chmodSync(path, path === folder ? 0o500 : 0o400)
  }
  if (canWrite(folder)) throw new Error('This test needs a folder that cannot be written.')
}

function canWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}
