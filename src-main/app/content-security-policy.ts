/**
 * What the window's document may load: its own files, and pictures and sound of the open study. Inline styles
 * are for Vue's style bindings and ECharts; inline scripts and eval are refused.
 *
 * @param devServer origin of the development server, whose live reload needs a socket; null in the built program
 */
export function contentSecurityPolicy(devServer: string | null): string {
  const connect = devServer === null ? "'self'" : `'self' ${devServer.replace(/^http/, 'ws')}`
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob: media:",
    'media-src media:',
    "font-src 'self'",
    `connect-src ${connect}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
