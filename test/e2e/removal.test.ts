import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, launchApp } from '../../scripts/tools/launch-app.ts'
import type { LaunchedApp } from '../../scripts/tools/launch-app.ts'
import { filesHolding } from '../helpers/a-study-of-two.ts'
import { cliDone } from '../helpers/cli.ts'
import { faceSessions } from '../helpers/face-sessions.ts'

const caption = 'weeps quietly behind her hands'
const formerCode = 'T001'
const code = 'ZEBRA-17'

describe('a patient in the window', () => {
  let folder = ''
  let study = ''
  let launched: LaunchedApp
  const visits = async (): Promise<string[]> =>
    (await ask(launched.page, 'library.sessions')).map(
      ({ patientCode, visitLabel }) => `${patientCode} ${visitLabel}`,
    )
  const inTree = (name: string) => launched.page.getByRole('treeitem', { name })
  const chooseInMenu = async (line: string): Promise<void> => {
    await launched.page.getByRole('menuitem', { name: line }).click()
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'removal-'))
    study = join(folder, 'study')
    await faceSessions(join(folder, 'sessions'), 2)
    await cliDone(folder, 'init', 'study')
    await cliDone(folder, 'import', 'study', join('sessions', formerCode), '--copy')
    await cliDone(folder, 'predict', 'study')
    // Who stays needs no prediction.
    await cliDone(folder, 'import', 'study', 'sessions', '--copy')
    launched = await launchApp({ userData: join(folder, 'user'), study })
    await launched.page.locator('[data-view="library"]').waitFor()
  })
  afterAll(async () => {
    await launched.kill()
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  })

  it('gets another code by the menu of the tree, and the one before by Ctrl+Z, which shows where', async () => {
    const { page } = launched
    await inTree(formerCode).click({ button: 'right' })
    await chooseInMenu(`Rename ${formerCode}…`)
    await page.getByTestId('correction-text').fill(code)
    await page.keyboard.press('Enter')
    await inTree(code).waitFor()
    expect(await visits()).toEqual(['T002 baseline', `${code} baseline`])
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.locator('[data-nav="review"]').click()
    await page.keyboard.press('Control+z')
    await page.locator('[data-view="library"]').waitFor()
    await inTree(formerCode).waitFor()
    expect(await visits()).toEqual([`${formerCode} baseline`, 'T002 baseline'])
    await page.keyboard.press('Control+Shift+z')
    await inTree(code).waitFor()
  })

  it('is deleted for good by the keyboard once the code is typed: no byte of theirs is in the folder', async () => {
    const { page } = launched
    const clips = await ask(page, 'library.clips')
    const clip = clips.find(({ patientCode }) => patientCode === code)
    const rater = await ask(page, 'rater.create', { code: 'AB' })
    const whole = { clipId: clip?.id ?? 0, raterId: rater.id, startMs: null, endMs: null }
    await ask(page, 'caption.save', { ...whole, text: caption })
    // What the player, the library and the cutting table make of a video.
    await ask(page, 'video.strip', { videoId: clip?.videoId ?? 0 })
    const db = new BetterSqlite(join(study, 'study.sqlite'), { readonly: true })
    const held = db
      .prepare<[number], { embedding: Buffer; sha256: string }>(
        `SELECT clip_embedding AS embedding, sha256 FROM embeddings JOIN clips ON clips.id = clip_id
         JOIN videos ON videos.id = video_id WHERE clip_id = ?`,
      )
      .get(clip?.id ?? 0)
    db.close()
    if (held === undefined) throw new Error('The clip was predicted.')
    const ofVideo = async () =>
      (await readdir(join(study, 'cache'), { recursive: true })).filter((name) => name.includes(held.sha256))
    await expect.poll(async () => (await ofVideo()).filter((name) => name.endsWith('.jpg'))).not.toEqual([])
    const [picture = ''] = (await ofVideo()).filter((name) => name.startsWith('thumbnails'))
    const thumbnail = await readFile(join(study, 'cache', picture))
    const needles = [
      ...[code, formerCode, caption, held.sha256, held.embedding.subarray(0, 64)],
      thumbnail.subarray(thumbnail.length >> 1, (thumbnail.length >> 1) + 64),
    ]
    for (const needle of needles) expect(filesHolding(study, needle)).not.toEqual([])

    await inTree(code).click()
    await page.keyboard.press('Shift+F10')
    await chooseInMenu(`Delete patient ${code} for good…`)
    await page.getByTestId('removal-code').waitFor()
    expect(await page.getByTestId('remove').isDisabled()).toBe(true)
    expect(await page.getByRole('dialog').innerText()).toContain('It cannot be undone.')
    const backups = page.getByTestId('removal-backups').getByRole('checkbox')
    if ((await backups.count()) > 0) await backups.click()
    await page.getByTestId('removal-code').fill(code)
    await page.keyboard.press('Enter')
    await page.getByTestId('removal-close').click()
    expect(await visits()).toEqual(['T002 baseline'])
    await expect.poll(() => page.getByTestId('clip-row').count()).toBe(1)
    expect(await inTree(code).count()).toBe(0)
    for (const needle of needles) expect(filesHolding(study, needle)).toEqual([])
    await launched.close()
    for (const needle of needles) expect(filesHolding(study, needle)).toEqual([])
  })
})
