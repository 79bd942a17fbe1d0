/** What a PDF with tags says of itself outside of its compressed streams, where Chromium writes pages and structure. */
export interface PdfParts {
  readonly pages: number
  /** Pages that the root of the tree of pages counts. */
  readonly counted: number
  /** How many headings there are of each level, `H1` first. */
  readonly headings: Readonly<Record<'H1' | 'H2' | 'H3', number>>
  readonly title: string
}

export function pdfParts(pdf: Buffer): PdfParts {
  const text = pdf.toString('latin1')
  const count = (pattern: RegExp): number => [...text.matchAll(pattern)].length
  const counts = [...text.matchAll(/\/Count (\d+)/gu)].map(([, number]) => Number(number))
  return {
    pages: count(/\/Type\s*\/Page\b/gu),
    counted: Math.max(0, ...counts),
    headings: { H1: count(/\/S\s*\/H1\b/gu), H2: count(/\/S\s*\/H2\b/gu), H3: count(/\/S\s*\/H3\b/gu) },
    title: /\/Title \((.*?)(?<!\\)\)/u.exec(text)?.[1] ?? '',
  }
}
