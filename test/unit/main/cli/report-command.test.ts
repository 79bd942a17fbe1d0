import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { aStudy } from '../../../helpers/a-study.ts'
import { cli } from '../../../helpers/cli.ts'

function setUp() {
  const { study } = aStudy()
  study.close()
  const folder = dirname(study.folder)
  return { folder, run: (...args: string[]) => cli(folder, ['report', 'study', ...args]) }
}

it('writes one web page where it is told to', async () => {
  const { folder, run } = setUp()
  const { code, stdout } = await run('--out', 'report.html', '--json')
  expect(code).toBe(0)
  const file = join(folder, 'report.html')
  const html = readFileSync(file, 'utf8')
  expect(JSON.parse(stdout)).toEqual({ file, bytes: Buffer.byteLength(html), failures: [] })
  expect(html).toMatch(/^<!doctype html>\n<html lang="en">/u)
  expect(html).toContain('Test study: severity estimated from video')
})

it.each([
  ['a PDF, which the window prints', ['--out', 'report.pdf'], 2, /has no printer for PDF/u],
  ['another kind of file', ['--out', 'report.docx'], 2, /report\.docx must end in \.html/u],
  ['nobody in the study', ['--out', 'r.html', '--patient', 'P999'], 2, /no patient P999/u],
])('refuses %s, in one sentence', async (_, args, code, sentence) => {
  const { folder, run } = setUp()
  const refused = await run(...args)
  expect(refused.code).toBe(code)
  expect(refused.stderr).toMatch(sentence)
  expect(existsSync(join(folder, args[1] ?? ''))).toBe(false)
})
