import { expect, it, vi } from 'vitest'
import { newsOf } from '../../../../src-shared/ipc/contract/study.ts'
import { createEmitter } from '../../../../src-main/app/emit-event.ts'

function anEmitter() {
  const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() }
  const sent: unknown[] = []
  const emit = createEmitter({ send: (name, payload) => sent.push([name, payload]), log })
  return { emit, sent, log }
}

it('sends what keeps its contract', () => {
  const { emit, sent, log } = anEmitter()
  emit('study.told', { message: 'The backup was not made.' })
  emit('study.opened', null)
  expect(sent).toEqual([
    ['study.told', { message: 'The backup was not made.' }],
    ['study.opened', null],
  ])
  expect(log.error).not.toHaveBeenCalled()
})

it.each([
  ['a value of another type', 'study.changed', { ...newsOf([]), areas: ['no such area'] }],
  ['a value that is absent', 'job.changed', undefined],
  ['a number that is none', 'caption.leave', { askId: Number.NaN }],
] as const)(
  'does not send %s, and tells the log which event it was, not what was in it',
  (_, name, payload) => {
    const { emit, sent, log } = anEmitter()
    emit(name, payload as never)
    expect(sent).toEqual([])
    expect(log.error.mock.calls).toEqual([[`the event ${name} breaks its contract`]])
  },
)

it('sends no event that the contract does not know', () => {
  const { emit, sent } = anEmitter()
  for (const name of ['no.such', '__proto__', 'constructor']) emit(name as never, {} as never)
  expect(sent).toEqual([])
})
