import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** An MP4 box of type `free`, which every reader skips: other content, the same pictures. */
function freeBox(number: number): Buffer {
  const box = Buffer.alloc(16)
  box.writeUInt32BE(16, 0)
  box.write('free', 4, 'latin1')
  box.writeBigUInt64BE(BigInt(number), 8)
  return box
}

/**
 * Session folders with `count` small videos, ten a session, two sessions a patient, each file with content
 * of its own. Returns the files in order.
 */
export async function makeManyVideos(ffmpeg: string, folder: string, count: number): Promise<string[]> {
  const model = join(folder, 'model.mp4')
  await mkdir(folder, { recursive: true })
  const source = 'testsrc2=size=160x120:rate=25:duration=1'
  const args = ['-y', '-v', 'error', '-f', 'lavfi', '-i', source, '-pix_fmt', 'yuv420p', model]
  await promisify(execFile)(ffmpeg, args)
  const bytes = await readFile(model)
  const files: string[] = []
  for (let index = 0; index < count; index += 1) {
    const session = Math.floor(index / 10)
    const patient = `P${String(Math.floor(session / 2) + 1).padStart(4, '0')}`
    const visit = session % 2 === 0 ? '2024-01-10_baseline' : '2024-04-10_followup'
    const target = join(folder, 'study', patient, visit)
    await mkdir(target, { recursive: true })
    const file = join(target, `clip-${String((index % 10) + 1).padStart(2, '0')}.mp4`)
    await writeFile(file, Buffer.concat([bytes, freeBox(index)]))
    files.push(file)
  }
  return files
}
