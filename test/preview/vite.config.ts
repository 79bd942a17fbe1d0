import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import type { Plugin } from 'vite'
import { defineConfig } from 'vite'

const root = resolve(import.meta.dirname, '../..')
/** Any film of faces to play in the preview. */
const film = process.env['PREVIEW_FILM'] ?? ''
const pictures = join(root, 'node_modules/@vladmandic/face-api/demo')

const tile = { width: 96, height: 54, across: 10 }

/** Colour of a made-up picture, as blue, green, red: someone before a wall, nearer and farther, moving a little. */
function tileColour(at: number, x: number, y: number): readonly [number, number, number] {
  const size = Math.sin(at / 17) > 0 ? 17 : 9
  const [dx, dy] = [x - 48 - 9 * Math.sin(at / 5), y - 24 - 2 * Math.cos(at / 3)]
  if ((dx / (size * 0.78)) ** 2 + (dy / size) ** 2 < 1) return [132, 160, 201]
  if ((dx / (size * 1.7)) ** 2 + ((dy - size * 2.3) / (size * 1.4)) ** 2 < 1) return [77, 58, 45]
  return [78 + 14 * Math.sin(at / 40), 88, 92 + 14 * Math.cos(at / 40)]
}

/** A sheet of 10 x 10 such pictures as a bitmap file. */
function stripSheet(sheet: number): Buffer {
  const [width, height] = [tile.width * tile.across, tile.height * tile.across]
  const file = Buffer.alloc(54 + width * height * 3)
  file.write('BM')
  file.writeUInt32LE(file.length, 2)
  file.writeUInt32LE(54, 10)
  file.writeUInt32LE(40, 14)
  file.writeInt32LE(width, 18)
  // Negative: rows from top to bottom.
  file.writeInt32LE(-height, 22)
  file.writeUInt16LE(1, 26)
  file.writeUInt16LE(24, 28)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const place = Math.floor(y / tile.height) * tile.across + Math.floor(x / tile.width)
      file.set(tileColour(sheet * 100 + place, x % tile.width, y % tile.height), 54 + (y * width + x) * 3)
    }
  }
  return file
}

/** Serves stills and a film in place of `media://`, which only the program itself knows. */
function media(): Plugin {
  return {
    name: 'preview-media',
    configureServer(server) {
      const stills = readdirSync(pictures).filter((name) => name.endsWith('.jpg'))
      const still = (place: number): Buffer =>
        readFileSync(join(pictures, stills[place % stills.length] ?? ''))
      const serve = (kind: string, placeOf: (id: number) => number): void => {
        server.middlewares.use(`/preview-media/${kind}`, (request, response) => {
          const id = Number(/\d+/.exec(request.url ?? '')?.[0] ?? 0)
          response.setHeader('content-type', 'image/jpeg')
          response.end(still(placeOf(id)))
        })
      }
      serve('thumbnail', (id) => id)
      // The fake people's tracks carry the person in their ids' last digit but one.
      serve('face', (id) => Math.floor(id / 10) % 10)
      server.middlewares.use('/preview-media/strip', (request, response) => {
        response.setHeader('content-type', 'image/bmp')
        response.end(stripSheet(Number(/\d+$/.exec(request.url ?? '')?.[0] ?? 0)))
      })
      server.middlewares.use('/preview-media/video', (request, response) => {
        if (!existsSync(film)) {
          response.statusCode = 404
          response.end()
          return
        }
        const whole = readFileSync(film)
        // Without ranges a long film could not be seeked in.
        const [, from = '0', to = ''] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? []
        const last = to === '' ? whole.length - 1 : Number(to)
        response.statusCode = 206
        response.setHeader('content-type', 'video/mp4')
        response.setHeader('content-range', `bytes ${from}-${String(last)}/${String(whole.length)}`)
        response.end(whole.subarray(Number(from), last + 1))
      })
    },
    transform: (code, id) =>
      id.endsWith('src-shared/ipc/media-url.ts')
        ? code.replaceAll('`media://study/', '`/preview-media/')
        : undefined,
  }
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [vue(), media()],
  server: { fs: { allow: [root] }, host: '127.0.0.1', port: 5199, strictPort: true },
  cacheDir: join(root, 'node_modules/.cache/vite-preview'),
})
