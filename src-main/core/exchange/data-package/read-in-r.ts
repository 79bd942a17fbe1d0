import type { TableShape } from '../csv/table-shape.ts'

export const R_SCRIPT = 'read-in-R.R'

const HEAD = `# Reads the tables of this export with every column as what it is: codes such as 001, 1E05 or NA stay texts.
# In R:  source("read-in-R.R", chdir = TRUE, encoding = "UTF-8")

read_export <- function(file, types) {
  classes <- c(string = "character", number = "numeric", integer = "integer",
               boolean = "logical", date = "Date", datetime = "character")
  table <- read.csv(file, colClasses = unname(classes[types]), na.strings = "",
                    check.names = FALSE, encoding = "UTF-8")
  stopifnot(identical(names(table), names(types)))
  for (name in names(types)) {
    # Texts that a spreadsheet would run as a formula have an apostrophe in front.
    if (types[[name]] == "string")
      table[[name]] <- sub("^'('*[=+@\\t\\r-])", "\\\\1", table[[name]])
    if (types[[name]] == "datetime")
      table[[name]] <- as.POSIXct(table[[name]], format = "%Y-%m-%dT%H:%M:%SZ", tz = "UTC")
  }
  table
}
`

/** A script for base R, without packages, that reads every column of these tables by its type. */
export function readInR(tables: readonly TableShape[]): string {
  const calls = tables.map(({ fileName, columns }) => {
    const types = columns.map(({ name, type }) => `  ${name} = "${type}"`).join(',\n')
    return `${fileName.replace(/\.csv$/, '')} <- read_export("${fileName}", c(\n${types}\n))\n`
  })
  return [HEAD, ...calls].join('\n')
}
