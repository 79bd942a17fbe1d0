import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerFolderDialogs, ask, launchApp } from '../../scripts/tools/launch-app.ts'
import type { LaunchedApp } from '../../scripts/tools/launch-app.ts'
import { aFaceStudy, facePatients as patients } from '../helpers/face-study.ts'
import { HANGING_MS } from '../helpers/patience.ts'
import { pdfParts } from '../helpers/pdf-parts.ts'
import { thorough } from '../helpers/thorough.ts'

/**
 * Heads that the protocol does not plan. One shows what becomes of any of them; that each is fitted as it should be is in
 * the tests of `areas/severity/heads`.
 */
const explored = thorough(['pls'] as const, ['gp', 'pls'] as const)

// One story in the order in which a researcher lives it: each step stands on the one before.
describe('from a protocol to another study', () => {
  let folder = ''
  let launched: LaunchedApp
  const at = (name: string): string => join(folder, name)
  const fitsDone = async (count: number): Promise<void> => {
    const done = async () =>
      (await ask(launched.page, 'job.list')).filter(
        ({ kind, status }) => kind === 'fit' && status !== 'running' && status !== 'queued',
      )
    await expect.poll(async () => (await done()).length, { timeout: HANGING_MS, interval: 200 }).toBe(count)
    for (const job of await done()) expect(job).toMatchObject({ status: 'done', failures: [] })
  }
  /** What the next dialogs for files answer. */
  const answerFileDialogs = async (path: string): Promise<void> => {
    await launched.inMain(({ dialog }, file) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: file })
    }, path)
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'severity-walk-'))
    await aFaceStudy(at('first'), 'predicted')
    await cp(at('first/study'), at('second'), { recursive: true })
    launched = await launchApp({ userData: at('user'), study: at('first/study') })
    const { page } = launched
    await page.locator('[data-view="library"]').waitFor()
    await ask(page, 'rater.create', { code: 'RW' })
    await ask(page, 'app.saveSettings', { raterCode: 'RW', blindRating: false })
    await page.reload()
    await page.locator('[data-nav="analysis"]').click()
  })
  afterAll(async () => {
    await launched.kill()
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  })

  it('freezes a protocol, with who wrote it', async () => {
    const { page } = launched
    await page.getByRole('tab', { name: 'Protocol' }).click()
    await page.getByTestId('protocol-write').click()
    await page.getByTestId('protocol-title').fill('Blunted affect')
    await page.getByRole('checkbox', { name: 'Blunted affect' }).click()
    await page.getByTestId('protocol-permutations').fill('99')
    await page.getByTestId('protocol-freeze').click()
    await page.getByTestId('protocol').getByText('Protocol 1: Blunted affect').waitFor()
    const [protocol] = await ask(page, 'protocol.list')
    expect(protocol?.content).toMatchObject({ items: [{ id: 'n1' }], fittedBefore: [], frozenBy: 'RW' })
  })

  it('fits several heads, of which the planned one alone counts as planned, and compares them', async () => {
    const { page } = launched
    await page.getByTestId('protocol-fit').click()
    await fitsDone(1)
    const work = { scaleId: 'panss-negative', itemIds: ['n1'], packId: 'face-api-7' }
    for (const [index, head] of explored.entries()) {
      await ask(page, 'severity.fit', { ...work, head })
      await fitsDone(2 + index)
    }
    await page.getByRole('tab', { name: 'Severity' }).click()
    const rows = page.getByTestId('head-comparison').locator('tbody tr')
    await expect.poll(() => rows.count()).toBe(1 + explored.length)
    const said = await rows.evaluateAll((all) =>
      all.map(
        (row) =>
          `${row.querySelector('td')?.innerText ?? ''}: ${(row.lastElementChild as HTMLElement).innerText}`,
      ),
    )
    expect(said.filter((row) => row.endsWith('planned')).map((row) => row.split(' ')[0])).toEqual(['ridge'])
    expect(said.filter((row) => row.endsWith('explored'))).toHaveLength(explored.length)
  })

  it('opens the moments behind one estimate', async () => {
    const { page } = launched
    await page
      .getByTestId('severity-overview')
      .locator('tbody tr')
      .filter({ hasText: /planned$/ })
      .getByRole('button')
      .click()
    await page.getByTestId('visit-parts').getByRole('option').first().click()
    await page
      .getByTestId('estimate-parts')
      .getByRole('button', { name: /^Play / })
      .first()
      .click()
    await page.locator('[data-view="review"]').waitFor()
  })

  it('prints the report, exports the head, and applies it to a second study', async () => {
    const { page } = launched
    await page.locator('[data-nav="analysis"]').click()
    await answerFileDialogs(at('report.pdf'))
    await page.getByTestId('report-menu').click()
    await page.getByRole('menuitem', { name: 'Report of the study as PDF…' }).click()
    const head = async (): Promise<string> =>
      (await readFile(at('report.pdf')).catch(() => Buffer.alloc(0))).subarray(0, 5).toString('latin1')
    await expect.poll(head, { timeout: HANGING_MS }).toBe('%PDF-')
    // The same document as a web page: each of its headings is one of the print, which is whole to its last page.
    await answerFileDialogs(at('report.html'))
    await page.getByTestId('report-menu').click()
    await page.getByRole('menuitem', { name: 'Report of the study as web page…' }).click()
    const html = (): Promise<string> => readFile(at('report.html'), 'utf8').catch(() => '')
    await expect.poll(html, { timeout: HANGING_MS }).toContain('</html>')
    const [print, written] = [pdfParts(await readFile(at('report.pdf'))), await html()]
    const inPage = (level: string): number => written.split(`<${level}`).length - 1
    expect(print.headings).toEqual({ H1: inPage('h1'), H2: inPage('h2'), H3: inPage('h3') })
    expect(print.headings.H1).toBe(1)
    expect(print.pages).toBe(print.counted)
    expect(print.pages).toBeGreaterThan(4)
    expect(print.title).toMatch(/^SYNTHETIC: .*severity estimated from video$/u)

    const model = (await ask(page, 'severity.models')).find(
      ({ planning }) => planning.deviations.length === 0,
    )
    await answerFolderDialogs(launched, at('head'))
    await ask(page, 'head.save', { modelId: model?.id ?? 0 })
    expect(JSON.parse(await readFile(at('head/head.json'), 'utf8'))).toMatchObject({
      planning: { protocol: { n: 1 }, deviations: [] },
    })

    await answerFolderDialogs(launched, at('second'))
    expect(await ask(page, 'study.open')).not.toBeNull()
    await page.locator('[data-view="library"]').waitFor()
    await page.locator('[data-nav="analysis"]').click()
    await launched.inMain(
      ({ dialog }, [card = '', tables = '']) => {
        const answers = [card, tables]
        dialog.showOpenDialog = () =>
          Promise.resolve({ canceled: false, filePaths: [answers.shift() ?? tables] })
      },
      [at('head/head.json'), at('estimates')],
    )
    await page.getByTestId('head-apply').click()
    await page.getByRole('dialog').getByRole('table', { name: 'External validation' }).waitFor()
    expect(await page.getByRole('dialog').innerText()).toContain(`${String(patients)} visits`)
  })
})
