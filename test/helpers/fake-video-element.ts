/** What of a frame's metadata the clock reads. */
interface FakeFrame {
  readonly mediaTime: number
  readonly presentationTime: number
}

/** Enough of a `<video>` for the clock: seeks and frame callbacks happen when the test says so or at once. */
export class FakeVideoElement extends EventTarget {
  paused = true
  playbackRate = 1
  readyState = 4
  /** The next seek shows its frame, but no callback reports it. */
  losesNextFrame = false
  private now = 0
  private callbacks = new Map<number, (now: number, frame: FakeFrame) => void>()
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
    const isSame = seconds === this.now
    this.now = seconds
    queueMicrotask(() => {
      this.dispatchEvent(new Event('seeking'))
      this.dispatchEvent(new Event('seeked'))
      // As Chromium does: a seek to the very same time presents nothing.
      if (!isSame && !this.losesNextFrame) this.present(this.frameAt(seconds))
      this.losesNextFrame = false
    })
  }

  private frameAt(seconds: number): number {
    return (Math.floor((seconds * 1000) / this.frameMs) * this.frameMs) / 1000
  }

  /** Shows the frame with this time stamp, in seconds. */
  present(mediaTime: number): void {
    this.now = mediaTime
    this.report({ mediaTime, presentationTime: performance.now() })
  }

  /** Tells of a frame that was shown earlier, as browsers do when a seek came in between. */
  report(frame: FakeFrame): void {
    const due = [...this.callbacks.values()]
    this.callbacks.clear()
    for (const callback of due) callback(0, frame)
  }

  requestVideoFrameCallback(callback: (now: number, frame: FakeFrame) => void): number {
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
