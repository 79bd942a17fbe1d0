/** Markup that may stand in a document as it is. Made by `markup` alone, which escapes every text. */
export interface Html {
  readonly html: string
}

type Part = Html | string | number | readonly Html[]

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

function markupOf(part: Part): string {
  if (typeof part === 'string') return escaped(part)
  if (typeof part === 'number') return String(part)
  return 'html' in part ? part.html : part.map(({ html }) => html).join('\n')
}

/** A template whose values are texts, which are escaped, or markup of its own. */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { html: String.raw({ raw: strings }, ...parts.map(markupOf)) }
}

/** What was drawn or written elsewhere for a document. */
export function trusted(html: string): Html {
  return { html }
}

export const nothing: Html = { html: '' }

export interface ReportTable {
  /** Its caption. */
  readonly title: string
  readonly heads: readonly string[]
  readonly rows: readonly (readonly (string | Html)[])[]
  /** Which columns hold numbers, which stand at the right; from 0. */
  readonly numbers?: readonly number[]
  /** Share of the width that each column takes, in percent; as their cells need when not given. */
  readonly widths?: readonly number[]
}

export function table({ title, heads, rows, numbers = [], widths = [] }: ReportTable): Html {
  const kind = (place: number): Html => (numbers.includes(place) ? markup` class="number"` : nothing)
  return markup`<table>
    <caption>
      ${title}
    </caption>
    ${widths.map((width) => markup`<col style="width: ${width}%" />`)}
    <thead>
      <tr>
        ${heads.map((head, place) => markup`<th scope="col"${kind(place)}>${head}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          markup`<tr>
            ${row.map((cell, place) =>
              place === 0 ? markup`<th scope="row">${cell}</th>` : markup`<td${kind(place)}>${cell}</td>`,
            )}
          </tr>`,
      )}
    </tbody>
  </table>`
}

export function paragraphs(texts: readonly string[]): Html {
  return markup`${texts.filter((text) => text !== '').map((text) => markup`<p>${text}</p>`)}`
}

export function list(items: readonly (string | Html)[]): Html {
  return markup`<ul>
    ${items.map((item) => markup`<li>${item}</li>`)}
  </ul>`
}
