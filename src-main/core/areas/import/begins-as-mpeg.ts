import { open } from 'node:fs/promises'
import { isMpegStream } from '../../files/file-names.ts'

/** Of a file whose name says too little: whether it is a video by its first bytes. */
export async function beginsAsMpeg(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'r')
    try {
      const head = Buffer.alloc(8)
      const { bytesRead } = await file.read(head, 0, head.length, 0)
      return isMpegStream(head.subarray(0, bytesRead))
    } finally {
      await file.close()
    }
  } catch {
    // What it is cannot be told here; who opens it as a video will say why.
    return true
  }
}
