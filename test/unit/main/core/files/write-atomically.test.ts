import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { putInPlace, writeAtomically, writeWhole, writeWholeSync } from '#core/files/write-atomically.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'emoclip-write-'))
  file = join(folder, 'table.csv')
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const names = (): string[] => readdirSync(folder)

describe('writeWhole', () => {
  it.each([true, false])('leaves the whole file and nothing beside it (flushed: %s)', async (flush) => {
    writeFileSync(file, 'old')
    const seen = await writeWhole(
      file,
      async (partial) => {
        await writeFile(partial, 'new')
        return readFileSync(file, 'utf8')
      },
      { flush },
    )
    expect(seen).toBe('old')
    expect(readFileSync(file, 'utf8')).toBe('new')
    expect(names()).toEqual(['table.csv'])
  })

  it('leaves the old file, and nothing half done, when writing fails', async () => {
    writeFileSync(file, 'old')
    const failing = writeWhole(
      file,
      async (partial) => {
        await writeFile(partial, 'ne')
        throw new Error('unplugged')
      },
      { flush: true },
    )
    await expect(failing).rejects.toThrow('unplugged')
    expect(readFileSync(file, 'utf8')).toBe('old')
    expect(names()).toEqual(['table.csv'])
  })

  it('takes another name that is given', async () => {
    const partial = join(folder, 'on-its-way.part')
    let given = ''
    const fill = async (name: string): Promise<void> => {
      given = name
      await writeFile(name, 'new')
    }
    await writeWhole(file, fill, { flush: true, partial })
    expect(given).toBe(partial)
    expect(names()).toEqual(['table.csv'])
  })

  it('never makes a folder that is gone', async () => {
    rmSync(folder, { recursive: true })
    await expect(writeAtomically(file, Buffer.from('x'))).rejects.toMatchObject({ code: 'ENOENT' })
    const fill = (partial: string): Promise<void> => writeFile(partial, 'x')
    await expect(writeWhole(file, fill, { flush: true })).rejects.toMatchObject({ code: 'ENOENT' })
    expect(existsSync(folder)).toBe(false)
  })
})

describe('writeWholeSync', () => {
  it('leaves the whole file, or the old one and nothing half done', () => {
    writeWholeSync(file, (partial) => {
      writeFileSync(partial, 'old')
    })
    expect(() => {
      writeWholeSync(file, (partial) => {
        writeFileSync(partial, 'ne')
        throw new Error('unplugged')
      })
    }).toThrow('unplugged')
    expect(readFileSync(file, 'utf8')).toBe('old')
    expect(names()).toEqual(['table.csv'])
  })
})

it('gives a finished file its name', async () => {
  const written = join(folder, 'done.part')
  writeFileSync(written, 'new')
  await putInPlace(written, file)
  expect(names()).toEqual(['table.csv'])
})
