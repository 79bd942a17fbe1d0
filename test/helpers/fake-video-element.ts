/** Enough of a `<video>` for the clock: seeks and frame callbacks happen when the test says so or at once. */
export class FakeVideoElement extends EventTarget {
  paused = true
  playbackRate = 1
  readyState = 4
  private now = 0
  private callbacks = new Map<number, (now: number, data: { mediaTime: number }) => void>()
  private lastHandle = 0
  private readonly frameMs: number

  constructor(frameMs = 40) {
    super()
    this.frameMs = frameMs
  }

  get currentTime(): number {
    return this.now
  }

  set currentTime(seconds: number) {
    const before = this.frameAt(this.now)
    this.now = seconds
    queueMicrotask(() => {
      this.dispatchEvent(new Event('seeked'))
      if (this.frameAt(seconds) !== before) this.present(this.frameAt(seconds))
    })
  }

  private frameAt(seconds: number): number {
    return (Math.floor((seconds * 1000) / this.frameMs) * this.frameMs) / 1000
  }

  /** Shows the frame with this time stamp, in seconds. */
  present(mediaTime: number): void {
    this.now = mediaTime
    const due = [...this.callbacks.values()]
    this.callbacks.clear()
    for (const callback of due) callback(0, { mediaTime })
  }

  requestVideoFrameCallback(callback: (now: number, data: { mediaTime: number }) => void): number {
    this.lastHandle += 1
    this.callbacks.set(this.lastHandle, callback)
    return this.lastHandle
  }

  cancelVideoFrameCallback(handle: number): void {
    this.callbacks.delete(handle)
  }

  play(): Promise<void> {
    this.paused = false
    this.dispatchEvent(new Event('play'))
    return Promise.resolve()
  }

  pause(): void {
    if (this.paused) return
    this.paused = true
    this.dispatchEvent(new Event('pause'))
  }
}
