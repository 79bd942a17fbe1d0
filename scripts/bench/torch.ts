import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const script = fileURLToPath(new URL('./torch-baseline.py', import.meta.url))

const aboutSchema = z.object({ torch: z.string(), blas: z.string() })
const doneSchema = z.object({ ms: z.number() })

/** PyTorch in a process of its own, loaded and waiting. */
export interface Torch {
  /** Its version and what multiplies for it. */
  readonly name: string
  /** Embeds a clip of 32 frames. */
  clip(): Promise<void>
  /** Reads 100 prompts. */
  text(): Promise<void>
  close(): Promise<void>
}

/**
 * PyTorch on the same weights, as a researcher has it. OpenBLAS chooses its kernel by itself: variables that tie
 * it to one are taken away, since they would only make it slower. Null, with the reason on standard error, where
 * there is no PyTorch.
 */
export async function openTorch(checkpoint: string, threads: number): Promise<Torch | null> {
  const { OPENBLAS_CORETYPE: _core, OPENBLAS_L2_SIZE: _size, ...env } = process.env
  const args = [script, '--checkpoint', checkpoint, '--threads', String(threads)]
  const child = spawn('/usr/bin/python3', args, { env, stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'close').catch(() => undefined)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const answer = async (): Promise<unknown> => {
    const line = await lines.next()
    if (line.done === true) throw new Error('it ended')
    return JSON.parse(line.value)
  }
  const run = async (part: 'clip' | 'text'): Promise<void> => {
    child.stdin.write(`${part}\n`)
    doneSchema.parse(await answer())
  }
  try {
    const { torch, blas } = aboutSchema.parse(await answer())
    return {
      name: `PyTorch ${torch} fp32, ${blas}`,
      clip: () => run('clip'),
      text: () => run('text'),
      async close() {
        child.stdin.end()
        await ended
      },
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    console.error(`No PyTorch to compare with, so these rows are left out: ${reason}`)
    await ended
    return null
  }
}
