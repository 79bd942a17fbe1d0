import { posix } from 'node:path'
import ts from 'typescript'

export type ImportGraph = ReadonlyMap<string, ReadonlySet<string>>

const aliases = { '#core/': 'src-main/core/', '#shared/': 'src-shared/' }

function placeOf(specifier: string, importer: string): string | null {
  const bare = specifier.replace(/\?.*$/, '')
  for (const [alias, folder] of Object.entries(aliases)) {
    if (bare.startsWith(alias)) return folder + bare.slice(alias.length)
  }
  return bare.startsWith('.') ? posix.join(posix.dirname(importer), bare) : null
}

/** What each file imports of the others, for its types too. `files`: text by path from the project's root. */
export function importGraph(files: ReadonlyMap<string, string>): ImportGraph {
  return new Map(
    [...files].map(([file, text]) => {
      const code = file.endsWith('.vue') ? (/<script[^>]*>([^]*?)<\/script>/.exec(text)?.[1] ?? '') : text
      const places = ts
        .preProcessFile(code, true, true)
        .importedFiles.map(({ fileName }) => placeOf(fileName, file))
        .filter((place) => place !== null && files.has(place))
      return [file, new Set(places as string[])]
    }),
  )
}

/** Groups of files each of which imports, by whatever way, all others of its group; each group sorted. Tarjan 1972. */
export function circles(graph: ImportGraph): string[][] {
  const found: string[][] = []
  const order = new Map<string, number>()
  const open: string[] = []

  function visit(file: string): number {
    const own = order.size
    order.set(file, own)
    open.push(file)
    let low = own
    for (const next of graph.get(file) ?? []) {
      if (!order.has(next)) low = Math.min(low, visit(next))
      else if (open.includes(next)) low = Math.min(low, order.get(next)!)
    }
    if (low === own) {
      const group = open.splice(open.indexOf(file))
      if (group.length > 1) found.push(group.sort())
    }
    return low
  }

  for (const file of graph.keys()) if (!order.has(file)) visit(file)
  return found
}
