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

# What a column holds is in attr(table$column, "label"), what its codes mean in attr(table$column, "labels").
with_labels <- function(table, labels, value_labels) {
  for (name in names(labels)) attr(table[[name]], "label") <- labels[[name]]
  for (name in names(value_labels)) attr(table[[name]], "labels") <- value_labels[[name]]
  table
}
`

/** As R reads it: the escapes of JSON are R's, but for a character beyond four digits, which stays as it is. */
const quoted = (text: string): string => JSON.stringify(text)

function labelsOf({ fileName, columns }: TableShape): string {
  const table = fileName.replace(/\.csv$/, '')
  const labels = columns.map(({ name, description }) => `  ${name} = ${quoted(description)}`).join(',\n')
  const coded = columns.filter(({ valueLabels }) => valueLabels.length > 0)
  const values = coded.map(({ name, valueLabels }) => {
    // The meaning is the name of the code, as packages that know labels have it.
    const pairs = valueLabels.map(({ value, label }) => `${quoted(label)} = ${quoted(value)}`)
    return `\n  ${name} = c(${pairs.join(', ')})`
  })
  return `${table} <- with_labels(${table}, c(\n${labels}\n), list(${values.join(',')}))\n`
}

/** A script for base R, without packages, that reads every column of these tables by its type. */
export function readInR(tables: readonly TableShape[]): string {
  const calls = tables.map((shape) => {
    const { fileName, columns } = shape
    const types = columns.map(({ name, type }) => `  ${name} = "${type}"`).join(',\n')
    return `${fileName.replace(/\.csv$/, '')} <- read_export("${fileName}", c(\n${types}\n))\n${labelsOf(shape)}`
  })
  return [HEAD, ...calls].join('\n')
}
