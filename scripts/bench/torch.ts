import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'

const script = fileURLToPath(new URL('./torch-baseline.py', import.meta.url))

const resultSchema = z.object({
  torch: z.string(),
  blas: z.string(),
  threads: z.number(),
  clipMs: z.number(),
  textMs: z.number(),
  peakRssBytes: z.number(),
})
export type TorchResult = z.infer<typeof resultSchema>

/**
 * PyTorch on the same weights, as a researcher has it. OpenBLAS chooses its kernel by itself: variables that tie
 * it to one are taken away, since they would only make it slower. Null, with the reason on standard error, where
 * there is no PyTorch.
 */
export async function measureTorch(
  checkpoint: string,
  { threads, rounds }: { readonly threads: number; readonly rounds: number },
): Promise<TorchResult | null> {
  const { OPENBLAS_CORETYPE: _core, OPENBLAS_L2_SIZE: _size, ...env } = process.env
  const args = [script, '--checkpoint', checkpoint, '--threads', String(threads), '--rounds', String(rounds)]
  try {
    const { stdout } = await promisify(execFile)('/usr/bin/python3', args, { env })
    return resultSchema.parse(JSON.parse(stdout))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    console.error(`No PyTorch to compare with, so these rows are left out: ${reason}`)
    return null
  }
}
