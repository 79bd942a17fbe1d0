import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ImportPlan } from '#shared/domain/import-plan.ts'
import { aControl, aStudy } from '../../../../../helpers/a-study.ts'
import { writeFiles } from '../../../../../helpers/temp-folder.ts'

async function preview(
  files: Readonly<Record<string, string | Uint8Array>>,
  folder = '',
): Promise<ImportPlan> {
  const { study, inbox } = aStudy()
  writeFiles(inbox, files)
  return study.imports.preview([join(inbox, folder)], aControl())
}

const places = ({ sessions }: ImportPlan) =>
  sessions
    .filter(({ state }) => state !== 'refused')
    .map(({ patientCode, visitLabel, videos }) => [patientCode, visitLabel, videos.length])

describe('an import of a camera’s card', () => {
  const visit = 'P001/2024-05-03_baseline'

  it.each([
    [`${visit}/DCIM/100GOPRO/GX010023.MP4`, ''],
    [`${visit}/DCIM/100GOPRO/GX010023.MP4`, visit],
    [`${visit}/DCIM/100GOPRO/GX010023.MP4`, `${visit}/DCIM`],
    [`${visit}/DCIM/100GOPRO/GX010023.MP4`, `${visit}/DCIM/100GOPRO`],
    [`${visit}/100CANON/MVI_1.MP4`, ''],
    [`${visit}/PRIVATE/AVCHD/BDMV/STREAM/00000.MTS`, ''],
    [`${visit}/PRIVATE/AVCHD/BDMV/STREAM/00000.MTS`, `${visit}/PRIVATE/AVCHD/BDMV/STREAM`],
    [`${visit}/AVCHD/BDMV/STREAM/00000.MTS`, ''],
    [`${visit}/PRIVATE/M4ROOT/CLIP/C0001.MP4`, ''],
    [`${visit}/MP_ROOT/100ANV01/M1.MP4`, ''],
    [`${visit}/DCIM/Camera/20240503.mp4`, ''],
    [`${visit}/SD_VIDEO/PRG001/a.mpg`, ''],
  ])('takes %s for the visit above it, chosen at “%s”', async (file, chosen) => {
    const plan = await preview({ [file]: 'one' }, chosen)
    expect(plan.refusals).toEqual([])
    expect(places(plan)).toEqual([['P001', 'baseline', 1]])
  })

  it('joins the folders of one card, and what lies beside it', async () => {
    const plan = await preview({
      [`${visit}/DCIM/100GOPRO/GX010023.MP4`]: 'one',
      [`${visit}/DCIM/100GOPRO/GL010023.LRV`]: 'small',
      [`${visit}/DCIM/101GOPRO/GX011000.MP4`]: 'two',
      [`${visit}/DCIM/101GOPRO/._GX011000.MP4`]: 'x',
      [`${visit}/PRIVATE/M4ROOT/SUB/C0001S03.MP4`]: 'small, too',
      [`${visit}/PRIVATE/M4ROOT/CLIP/C0001.MP4`]: 'three',
      [`${visit}/.Trashes/a.MP4`]: 'gone',
      [`${visit}/System Volume Information/a.MP4`]: 'gone',
      [`${visit}/captions/GX010023.vtt`]: 'WEBVTT\n\n00:00.000 --> 00:01.000\nhello\n',
      [`${visit}/own.mp4`]: 'four',
    })
    expect(plan.refusals).toEqual([])
    expect(places(plan)).toEqual([['P001', 'baseline', 4]])
    expect(plan.captions.new).toBe(1)
    expect(plan.notes.map(({ file }) => file.split('/').at(-1))).toEqual(
      expect.arrayContaining(['GL010023.LRV', 'SUB']),
    )
  })

  it.each([
    ['card1/DCIM/100GOPRO/a.MP4', ''],
    ['DCIM/100GOPRO/a.MP4', ''],
    ['DCIM/100GOPRO/a.MP4', 'DCIM'],
    ['DCIM/baseline/a.MP4', ''],
    ['PRIVATE/baseline/a.MP4', ''],
    ['NO NAME/2024-05-03/a.MP4', ''],
    ['GOPRO/2024-05-03/a.MP4', ''],
    ['STREAM/a.MTS', 'STREAM'],
  ])('refuses %s, chosen at “%s”: nobody is called like a camera', async (file, chosen) => {
    const plan = await preview({ [file]: 'one' }, chosen)
    expect(places(plan)).toEqual([])
    expect(plan.refusals).toMatchObject([
      { code: 'no-patient', message: expect.stringMatching(/session\.json/u) as string },
    ])
  })

  it('believes a session.json in the card, and a patient’s folder around it', async () => {
    const stated = '{ "formatVersion": 1, "patient": "P007", "visit": "week-4" }'
    const plan = await preview({
      'DCIM/100GOPRO/a.MP4': 'one',
      'DCIM/100GOPRO/session.json': stated,
      'P003/DCIM/100GOPRO/b.MP4': 'two',
      'P004/DCIM/week-8/c.MP4': 'three',
    })
    expect(places(plan).sort()).toEqual([
      ['P003', 'session', 1],
      ['P004', 'week-8', 1],
      ['P007', 'week-4', 1],
    ])
  })

  it('does not take a patient’s code for a camera’s folder', async () => {
    const plan = await preview({
      'site/10012345/baseline/a.mp4': 'one',
      'site/104KLMNO/baseline/b.mp4': 'two',
    })
    expect(places(plan).sort()).toEqual([
      ['10012345', 'baseline', 1],
      ['104KLMNO', 'baseline', 1],
    ])
  })
})

describe('an import of what lies beside videos', () => {
  it('takes every video that ffmpeg reads and names the files that it leaves out', async () => {
    const visit = 'P001/baseline'
    const stream = new Uint8Array([0x47, 1, 2, 3])
    const videos = ['a.mp4', 'b.MTS', 'c.wmv', 'd.3gp', 'e.mpg', 'f.m2ts', 'g.VOB', 'h.flv', 'i.mxf', 'j.qt']
    const plan = await preview({
      ...Object.fromEntries(videos.map((name) => [`${visit}/${name}`, name])),
      [`${visit}/k.ts`]: stream,
      [`${visit}/program.ts`]: 'export const a = 1',
      [`${visit}/l.braw`]: 'raw',
      [`${visit}/a.srt`]: '1',
      [`${visit}/captions/b.srt`]: '1',
      [`${visit}/scores.xlsx`]: 'PK',
      [`${visit}/notes.txt`]: 'nothing for us',
      [`${visit}/a.vtt`]: 'WEBVTT\n\n00:00.000 --> 00:01.000\nbeside its video\n',
    })
    expect(plan.videos.new).toBe(videos.length + 1)
    expect(plan.captions.new).toBe(1)
    expect(plan.refusals).toEqual([])
    expect(plan.notes.map(({ file }) => file)).toEqual([
      `${visit}/a.srt`,
      `${visit}/l.braw`,
      `${visit}/scores.xlsx`,
      `${visit}/captions/b.srt`,
    ])
  })

  it.each([
    ['interview-1 copy.mp4', 'interview-1.mp4'],
    ['Copy of interview-1.mp4', 'interview-1.mp4'],
    ['interview-1 (1).mp4', 'interview-1.mp4'],
    ['interview-1 - Kopie.MP4', 'interview-1.mp4'],
    ['Copie de interview-1.mp4', 'interview-1.mp4'],
    ['b.mp4', 'a.mp4'],
  ])('refuses %s as the copy of %s', async (copy, original) => {
    const plan = await preview({ [`P001/baseline/${copy}`]: 'one', [`P001/baseline/${original}`]: 'one' })
    const taken = plan.sessions.flatMap(({ videos }) => videos).filter(({ state }) => state === 'new')
    expect(taken.map(({ file }) => file)).toEqual([`P001/baseline/${original}`])
    expect(plan.refusals).toMatchObject([
      { message: `${copy} has the same content as ${original} in this session, which is taken instead.` },
    ])
  })

  it('lets no control character of a name into a sentence', async () => {
    const odd = 'a\u001b[2J\nb\u009bc\u202ed'
    const plan = await preview({
      [`P001/baseline/${odd}.mp4`]: '',
      [`P001/baseline/${odd} 2.mp4`]: 'one',
      [`P001/baseline/${odd} 3.mp4`]: 'one',
      [`P${odd}/baseline/c.mp4`]: 'two',
      [`P001/baseline/captions/${odd}.vtt`]: 'WEBVTT\n\n\u001b[1m\u0007\n',
      [`P001/baseline/${odd}.srt`]: 'x',
    })
    const said = [...plan.refusals, ...plan.notes].flatMap(({ file, message }) => [file, message])
    const shown = plan.sessions.flatMap(({ folder, videos }) => [
      folder,
      ...videos.flatMap((v) => [v.file, v.message ?? '']),
    ])
    expect(said.length).toBeGreaterThan(6)
    expect([...said, ...shown].filter((text) => /[\p{Cc}\u202e\u2028]/u.test(text))).toEqual([])
  })
})

describe('an import of a visit whose name begins like a date', () => {
  it.each(['2024-13-45_x', '2024-02-30', '2023-02-29 follow up'])(
    'refuses %s, which no calendar has',
    async (name) => {
      for (const file of [`P001/${name}/a.mp4`, `my study/${name}/P001/a.mp4`]) {
        const plan = await preview({ [file]: 'one' })
        expect(places(plan)).toEqual([])
        expect(plan.refusals).toMatchObject([
          {
            code: 'no-patient',
            message: expect.stringContaining(`begins with ${name.slice(0, 10)}, a day`) as string,
          },
        ])
      }
    },
  )
})
