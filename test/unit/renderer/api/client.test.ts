import { describe, expect, it, vi } from 'vitest'
import { AppError } from '../../../../src-shared/errors.ts'
import { pathsOfDropped, request, subscribe } from '../../../../src-renderer/api/client.ts'
import { openWindow } from '../../../helpers/open-window.ts'
import { newsOf } from '../../../../src-shared/ipc/contract/study.ts'

describe('request', () => {
  it('answers the value that main sent', async () => {
    const { bridge } = openWindow()
    expect(await request('library.sessions')).toEqual(bridge.study?.sessions)
  })

  it('throws the error that main sent, with its code and sentence', async () => {
    openWindow({ study: null })
    const failed = request('library.clips')
    await expect(failed).rejects.toBeInstanceOf(AppError)
    await expect(failed).rejects.toMatchObject({ code: 'no-study', message: 'No study is open.' })
  })

  it('tells a bridge that breaks down as an internal error, without its stack', async () => {
    const { bridge } = openWindow()
    bridge.invoke = () => Promise.reject(new Error('port closed at /home/x'))
    await expect(request('app.info')).rejects.toMatchObject({
      code: 'internal',
      message: expect.not.stringContaining('/home') as unknown,
    })
  })
})

describe('subscribe', () => {
  it('hears main until it is told to stop', () => {
    const { bridge } = openWindow()
    const listener = vi.fn()
    const stop = subscribe('study.changed', listener)
    bridge.emit('study.changed', newsOf(['scores']))
    stop()
    bridge.emit('study.changed', newsOf(['captions']))
    expect(listener.mock.calls).toEqual([[newsOf(['scores'])]])
  })
})

describe('pathsOfDropped', () => {
  it('leaves out what has no place on disk', () => {
    const { bridge } = openWindow()
    bridge.pathOfDropped = (file) => ((file as File).name === 'from-a-web-page' ? '' : '/videos/P001')
    expect(pathsOfDropped([new File([], 'P001'), new File([], 'from-a-web-page')])).toEqual(['/videos/P001'])
  })
})
