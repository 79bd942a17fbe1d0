import type { TableShape } from '../csv/table-shape.ts'

export const PYTHON_SCRIPT = 'read_in_python.py'

const HEAD = `"""Reads the tables of this export with every column as what it is: codes such as 001, 1E05 or NA stay texts.

Needs pandas. In Python:  from read_in_python import captions, symptom_scores_long
What a column holds is in captions.attrs["labels"], what codes mean in attrs["value_labels"].
"""
from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).resolve().parent
TYPES = {"number": "float64", "integer": "Int64", "boolean": "boolean"}
# Texts that a spreadsheet would run as a formula have an apostrophe in front.
GUARD = r"^'('*[=+\\-@\\t\\r])"


def read_export(file, types):
    table = pd.read_csv(
        FOLDER / file,
        dtype={name: TYPES.get(kind, "string") for name, kind in types.items()},
        keep_default_na=False,
        na_values=[""],
        encoding="utf-8",
        float_precision="round_trip",
    )
    assert list(table.columns) == list(types), f"{file} has other columns"
    for name, kind in types.items():
        if kind == "string":
            table[name] = table[name].str.replace(GUARD, r"\\1", regex=True)
        elif kind == "date":
            table[name] = pd.to_datetime(table[name], format="%Y-%m-%d")
        elif kind == "datetime":
            table[name] = pd.to_datetime(table[name], format="%Y-%m-%dT%H:%M:%SZ", utc=True)
    return table

`

/** As Python reads it: the escapes of JSON are Python's. */
const quoted = (text: string): string => JSON.stringify(text)

function labelsOf({ fileName, columns }: TableShape): string {
  const table = fileName.replace(/\.csv$/, '')
  const labels = columns.map(({ name, description }) => `    "${name}": ${quoted(description)},\n`).join('')
  const values = columns
    .filter(({ valueLabels }) => valueLabels.length > 0)
    .map(({ name, valueLabels }) => {
      const pairs = valueLabels.map(({ value, label }) => `${quoted(value)}: ${quoted(label)}`)
      return `    "${name}": {${pairs.join(', ')}},\n`
    })
  return `${table}.attrs["labels"] = {\n${labels}}\n${table}.attrs["value_labels"] = {\n${values.join('')}}\n`
}

/** A script for Python with pandas that reads every column of these tables by its type. */
export function readInPython(tables: readonly TableShape[]): string {
  const calls = tables.map((shape) => {
    const { fileName, columns } = shape
    const types = columns.map(({ name, type }) => `    "${name}": "${type}",`).join('\n')
    return `${fileName.replace(/\.csv$/, '')} = read_export("${fileName}", {\n${types}\n})\n${labelsOf(shape)}`
  })
  return [HEAD, ...calls].join('\n')
}
