import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import type { Plugin } from 'vite'
import { defineConfig } from 'vite'

const root = resolve(import.meta.dirname, '../..')
/** Any film of faces to play in the preview. */
const film = process.env['PREVIEW_FILM'] ?? ''
const pictures = join(root, 'node_modules/@vladmandic/face-api/demo')

/** Serves stills and a film in place of `media://`, which only the program itself knows. */
function media(): Plugin {
  return {
    name: 'preview-media',
    configureServer(server) {
      const stills = readdirSync(pictures).filter((name) => name.endsWith('.jpg'))
      server.middlewares.use('/preview-media/thumbnail', (request, response) => {
        const id = Number(/\d+/.exec(request.url ?? '')?.[0] ?? 0)
        response.setHeader('content-type', 'image/jpeg')
        response.end(readFileSync(join(pictures, stills[id % stills.length] ?? '')))
      })
      server.middlewares.use('/preview-media/video', (_, response) => {
        if (!existsSync(film)) {
          response.statusCode = 404
          response.end()
          return
        }
        response.setHeader('content-type', 'video/mp4')
        response.end(readFileSync(film))
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
