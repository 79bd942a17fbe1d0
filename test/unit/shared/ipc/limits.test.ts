import { expect, it } from 'vitest'
import { z } from 'zod'
import { packManifestSchema } from '#shared/domain/pack.ts'
import { scaleSchema } from '#shared/domain/scale.ts'
import { ipcCalls } from '#shared/ipc/contract.ts'
import { unboundedPlaces } from '../../../helpers/unbounded.ts'

it('every text, list and time that the window can ask with has a limit', () => {
  const places = Object.entries(ipcCalls).flatMap(([channel, { request }]) =>
    unboundedPlaces(request, channel),
  )
  expect(places).toEqual([])
})

it.each([
  ['scale', scaleSchema],
  ['pack', packManifestSchema],
])('every text and list of a %s file has a limit', (name, schema) => {
  expect(unboundedPlaces(schema, name)).toEqual([])
})

it('a list or text without a limit would be found, however deep', () => {
  const schema = z.object({
    ids: z.array(z.number()).nullable(),
    some: z.union([z.object({ text: z.string() }), z.literal('none')]),
    code: z.string().regex(/^[a-z]+$/),
    fine: z.string().regex(/^[a-z]{1,9}$/),
    atMs: z.number().positive(),
    table: z.record(z.string().max(3), z.boolean()).optional(),
  })
  expect(unboundedPlaces(schema, 'request')).toEqual([
    'request.ids',
    'request.some.text',
    'request.code',
    'request.atMs',
    'request.table',
  ])
})

const firstMessage = (schema: z.ZodType, request: unknown) =>
  schema.safeParse(request).error?.issues[0]?.message

it('more than anybody has is refused with a sentence, and not by looking at each', () => {
  const million = Array.from({ length: 1_000_000 }, (_, index) => index + 1)
  const clips = { clipIds: million, keepSound: false }
  expect(firstMessage(ipcCalls['people.exportDeidentified'].request, clips)).toBe(
    'At most 100,000 can be chosen at once. Do it in several parts.',
  )
  const spans = million.slice(0, 300_000).map((second) => ({ startMs: 'not looked at', endMs: second }))
  const edit = { videoId: 1, edit: { kind: 'replace', spans, origin: 'fixed' } }
  const parsed = ipcCalls['cut.edit'].request.safeParse(edit)
  expect(parsed.error?.issues.map(({ message }) => message)).toEqual([
    'A video has at most 10,000 clips. Choose longer ones.',
  ])
  const never = { clipId: 1, raterId: 1, text: '', startMs: 0, endMs: 3.6e14 }
  expect(firstMessage(ipcCalls['caption.save'].request, never)).toBe('No video is longer than a week.')
})
