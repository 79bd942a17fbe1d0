import { z } from 'zod'
import { menuCommandIds } from '../commands/menus.ts'
import { restorableStudySchema } from '../domain/backup.ts'
import {
  captionMaxCharacters,
  captionRevisionSchema,
  captionSchema,
  saveCaptionSchema,
} from '../domain/caption.ts'
import { clipDetailSchema, clipRowSchema } from '../domain/clip.ts'
import { exportResultSchema } from '../domain/export.ts'
import { importNameSchema, importPlanSchema } from '../domain/import-plan.ts'
import { engineReportSchema } from '../domain/engine.ts'
import { jobLogLineSchema, jobSchema } from '../domain/job.ts'
import { packBuildRequestSchema, packPlanSchema } from '../domain/pack-plan.ts'
import { packSummarySchema } from '../domain/pack.ts'
import { interruptedRunSchema, predictionSchema } from '../domain/prediction.ts'
import { newPromptSetSchema, promptReadingSchema, promptSetSchema } from '../domain/prompt-set.ts'
import { raterCodeSchema, raterSchema } from '../domain/rater.ts'
import { MAX_ITEMS, scaleSchema } from '../domain/scale.ts'
import { saveScoreSchema, scoreSchema } from '../domain/score.ts'
import { sessionSchema } from '../domain/session.ts'
import { raterAgreementSchema, severityModelSchema, severityReportSchema } from '../domain/severity.ts'
import { studyAreas, studySummarySchema } from '../domain/study.ts'
import { tokenCountSchema } from '../domain/token-count.ts'
import { chosenIdsSchema, MAX_PATHS, nameSchema, pathSchema, idSchema } from '../limits.ts'
import { blindCalls } from './contract/blind.ts'
import { cutCalls } from './contract/cut.ts'
import { journalCalls } from './contract/journal.ts'
import { peopleCalls } from './contract/people.ts'
import { videoCalls, videoEvents } from './contract/video.ts'
import { call, nothing } from './define.ts'
import { appSettingsSchema } from '../domain/app-settings.ts'
import { inferenceStatusSchema } from '../domain/inference-status.ts'

export const appInfoSchema = z.object({
  version: z.string(),
  electron: z.string(),
  chromium: z.string(),
  node: z.string(),
  platform: z.string(),
  sqlite: z.string(),
  onnxruntime: z.string(),
  ffmpeg: z.object({ version: z.string(), licence: z.string(), source: z.string() }).nullable(),
})
export type AppInfo = z.infer<typeof appInfoSchema>

const recentStudySchema = z.object({
  id: z.string(),
  title: z.string(),
  folderName: z.string(),
  openedUtc: z.string(),
})
const startedJobSchema = z.object({ jobId: z.string() })

/**
 * Every request the window can make of the main process. This is the only place where a channel name is
 * written; both sides are typed by it and main checks each request against its schema on arrival.
 */
export const ipcCalls = {
  'app.info': call(nothing, appInfoSchema),
  'app.settings': call(nothing, appSettingsSchema),
  'app.saveSettings': call(appSettingsSchema.partial(), appSettingsSchema),

  /** `null` when no study is open. */
  'study.current': call(nothing, studySummarySchema.nullable()),
  'study.recent': call(nothing, z.array(recentStudySchema)),
  /** Asks for a folder in a dialog; `null` when the user cancels it. */
  'study.create': call(z.object({ title: z.string().trim().min(1).max(120) }), studySummarySchema.nullable()),
  'study.open': call(nothing, studySummarySchema.nullable()),
  'study.openRecent': call(z.object({ id: nameSchema }), studySummarySchema),
  'study.close': call(nothing, z.null()),
  /** Backups of the study that could not be opened, else of the open one; `null` when there is neither. */
  'study.restorable': call(nothing, restorableStudySchema.nullable()),
  /** Puts one of these backups in the place of the study's file, which is kept aside, and opens the study. */
  'study.restore': call(z.object({ name: z.string().max(255) }), studySummarySchema),
  /** Writes the open study into an empty folder, asked for in a dialog, and goes on there; `null` when cancelled. */
  'study.saveElsewhere': call(nothing, studySummarySchema.nullable()),

  /** With no folders, asks for them in a dialog. `null` when cancelled. The plan is announced by its job. */
  'import.preview': call(
    z.object({
      folders: z.array(pathSchema).min(1).max(MAX_PATHS).nullable(),
      /** What cells hold where there is no score, besides the codes that everybody knows. */
      missingCodes: z.array(z.string().trim().min(1).max(20)).max(50).optional(),
    }),
    startedJobSchema.nullable(),
  ),
  'import.plan': call(z.object({ jobId: nameSchema }), importPlanSchema),
  'import.start': call(
    z.object({
      planId: nameSchema,
      copyVideos: z.boolean(),
      /** Inferences of the plan by which nothing is taken. */
      declined: z.array(z.string().max(200)).max(100_000).optional(),
      /** Whether a name of the plan is a rater's, where it was decided otherwise than in the plan. */
      raters: z
        .array(importNameSchema.omit({ captions: true }))
        .max(1000)
        .optional(),
    }),
    startedJobSchema,
  ),

  'library.sessions': call(nothing, z.array(sessionSchema)),
  'library.clips': call(nothing, z.array(clipRowSchema)),
  'clip.get': call(z.object({ clipId: idSchema }), clipDetailSchema),
  /** Asks for the folder the videos moved to; returns how many were found again by content. */
  'library.relink': call(
    nothing,
    z.object({ found: z.number().int(), stillMissing: z.number().int() }).nullable(),
  ),

  ...videoCalls,
  ...cutCalls,
  ...blindCalls,
  ...journalCalls,
  ...peopleCalls,

  'rater.list': call(nothing, z.array(raterSchema)),
  'rater.create': call(z.object({ code: raterCodeSchema }), raterSchema),

  'caption.list': call(z.object({ clipId: idSchema }), z.array(captionSchema)),
  /** Saves what is typed. All of it is one step until it is done, or rests for ten seconds. */
  'caption.save': call(saveCaptionSchema, captionSchema),
  /** What was typed of this whole clip is done. */
  'caption.done': call(z.object({ clipId: idSchema, raterId: idSchema }), z.null()),
  'caption.history': call(z.object({ captionId: idSchema }), z.array(captionRevisionSchema)),
  /** Answers `caption.leave`: what could not be saved, and why. */
  'caption.left': call(
    z.object({
      askId: idSchema,
      unsaved: z
        .array(
          z.object({
            label: z.string().max(1000),
            // It may be unsaved for its length.
            text: z.string().max(40_000_000),
            reason: z.string().max(2000),
          }),
        )
        .max(10_000),
    }),
    z.null(),
  ),

  'scale.list': call(nothing, z.array(scaleSchema)),
  /** Asks for a scale's JSON file in a dialog. */
  'scale.add': call(nothing, scaleSchema.nullable()),
  'score.list': call(z.object({ sessionId: idSchema }), z.array(scoreSchema)),
  'score.ofScale': call(z.object({ scaleId: nameSchema }), z.array(scoreSchema)),
  /** `null` when the score was cleared. */
  'score.save': call(saveScoreSchema, scoreSchema.nullable()),

  'pack.list': call(nothing, z.array(packSummarySchema)),
  /** Reads checkpoint files, by their whole paths: names and shapes only. */
  'pack.inspect': call(z.object({ files: z.array(pathSchema).min(1).max(20) }), packPlanSchema),
  /** Builds the pack of an inspected plan; it is installed when it passed its check. */
  'pack.build': call(packBuildRequestSchema, startedJobSchema),
  /** Copies a pack's folder that was built elsewhere, after a full check; asks for it with `folder` null. */
  'pack.install': call(z.object({ folder: pathSchema.nullable() }), startedJobSchema.nullable()),
  /** Hashes every file of the pack; what is wrong is the job's failure. */
  'pack.verify': call(z.object({ packId: nameSchema }), startedJobSchema),
  'pack.remove': call(z.object({ packId: nameSchema }), z.null()),

  /** What runs this pack best here; `null` before it was tried. */
  'engine.report': call(z.object({ packId: nameSchema }), engineReportSchema.nullable()),
  /** Tries every provider and precision anew. */
  'engine.measure': call(z.object({ packId: nameSchema }), startedJobSchema),

  'promptSet.list': call(nothing, z.array(promptSetSchema)),
  'promptSet.create': call(newPromptSetSchema, promptSetSchema),
  'promptSet.delete': call(z.object({ promptSetId: idSchema }), z.null()),
  'promptSet.read': call(
    z.object({ packId: nameSchema, sentences: z.array(z.string().max(20_000)).max(100) }),
    z.array(promptReadingSchema),
  ),

  /** `clipIds: null` means every clip of the study. */
  'prediction.start': call(
    z.object({ clipIds: chosenIdsSchema.nullable(), packId: nameSchema, promptSetId: idSchema }),
    startedJobSchema,
  ),
  /** `null` when the clip has not been predicted with this pack. New prompts need no new video pass. */
  'prediction.get': call(
    z.object({ clipId: idSchema, packId: nameSchema, promptSetId: idSchema }),
    predictionSchema.nullable(),
  ),
  'inference.status': call(nothing, inferenceStatusSchema),
  /** The prediction that was cut off when the program last ended, or was cancelled; `null` when there is none. */
  'prediction.interrupted': call(nothing, interruptedRunSchema.nullable()),
  /** Goes on where it stopped: clips that are through, with a result or a problem, are not looked at again. */
  'prediction.resume': call(z.object({ runId: idSchema }), startedJobSchema),
  'prediction.dismiss': call(z.object({ runId: idSchema }), z.null()),

  /** How long each text is to CLIP: tokens with the marks of start and end, of the 77 that it reads. */
  'text.tokenCount': call(
    z.object({ texts: z.array(z.string().max(captionMaxCharacters)).max(100) }),
    z.array(tokenCountSchema),
  ),

  'severity.models': call(nothing, z.array(severityModelSchema)),
  'severity.report': call(z.object({ modelId: idSchema }), severityReportSchema),
  'severity.fit': call(
    z.object({
      scaleId: nameSchema,
      itemIds: z.array(nameSchema).min(1).max(MAX_ITEMS).nullable(),
      packId: nameSchema,
    }),
    startedJobSchema,
  ),
  'agreement.get': call(
    z.object({ scaleId: nameSchema, itemId: nameSchema, raterA: nameSchema, raterB: nameSchema }),
    raterAgreementSchema.nullable(),
  ),

  /** Asks for a folder in a dialog; `null` when cancelled. */
  'export.run': call(nothing, exportResultSchema.nullable()),
  /** Shows the folder of the last export in the system's file manager. */
  'export.reveal': call(nothing, z.null()),
  /** Saves a chart that the window drew, through a dialog; returns the file name, `null` when cancelled. */
  'chart.save': call(
    z.object({
      name: z.string().max(120),
      format: z.enum(['png', 'svg', 'csv']),
      /** UTF-8 text for svg and csv, base64 for png. */
      content: z.string().max(40_000_000),
    }),
    z.object({ fileName: z.string() }).nullable(),
  ),

  'job.list': call(nothing, z.array(jobSchema)),
  'job.pause': call(z.object({ jobId: nameSchema }), z.null()),
  'job.resume': call(z.object({ jobId: nameSchema }), z.null()),
  'job.cancel': call(z.object({ jobId: nameSchema }), z.null()),
  /** Begins a job once more that ended before it was through; it goes on where it was. */
  'job.continue': call(z.object({ jobId: nameSchema }), z.null()),
  /** A job that ended before it was through shall not go on. */
  'job.dismiss': call(z.object({ jobId: nameSchema }), z.null()),
  /** What became of a job, oldest line first. */
  'job.log': call(z.object({ jobId: nameSchema }), z.array(jobLogLineSchema)),
} as const

/** What main tells the window unasked. */
export const ipcEvents = {
  ...videoEvents,
  'job.changed': jobSchema,
  'study.opened': studySummarySchema.nullable(),
  /** Something about the open study that its user has to know. */
  'study.told': z.object({ message: z.string() }),
  /** The study or the window is about to be closed: what is typed is to be saved, and what cannot be to be told. */
  'caption.leave': z.object({ askId: idSchema }),
  'study.changed': z.object({ areas: z.array(z.enum(studyAreas)) }),
  'inference.changed': inferenceStatusSchema,
  /** A pack was built, installed or removed. */
  'packs.changed': z.object({}),
  /** A menu entry or accelerator that the window carries out. */
  'menu.command': z.object({ command: z.enum(menuCommandIds) }),
} as const

export type IpcChannel = keyof typeof ipcCalls
export type IpcRequest<Channel extends IpcChannel> = z.input<(typeof ipcCalls)[Channel]['request']>
export type IpcParsedRequest<Channel extends IpcChannel> = z.output<(typeof ipcCalls)[Channel]['request']>
export type IpcResponse<Channel extends IpcChannel> = z.output<(typeof ipcCalls)[Channel]['response']>

/** What main must supply: every channel, no other. */
export type IpcHandlers = {
  [Channel in IpcChannel]: (
    request: IpcParsedRequest<Channel>,
  ) => IpcResponse<Channel> | Promise<IpcResponse<Channel>>
}

export type IpcEventName = keyof typeof ipcEvents
export type IpcEvent<Name extends IpcEventName> = z.output<(typeof ipcEvents)[Name]>

/** The only object that the preload script puts into the window. */
export interface Bridge {
  invoke(channel: string, request: unknown): Promise<unknown>
  on(event: string, listener: (payload: unknown) => void): () => void
  /** Absolute path of a file or folder that the user dropped on the window. */
  pathOfDropped(file: unknown): string
}
