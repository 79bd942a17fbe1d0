import { expect, it } from 'vitest'
import { ipcCalls, ipcEvents } from '#shared/ipc/contract.ts'

// What the window can ask of the main process is a security boundary: a new entry belongs here on purpose.
it('offers these channels and no other', () => {
  expect(Object.keys(ipcCalls).sort()).toMatchInlineSnapshot(`
    [
      "agreement.get",
      "app.info",
      "app.saveSettings",
      "app.settings",
      "caption.history",
      "caption.list",
      "caption.save",
      "chart.save",
      "clip.get",
      "export.reveal",
      "export.run",
      "import.plan",
      "import.preview",
      "import.start",
      "inference.status",
      "job.cancel",
      "job.list",
      "job.pause",
      "job.resume",
      "library.clips",
      "library.relink",
      "library.sessions",
      "pack.list",
      "prediction.get",
      "prediction.start",
      "promptSet.create",
      "promptSet.delete",
      "promptSet.list",
      "promptSet.read",
      "rater.create",
      "rater.list",
      "scale.add",
      "scale.list",
      "score.list",
      "score.ofScale",
      "score.save",
      "severity.fit",
      "severity.models",
      "severity.report",
      "study.close",
      "study.create",
      "study.current",
      "study.open",
      "study.openRecent",
      "study.recent",
      "text.tokenCount",
    ]
  `)
})

it('announces these events and no other', () => {
  expect(Object.keys(ipcEvents).sort()).toMatchInlineSnapshot(`
    [
      "inference.changed",
      "job.changed",
      "menu.command",
      "study.changed",
      "study.opened",
    ]
  `)
})
