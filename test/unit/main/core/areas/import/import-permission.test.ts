import { chmodSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { aControl, aStudy } from '../../../../../helpers/a-study.ts'
import { writeFiles } from '../../../../../helpers/temp-folder.ts'

const NOBODY = 65_534

/** Root may read everything, so that a test run by root steps down for the moment. */
async function withoutPrivileges<Result>(act: () => Promise<Result>): Promise<Result> {
  if (process.geteuid?.() !== 0) return act()
  process.seteuid?.(NOBODY)
  try {
    return await act()
  } finally {
    process.seteuid?.(0)
  }
}

describe.skipIf(process.platform === 'win32')('a file that this account may not read', () => {
  it('is refused with the reason, and the rest is taken', async () => {
    const { study, inbox } = aStudy()
    writeFiles(inbox, {
      'P001/baseline/a.mp4': 'one',
      'P001/baseline/b.mp4': 'two',
      'P002/V1/c.mp4': 'three',
    })
    // Down to the files: the run has a folder of its own for those of its tests.
    const [root, ofRun] = [join(inbox, '..'), tmpdir()]
    for (const folder of [root, ofRun])
      if (basename(folder).startsWith('emoclip-test-')) chmodSync(folder, 0o755)
    chmodSync(join(inbox, 'P001/baseline/b.mp4'), 0o000)
    chmodSync(join(inbox, 'P002'), 0o000)
    const { refusals, videos } = await withoutPrivileges(() => study.imports.preview([inbox], aControl()))
    chmodSync(join(inbox, 'P002'), 0o755)
    expect(refusals).toEqual([
      {
        code: 'file-unreadable',
        file: 'P002',
        line: null,
        message: 'The folder P002 cannot be opened: this account has no permission to read it.',
      },
      {
        code: 'file-unreadable',
        file: 'P001/baseline/b.mp4',
        line: null,
        message: 'b.mp4 cannot be opened: this account has no permission to read it.',
      },
    ])
    expect(videos).toEqual({ new: 1, known: 0, changed: 0, refused: 1 })
  })
})
