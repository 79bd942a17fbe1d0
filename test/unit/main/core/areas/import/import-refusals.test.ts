import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { aControl, aStudy } from '../../../../../helpers/a-study.ts'
import { writeFiles } from '../../../../../helpers/temp-folder.ts'

const visit = 'P001/2024-05-03_baseline'
const video = { [`${visit}/a.mp4`]: 'one' }
const latin1 = (text: string) => Buffer.from(text, 'latin1')
const longName = `${'x'.repeat(230)}.mp4`

interface Case {
  readonly what: string
  readonly files: Readonly<Record<string, string | Uint8Array>>
  readonly refused: { code: string; file: string; line: number | null; message: string }
}

/** Every reason that an import can give, word for word as the clinician reads it. */
const cases: readonly Case[] = [
  {
    what: 'a video of zero bytes',
    files: { [`${visit}/b.mp4`]: '' },
    refused: {
      code: 'empty-file',
      file: `${visit}/b.mp4`,
      line: null,
      message: 'b.mp4 is empty (0 bytes): its recording or copying did not finish.',
    },
  },
  {
    what: 'a video that the probe refuses',
    files: { [`${visit}/b.avi`]: 'bad:is cut off: the last 3 MB are missing.' },
    refused: {
      code: 'media-unreadable',
      file: `${visit}/b.avi`,
      line: null,
      message: 'b.avi is cut off: the last 3 MB are missing.',
    },
  },
  {
    what: 'the same video twice in a session',
    files: { [`${visit}/b.mp4`]: 'one' },
    refused: {
      code: 'duplicate',
      file: `${visit}/b.mp4`,
      line: null,
      message: 'b.mp4 has the same content as a.mp4 in this session, which is taken instead.',
    },
  },
  {
    what: 'the same video in another session',
    files: { 'P002/baseline/b.mp4': 'one' },
    refused: {
      code: 'conflict',
      file: 'P002/baseline/b.mp4',
      line: null,
      message:
        'b.mp4 is in the study already, as a.mp4 of P001, visit “baseline”: one recording belongs to one visit.',
    },
  },
  {
    what: 'an absurdly long name',
    files: { [`${visit}/${longName}`]: 'two' },
    refused: {
      code: 'name-too-long',
      file: `${visit}/${longName}`,
      line: null,
      message: expect.stringMatching(
        /^x+…x+\.mp4 has a name of 234 characters; at most 200 are possible\. Rename it\.$/,
      ) as string,
    },
  },
  {
    what: 'two folders for one visit',
    files: { 'P001/baseline/b.mp4': 'two' },
    refused: {
      code: 'conflict',
      file: 'P001/baseline',
      line: null,
      message: `P001/baseline describes P001, visit “baseline”, as ${visit} does. Give one of them another name or a session.json.`,
    },
  },
  {
    what: 'videos in a folder inside a visit',
    files: { [`${visit}/camera/b.mp4`]: 'two' },
    refused: {
      code: 'no-patient',
      file: `${visit}/camera`,
      line: null,
      message: `${visit}/camera: The videos lie in a folder inside the visit “2024-05-03_baseline”. Move them up into it, or say in a session.json whose visit this is.`,
    },
  },
  {
    what: 'a folder name that cannot be a patient code',
    files: { 'Anna K/baseline/b.mp4': 'two' },
    refused: {
      code: 'no-patient',
      file: 'Anna K/baseline',
      line: null,
      message:
        'Anna K/baseline: “Anna K” cannot be a patient code, which has up to 64 letters, digits, dots, hyphens or underscores. Rename the folder, or give the code in a session.json.',
    },
  },
  {
    what: 'a session folder with nothing in it',
    files: { 'P002/baseline/session.json': '{ "formatVersion": 1 }' },
    refused: {
      code: 'empty-session',
      file: 'P002/baseline',
      line: null,
      message: 'P002/baseline holds no video, caption or score, so there is no visit to import.',
    },
  },
  {
    what: 'a session.json that is not JSON',
    files: { 'P002/baseline/session.json': '{ formatVersion: 1' },
    refused: {
      code: 'bad-json',
      file: 'P002/baseline/session.json',
      line: null,
      message: 'session.json: The file is not valid JSON.',
    },
  },
  {
    what: 'a misspelt key in session.json',
    files: { 'P002/baseline/session.json': '{ "formatVersion": 1, "vist": "baseline" }' },
    refused: {
      code: 'bad-json',
      file: 'P002/baseline/session.json',
      line: null,
      message:
        'session.json: The key “vist” is not known; known are patient, visit, date, rater and synthetic.',
    },
  },
  {
    what: 'a date that the calendar does not have',
    files: { 'P002/baseline/session.json': '{ "formatVersion": 1, "date": "2024-02-30" }' },
    refused: {
      code: 'bad-json',
      file: 'P002/baseline/session.json',
      line: null,
      message: 'session.json: The date must be a day of the calendar, written like 2024-05-03.',
    },
  },
  {
    what: 'a session.json of a later format',
    files: { 'P002/baseline/session.json': '{ "formatVersion": 2 }' },
    refused: {
      code: 'newer-format',
      file: 'P002/baseline/session.json',
      line: null,
      message: 'session.json: The file has format 2; this program reads format 1.',
    },
  },
  {
    what: 'a table whose accents could be read in more than one way',
    files: { [`${visit}/captions.csv`]: latin1('file,caption\na.mp4,Usm\u00EDv\u00E1 se \u00F8\n') },
    refused: {
      code: 'not-utf8',
      file: `${visit}/captions.csv`,
      line: 2,
      message:
        'captions.csv, line 2: The text is not encoded as UTF-8, and its accents could be read in more than one way. Save it in the spreadsheet as “CSV UTF-8”: the type is called so in every language.',
    },
  },
  {
    what: 'a caption table without a header',
    files: { [`${visit}/captions.csv`]: 'a.mp4\thappy\t0\tA woman smiles, then laughs\n' },
    refused: {
      code: 'missing-column',
      file: `${visit}/captions.csv`,
      line: 1,
      message: 'captions.csv, line 1: The column “file” is missing.',
    },
  },
  {
    what: 'an empty table',
    files: { [`${visit}/captions.csv`]: '' },
    refused: {
      code: 'empty-file',
      file: `${visit}/captions.csv`,
      line: null,
      message: 'captions.csv: The file is empty.',
    },
  },
  {
    what: 'a column that is there twice',
    files: { [`${visit}/scores.csv`]: 'panss_n1,PANSS_N1\n3,4\n' },
    refused: {
      code: 'column-twice',
      file: `${visit}/scores.csv`,
      line: 1,
      message: 'scores.csv, line 1: The column “panss_n1” is there twice.',
    },
  },
  {
    what: 'a quotation mark that is not closed',
    files: { [`${visit}/captions.csv`]: 'file,caption\na.mp4,"Smiles\n' },
    refused: {
      code: 'bad-csv',
      file: `${visit}/captions.csv`,
      line: expect.any(Number) as number,
      message: expect.stringMatching(
        /^captions\.csv, line \d: A quotation mark is not closed or stands in the wrong place\.$/,
      ) as string,
    },
  },
  {
    what: 'a row with too many cells',
    files: { [`${visit}/captions.csv`]: 'file,caption\na.mp4,Smiles, then frowns\n' },
    refused: {
      code: 'cell-count',
      file: `${visit}/captions.csv`,
      line: 2,
      message: 'captions.csv, line 2: The row has 3 cells, the header has 2.',
    },
  },
  {
    what: 'a caption table without captions',
    files: { [`${visit}/captions.csv`]: 'file,remark\na.mp4,Smiles\n' },
    refused: {
      code: 'missing-column',
      file: `${visit}/captions.csv`,
      line: 1,
      message: 'captions.csv, line 1: The column “caption” is missing.',
    },
  },
  {
    what: 'a caption of a video that is not there',
    files: { [`${visit}/captions.csv`]: 'file,caption\nz.mp4,Smiles\n' },
    refused: {
      code: 'no-such-video',
      file: `${visit}/captions.csv`,
      line: 2,
      message: 'captions.csv, line 2: The session has no video z.mp4.',
    },
  },
  {
    what: 'a caption beyond the end of its video',
    files: { [`${visit}/captions.csv`]: 'file,caption,start_ms,end_ms\na.mp4,Smiles,9000,11000\n' },
    refused: {
      code: 'out-of-range',
      file: `${visit}/captions.csv`,
      line: 2,
      message:
        'captions.csv, line 2: The caption (00:09.000 to 00:11.000) reaches beyond its clip, which ends at 00:10.000.',
    },
  },
  {
    what: 'half a span',
    files: { [`${visit}/captions.csv`]: 'file,caption,start_ms,end_ms\na.mp4,Smiles,9000,\n' },
    refused: {
      code: 'bad-span',
      file: `${visit}/captions.csv`,
      line: 2,
      message: 'captions.csv, line 2: A span needs both start_ms and end_ms.',
    },
  },
  {
    what: 'a caption of 20,001 characters',
    files: { [`${visit}/captions.csv`]: `file,caption\na.mp4,${'y'.repeat(20_001)}\n` },
    refused: {
      code: 'too-long',
      file: `${visit}/captions.csv`,
      line: 2,
      message: 'captions.csv, line 2: The caption is longer than 20,000 characters.',
    },
  },
  {
    what: 'two captions of one rater for one clip',
    files: { [`${visit}/captions.csv`]: 'file,rater,caption\na.mp4,AB,Smiles\na.mp4,AB,Frowns\n' },
    refused: {
      code: 'duplicate',
      file: `${visit}/captions.csv`,
      line: 3,
      message:
        'captions.csv, line 3: Another caption of a.mp4 by AB came before (line 2); that one is taken.',
    },
  },
  {
    what: 'a rater code with a blank in it',
    files: { [`${visit}/captions.csv`]: 'file,rater,caption\na.mp4,Dr Bell,Smiles\n' },
    refused: {
      code: 'bad-rater',
      file: `${visit}/captions.csv`,
      line: 2,
      message:
        'captions.csv, line 2: “Dr Bell” cannot be a rater code, which has up to 32 letters, digits, dots, hyphens or underscores.',
    },
  },
  {
    what: 'a WebVTT file that is none',
    files: { [`${visit}/captions/a.vtt`]: '1\n00:01,000 --> 00:02,000\nSmiles\n' },
    refused: {
      code: 'bad-vtt',
      file: `${visit}/captions/a.vtt`,
      line: 1,
      message: 'a.vtt, line 1: The file does not begin with “WEBVTT”, so it is not a WebVTT file.',
    },
  },
  {
    what: 'a WebVTT file without a video',
    files: { [`${visit}/captions/z.vtt`]: 'WEBVTT\n' },
    refused: {
      code: 'no-such-video',
      file: `${visit}/captions/z.vtt`,
      line: null,
      message: 'z.vtt: No video of this session has this name, so its captions have no clip.',
    },
  },
  {
    what: 'a score out of range',
    files: { [`${visit}/scores.csv`]: 'panss_n1\n0\n' },
    refused: {
      code: 'out-of-range',
      file: `${visit}/scores.csv`,
      line: 2,
      message: 'scores.csv, line 2: panss_n1: 0 is outside the range of 1 to 7.',
    },
  },
  {
    what: 'a score that is no number',
    files: { [`${visit}/scores.csv`]: 'cains10\nmild\n' },
    refused: {
      code: 'not-a-number',
      file: `${visit}/scores.csv`,
      line: 2,
      message: 'scores.csv, line 2: cains10: “mild” is not a number.',
    },
  },
  {
    what: 'a score between two whole numbers',
    files: { [`${visit}/scores.csv`]: 'cains10\n2.5\n' },
    refused: {
      code: 'not-a-number',
      file: `${visit}/scores.csv`,
      line: 2,
      message: 'scores.csv, line 2: cains10: “2.5” is not a whole number.',
    },
  },
  {
    what: 'an unknown item',
    files: { [`${visit}/scores.csv`]: 'panss_n1,panss_x3\n3,2\n' },
    refused: {
      code: 'unknown-item',
      file: `${visit}/scores.csv`,
      line: 1,
      message:
        'scores.csv, line 1: The column “panss_x3” is not an item of PANSS negative, PANSS positive, PANSS general, or PANSS-6 in this study; it is left out.',
    },
  },
  {
    what: 'an unknown item in a long table',
    files: { [`${visit}/scores.csv`]: 'scale,item,score\ncains,c99,2\n' },
    refused: {
      code: 'unknown-item',
      file: `${visit}/scores.csv`,
      line: 2,
      message: 'scores.csv, line 2: “cains c99” is not an item of a scale in this study.',
    },
  },
  {
    what: 'estimates of a model',
    files: { [`${visit}/scores.csv`]: 'scale,item,score,source\ncains,c10,2,model\ncains,c11,2,model\n' },
    refused: {
      code: 'not-a-rating',
      file: `${visit}/scores.csv`,
      line: null,
      message: 'scores.csv: 2 rows are not from a rater but estimates of a model; they are left out.',
    },
  },
  {
    what: 'a table of scores without scores',
    files: { [`${visit}/scores.csv`]: 'rater,age\nAB,34\n' },
    refused: {
      code: 'missing-column',
      file: `${visit}/scores.csv`,
      line: 1,
      message:
        'scores.csv, line 1: No column belongs to a scale of this study. Item columns have names like panss_n1 or cains10.',
    },
  },
  {
    what: 'two scores of one rater for one item',
    files: { [`${visit}/scores.csv`]: 'rater,panss_n1\nAB,3\nAB,4\n' },
    refused: {
      code: 'duplicate',
      file: `${visit}/scores.csv`,
      line: 3,
      message: 'scores.csv, line 3: panss_n1: AB gave 3 before (line 2) and 4 here; the first is taken.',
    },
  },
  {
    what: 'scores of another patient in the folder',
    files: { [`${visit}/scores.csv`]: 'participant_id,panss_n1,panss_n3\nP002,3,3\n' },
    refused: {
      code: 'other-patient',
      file: `${visit}/scores.csv`,
      line: 2,
      message: 'scores.csv, line 2: The row is of patient “P002”, the folder of P001.',
    },
  },
  {
    what: 'scores of another visit in the folder',
    files: { [`${visit}/scores.csv`]: 'visit,panss_n1\nV2,3\n' },
    refused: {
      code: 'other-visit',
      file: `${visit}/scores.csv`,
      line: 2,
      message: 'scores.csv, line 2: The row is of visit “V2”, the folder of “baseline”.',
    },
  },
  {
    what: 'a patient that nobody knows',
    files: { 'scores.csv': 'participant_id,panss_n1\nP009,3\n' },
    refused: {
      code: 'no-such-patient',
      file: 'scores.csv',
      line: 2,
      message: 'scores.csv, line 2: There is no patient “P009” in these folders or in the study.',
    },
  },
  {
    what: 'a visit that nobody knows',
    files: { 'scores.csv': 'participant_id,visit,panss_n1\nP001,week 8,3\n' },
    refused: {
      code: 'no-such-visit',
      file: 'scores.csv',
      line: 2,
      message:
        'scores.csv, line 2: Patient P001 has no visit “week 8” in these folders or in the study, only “baseline (2024-05-03)”.',
    },
  },
  {
    what: 'a row without a patient above several',
    files: { 'P002/V1/b.mp4': 'two', 'scores.csv': 'panss_n1\n3\n' },
    refused: {
      code: 'missing-cell',
      file: 'scores.csv',
      line: 2,
      message:
        'scores.csv, line 2: The row does not say whose it is: the column participant_id is missing or empty.',
    },
  },
  {
    what: 'a row without a visit for a patient with several',
    files: { 'P001/followup/b.mp4': 'two', 'scores.csv': 'participant_id,panss_n1\nP001,3\n' },
    refused: {
      code: 'missing-cell',
      file: 'scores.csv',
      line: 2,
      message:
        'scores.csv, line 2: Patient P001 has several visits, and the row does not say which is meant.',
    },
  },
]

describe('the import refuses', () => {
  it.each(cases)('$what, says why, and takes the rest', async ({ files, refused }) => {
    const { study, inbox } = aStudy()
    writeFiles(inbox, { ...video, ...files })
    const plan = await study.imports.preview([inbox], aControl())
    expect(plan.refusals).toEqual([refused])
    const control = aControl()
    const result = await study.imports.run(plan.planId, { copyVideos: false }, control)
    expect(result.refusals).toEqual(plan.refusals)
    expect(control.failures).toEqual([{ item: refused.file, message: refused.message }])
    expect(study.library.clips().map(({ fileName }) => fileName)).toContain('a.mp4')
  })

  it('a video that is a link to nowhere', async () => {
    const { study, inbox } = aStudy()
    writeFiles(inbox, video)
    symlinkSync(join(inbox, 'gone.mp4'), join(inbox, visit, 'b.mp4'))
    const { refusals } = await study.imports.preview([inbox], aControl())
    expect(refusals).toEqual([
      {
        code: 'file-unreadable',
        file: `${visit}/b.mp4`,
        line: null,
        message: 'b.mp4 is not there any more.',
      },
    ])
  })

  it('another date for a visit that the study has', async () => {
    const { study, inbox } = aStudy()
    writeFiles(inbox, { ...video, 'other/P001/2024-06-03_baseline/b.mp4': 'two' })
    const first = await study.imports.preview([join(inbox, 'P001')], aControl())
    await study.imports.run(first.planId, { copyVideos: false }, aControl())
    const { refusals, videos } = await study.imports.preview([join(inbox, 'other')], aControl())
    expect(refusals.map(({ message }) => message)).toEqual([
      'P001/2024-06-03_baseline: patient P001 has a visit “baseline” on 2024-05-03 already, not on 2024-06-03. Give this one another name.',
    ])
    expect(videos).toEqual({ new: 0, known: 0, changed: 0, refused: 1 })
  })

  it('everything of a visit at once and counts it', async () => {
    const { study, inbox } = aStudy()
    writeFiles(inbox, {
      ...video,
      [`${visit}/session.json`]: '[]',
      [`${visit}/captions.csv`]: 'file,caption\na.mp4,Smiles\n',
      [`${visit}/scores.csv`]: 'panss_n1,panss_n3\n3,9\n',
    })
    const plan = await study.imports.preview([inbox], aControl())
    expect(plan.sessions).toMatchObject([
      {
        state: 'refused',
        videos: [{ state: 'refused', message: 'Not imported, because its session was refused.' }],
      },
    ])
    expect([plan.videos.refused, plan.captions.refused, plan.scores.refused]).toEqual([1, 1, 2])
  })
})
