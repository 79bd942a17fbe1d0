import type { MediaTools } from '../../media/types.ts'
import type { ModelHost } from './client.ts'
import { createJobRunner } from './job-runner.ts'
import { createPortInference } from './port-client.ts'
import { createPortPair } from './port-pair.ts'

/**
 * Inference in this process, for the command line and tests: the same runner and the same messages as in the
 * app's host process, so the same numbers.
 */
export function createInProcessInference({
  media,
}: {
  readonly media: Pick<MediaTools, 'readFrames'>
}): ModelHost {
  const [clientPort, hostPort] = createPortPair()
  const disposed = new Promise<void>((resolve) => {
    createJobRunner({ port: hostPort, media: () => Promise.resolve(media), onDisposed: resolve })
  })
  const client = createPortInference(clientPort)
  return {
    ...client,
    async dispose() {
      await client.dispose()
      await disposed
    },
  }
}
