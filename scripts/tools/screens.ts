import type { Locator, Page } from 'playwright-core'

export interface Screen {
  readonly name: string
  /** Leads to it from the library. */
  show(page: Page): Promise<void>
}

const go = async (page: Page, view: string): Promise<void> => {
  await page.locator(`[data-nav="${view}"]`).click()
  await page.locator(`[data-view="${view}"]`).waitFor()
}

const tab = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('tab', { name, exact: true }).click()
}

const dialog = async (page: Page, keys: string): Promise<void> => {
  await page.keyboard.press(keys)
  await page.getByRole('dialog').waitFor()
}

/** Of the row that is pointed at, the line of its menu that says this. */
const fromMenu = async (page: Page, row: Locator, words: RegExp): Promise<void> => {
  await row.click({ button: 'right' })
  await page.getByRole('menuitem', { name: words }).click()
  await page.getByRole('dialog').waitFor()
}

const openClip = async (page: Page): Promise<void> => {
  await page.getByTestId('clip-row').first().dblclick()
  await page.locator('[data-view="review"]').waitFor()
  await page.waitForFunction(() => (document.querySelector('video')?.readyState ?? 0) >= 2)
}

const openCovariates = async (page: Page): Promise<void> => {
  await go(page, 'rate')
  await page.getByTestId('session-row').first().click()
  await page.getByTestId('visit-facts').click()
  await page.getByRole('dialog').waitFor()
}

const openGrid = async (page: Page): Promise<void> => {
  await page.keyboard.press('Control+G')
  await page.getByTestId('score-grid').focus()
}

/** What a spreadsheet copied, into what has the focus. */
const paste = async (page: Page, lines: readonly string[]): Promise<void> => {
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', text)
    document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }))
  }, lines.join('\n'))
}

const openModel = async (page: Page): Promise<void> => {
  await go(page, 'analysis')
  await tab(page, 'Severity')
  await page.getByTestId('severity-overview').locator('tbody tr').first().getByRole('button').click()
}

const toTop = async (page: Page, testId: string): Promise<void> => {
  await page.getByTestId(testId).evaluate((element) => {
    element.scrollIntoView({ block: 'start' })
  })
}

/** All but those without a study. With folders of sessions the import shows what it would do with them. */
export const screensOf = (hasSessions: boolean): readonly Screen[] => [
  {
    name: 'library',
    show: async (page) => {
      await page.getByTestId('clip-row').first().click()
    },
  },
  { name: 'cut', show: (page) => go(page, 'cut') },
  { name: 'people', show: (page) => go(page, 'people') },
  {
    name: 'review-caption',
    show: async (page) => {
      await openClip(page)
      await tab(page, 'Caption')
    },
  },
  {
    name: 'review-prediction',
    show: async (page) => {
      await openClip(page)
      await tab(page, 'Prediction')
    },
  },
  {
    name: 'rate',
    show: async (page) => {
      await go(page, 'rate')
      await page.getByTestId('session-row').first().click()
    },
  },
  {
    name: 'scale-form',
    show: async (page) => {
      await go(page, 'rate')
      await page.getByTestId('scale-menu').click()
      await page.getByRole('menuitem', { name: /^Copy .* and change it/ }).click()
      await page.getByRole('dialog').waitFor()
    },
  },
  { name: 'covariates', show: openCovariates },
  {
    name: 'covariate-kind',
    show: async (page) => {
      await openCovariates(page)
      await page.getByTestId('new-covariate').click()
      await page.getByTestId('covariate-name').waitFor()
    },
  },
  { name: 'score-grid', show: openGrid },
  {
    name: 'score-grid-paste',
    show: async (page) => {
      await openGrid(page)
      // A new score, a changed one, one beyond the range, and a line of nobody.
      await paste(page, [
        'patient\tvisit\tN1\tN2\tN3',
        'P001\tbaseline\t7\t9\t3',
        'P010\tfollowup\t2\t3\t',
        'P999\tbaseline\t1',
      ])
      await page.getByTestId('paste-plan').waitFor()
    },
  },
  {
    name: 'analysis-fit',
    show: async (page) => {
      await go(page, 'analysis')
      await tab(page, 'Severity')
      await page.getByTestId('fit').scrollIntoViewIfNeeded()
    },
  },
  ...['residuals', 'visit-parts'].map((part) => ({
    name: `analysis-${part}`,
    show: async (page: Page) => {
      await openModel(page)
      await toTop(page, part)
    },
  })),
  {
    name: 'analysis-estimate-parts',
    show: async (page) => {
      await openModel(page)
      await page.getByTestId('visit-parts').getByRole('option').first().click()
      await page.getByTestId('estimate-parts').waitFor()
      await toTop(page, 'estimate-parts')
    },
  },
  {
    name: 'protocol-write',
    show: async (page) => {
      await go(page, 'analysis')
      await tab(page, 'Protocol')
      await page.getByTestId('protocol-write').click()
      await page.getByRole('dialog').waitFor()
    },
  },
  ...['Severity', 'Ratings', 'Correlations', 'Agreement', 'Trajectories', 'Protocol'].map((name) => ({
    name: `analysis-${name.toLowerCase()}`,
    show: async (page: Page) => {
      await go(page, 'analysis')
      await tab(page, name)
    },
  })),
  { name: 'packs', show: (page) => go(page, 'packs') },
  {
    name: 'prompt-sets',
    show: async (page) => {
      await go(page, 'packs')
      await tab(page, 'Prompt sets')
    },
  },
  {
    name: 'history',
    show: async (page) => {
      await go(page, 'history')
      await page.locator('[data-view="history"]').getByRole('option').first().click()
      await page.getByTestId('history-detail').waitFor()
    },
  },
  {
    name: 'history-of-clip',
    show: (page) => fromMenu(page, page.getByTestId('clip-row').first(), /^History of this clip/),
  },
  {
    name: 'removal',
    show: (page) => fromMenu(page, page.getByTestId('clip-row').first(), /^Delete clip/),
  },
  ...[
    { name: 'rename-patient', row: 1, words: /^Rename/ },
    { name: 'merge-patient', row: 1, words: /^Merge/ },
    { name: 'rename-visit', row: 2, words: /^Rename/ },
    { name: 'date-visit', row: 2, words: /^Change the date/ },
    { name: 'move-visit', row: 2, words: /^Move/ },
    { name: 'remove-patient', row: 1, words: /^Delete patient/ },
  ].map(({ name, row, words }) => ({
    name,
    // The first line of the tree is all clips, then a patient and their visits.
    show: (page: Page) => fromMenu(page, page.getByRole('treeitem').nth(row), words),
  })),
  { name: 'settings', show: (page) => go(page, 'settings') },
  {
    name: 'import',
    show: async (page) => {
      await dialog(page, 'Control+I')
      if (!hasSessions) return
      await page.getByTestId('import-choose').click()
      await page.getByTestId('import-confirm').waitFor({ timeout: 120_000 })
    },
  },
  { name: 'export', show: (page) => dialog(page, 'Control+E') },
  {
    name: 'export-redcap',
    show: async (page) => {
      await dialog(page, 'Control+E')
      await page.getByRole('switch', { name: /REDCap/ }).click()
      await page.getByRole('switch', { name: /REDCap/ }).scrollIntoViewIfNeeded()
    },
  },
  { name: 'palette', show: (page) => dialog(page, 'Control+K') },
  { name: 'shortcuts', show: (page) => dialog(page, '?') },
  {
    name: 'jobs',
    show: async (page) => {
      await page.getByTestId('job-tray-button').click()
      await page.getByTestId('job-tray').waitFor()
    },
  },
]
