/**
 * Whether this is the program that `npm run dev` compiled. The compiler writes it in (`electron.vite.config.ts`), so
 * that no environment and no argument can turn a built program into one under development.
 */
declare const __DEVELOPMENT__: boolean

/** Reload, and the tools that look into the window. */
export const developerTools = __DEVELOPMENT__

/** Origin of the server with live reload; null in a built program. */
export const developmentServer = __DEVELOPMENT__ ? (process.env['ELECTRON_RENDERER_URL'] ?? null) : null
