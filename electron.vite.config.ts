import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'

const at = (path: string): string => resolve(import.meta.dirname, path)

/**
 * Three bundles. Only native modules (`dependencies`) stay external; everything else is bundled, so that
 * the packaged program carries no node_modules beyond SQLite and the inference runtime.
 */
export default defineConfig(({ command, mode }) => ({
  main: {
    publicDir: false,
    // See src-main/app/development.ts.
    define: { __DEVELOPMENT__: JSON.stringify(command === 'serve' && mode === 'development') },
    build: {
      outDir: 'out/main',
      rolldownOptions: { input: { index: at('src-main/index.ts') }, output: { format: 'es' } },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload script must be CommonJS.
      rolldownOptions: {
        input: { index: at('src-main/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src-renderer'),
    plugins: [vue()],
    build: {
      outDir: at('out/renderer'),
      // A font inlined as data: would need a wider content security policy.
      assetsInlineLimit: 0,
      rolldownOptions: { input: { index: at('src-renderer/index.html') } },
    },
  },
}))
