import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Question } from '../../../../src-main/app/desktop.ts'
import { createLeaveCaptions } from '../../../../src-main/app/leave-captions.ts'
import { tempFolder } from '../../../helpers/temp-folder.ts'

const moved = {
  label: 'caption of P001 baseline clip 3',
  text: 'Looks down\nand sighs',
  reason: 'The study’s folder was moved.',
}

interface SetUp {
  /** What the window cannot save, each time that it is asked; null when it does not answer. */
  readonly unsaved: readonly (readonly (typeof moved)[] | null)[]
  /** The buttons that are pressed, in order. */
  readonly pressed?: readonly string[]
  readonly target?: string | null
  readonly isTyped?: () => boolean
}

function setUp({ unsaved, pressed = [], target = null, isTyped = () => true }: SetUp) {
  const questions: Question[] = []
  const copied: string[] = []
  let asked = 0
  const never = new Promise<void>(() => undefined)
  const leave = createLeaveCaptions({
    emit: (name, payload) => {
      expect(name).toBe('caption.leave')
      const { askId } = payload as { askId: number }
      const found = unsaved[asked]
      asked += 1
      // Somebody else's answer is none.
      leave.answer({ askId: askId + 1, unsaved: [] })
      if (found !== null && found !== undefined) leave.answer({ askId, unsaved: [...found] })
    },
    isTyped,
    desktop: {
      ask: (question) => {
        const button = pressed[questions.length] ?? 'nothing'
        questions.push(question)
        expect(question.buttons).toContain(button)
        return Promise.resolve(question.buttons.indexOf(button))
      },
      chooseTarget: () => Promise.resolve(target),
      copyText: (text) => copied.push(text),
    },
    patience: () => (unsaved[asked - 1] === null ? Promise.resolve() : never),
  })
  return { leave, questions, copied, asked: () => asked }
}

describe('before the study or the window is closed', () => {
  it('nobody is asked when the window has saved everything', async () => {
    const { leave, questions } = setUp({ unsaved: [[]] })
    expect(await leave.mayLeave()).toBe(true)
    expect(questions).toEqual([])
  })

  it('nothing is waited for where nothing can have been typed', async () => {
    const { leave, asked } = setUp({ unsaved: [], isTyped: () => false })
    expect(await leave.mayLeave()).toBe(true)
    expect(asked()).toBe(0)
  })

  it('the user is told which captions could not be saved and why, and everything stays open on a word', async () => {
    const { leave, questions } = setUp({ unsaved: [[moved]], pressed: ['Stay here'] })
    expect(await leave.mayLeave()).toBe(false)
    expect(questions).toMatchObject([
      {
        message: 'One caption could not be saved.',
        detail: expect.stringMatching(
          /^caption of P001 baseline clip 3\. The study’s folder was moved\.\n\n/u,
        ),
      },
    ])
    // Enter loses nothing, and the way out loses nothing.
    expect(questions[0]?.buttons[0]).toBe('Stay here')
    expect(questions[0]?.buttons[questions[0].defaultButton]).toBe('Try again')
  })

  it('tries again, and goes on without a further question when that helps', async () => {
    const { leave, questions } = setUp({ unsaved: [[moved], []], pressed: ['Try again'] })
    expect(await leave.mayLeave()).toBe(true)
    expect(questions).toHaveLength(1)
  })

  it('copies the text, and asks again', async () => {
    const { leave, questions, copied } = setUp({
      unsaved: [
        [moved, moved],
        [moved, moved],
      ],
      pressed: ['Copy the text', 'Go on without it'],
    })
    expect(await leave.mayLeave()).toBe(true)
    const one = 'caption of P001 baseline clip 3:\nLooks down\nand sighs\n'
    expect(copied).toEqual([`${one}\n${one}`])
    expect(questions.map(({ message }) => message)).toEqual([
      '2 captions could not be saved.',
      '2 captions could not be saved.',
    ])
    expect(questions[1]?.detail).toContain('The text is in the clipboard.')
  })

  it('saves the text as a file, and asks again', async () => {
    const target = join(tempFolder(), 'rescued.txt')
    const pressed = ['Save as a text file…', 'Go on without it']
    const { leave, questions } = setUp({ unsaved: [[moved], [moved]], pressed, target })
    expect(await leave.mayLeave()).toBe(true)
    expect(readFileSync(target, 'utf8')).toBe(
      'caption of P001 baseline clip 3:\r\nLooks down\r\nand sighs\r\n',
    )
    expect(questions[1]?.detail).toContain('in the file that you chose')
  })

  it('says so when the file cannot be written, and loses nothing', async () => {
    const target = join(tempFolder(), 'not', 'there.txt')
    const pressed = ['Save as a text file…', 'Stay here']
    const { leave, questions } = setUp({ unsaved: [[moved], [moved]], pressed, target })
    expect(await leave.mayLeave()).toBe(false)
    expect(questions[1]?.detail).toContain('could not be written')
  })

  it('a window that hangs is waited for, or closed on a word', async () => {
    const { leave, questions } = setUp({ unsaved: [null, null], pressed: ['Wait', 'Close all the same'] })
    expect(await leave.mayLeave()).toBe(true)
    expect(questions.map(({ message }) => message)).toEqual([
      'The window does not answer.',
      'The window does not answer.',
    ])
  })

  it('a window that ends meanwhile is not asked any more', async () => {
    let isThere = true
    const { leave } = setUp({ unsaved: [null], pressed: ['Wait'], isTyped: () => isThere })
    const left = leave.mayLeave()
    isThere = false
    expect(await left).toBe(true)
  })

  it('is one question however often it is asked for at once', async () => {
    const { leave, questions } = setUp({ unsaved: [[moved], []], pressed: ['Go on without it'] })
    expect(await Promise.all([leave.mayLeave(), leave.mayLeave()])).toEqual([true, true])
    expect(questions).toHaveLength(1)
    expect(await leave.mayLeave()).toBe(true)
  })
})
