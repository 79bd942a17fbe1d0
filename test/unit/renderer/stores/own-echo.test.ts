import { expect, it } from 'vitest'
import { request } from '../../../../src-renderer/api/client.ts'
import { newAreas } from '../../../../src-renderer/stores/own-echo.ts'
import { AppError } from '../../../../src-shared/errors.ts'
import type { StudyArea } from '../../../../src-shared/domain/study.ts'
import { openWindow } from '../../../helpers/open-window.ts'

const areas: StudyArea[] = ['scores', 'library', 'severity']
const score = { sessionId: 1, raterId: 1, scaleId: 'panss', itemId: 'n1', value: 2, missingReason: null }

it('is nothing new where the answer told it, and is in all other areas', async () => {
  const { bridge } = openWindow()
  await request('score.save', score)
  expect(newAreas({ areas, by: bridge.numberOf('score.save') })).toEqual(['severity'])
})

it('is all new when somebody else did it, or a request whose answer does not tell it', async () => {
  const { bridge } = openWindow()
  expect(newAreas({ areas, by: null })).toEqual(areas)
  await request('journal.undo')
  expect(newAreas({ areas, by: bridge.numberOf('journal.undo') })).toEqual(areas)
})

it('is all new when the answer never came here', async () => {
  const { bridge } = openWindow()
  bridge.use({
    'score.save': () => {
      throw new AppError('internal', 'Something unexpected went wrong.')
    },
  })
  await expect(request('score.save', score)).rejects.toThrow('unexpected')
  expect(newAreas({ areas, by: bridge.numberOf('score.save') })).toEqual(areas)
})
