import { join } from 'node:path'
import { openOrtSession } from '#core/inference/session/ort-session.ts'
import type { Session } from '#core/inference/session/ort-session.ts'
import type { Precision } from '#shared/domain/pack.ts'

/** What anybody would write who has the graphs: one session a net, all threads, a clip a run. */
export async function openBareLoop(
  packFolder: string,
  precision: Precision,
  { threads, windowFrames }: { readonly threads: number; readonly windowFrames: number },
) {
  const open = (net: string): Promise<Session> =>
    openOrtSession({ file: join(packFolder, `${net}.${precision}.onnx`), provider: 'cpu', threads })
  const [visual, temporal] = [await open('visual'), await open('temporal')]
  const pixels = new Float32Array(windowFrames * 3 * 224 * 224).map(() => Math.random() * 4 - 2)
  return {
    async clip(): Promise<void> {
      const inputs = { pixel_values: { data: pixels, dims: [windowFrames, 3, 224, 224] } }
      const embeds = (await visual.run(inputs, ['frame_embeds']))['frame_embeds']
      if (embeds === undefined) throw new Error('no frame embeddings')
      const frames = { data: embeds.data, dims: [1, windowFrames, embeds.data.length / windowFrames] }
      await temporal.run({ frame_embeds: frames }, ['video_embeds'])
    },
    dispose: async () => {
      await Promise.all([visual.dispose(), temporal.dispose()])
    },
  }
}
