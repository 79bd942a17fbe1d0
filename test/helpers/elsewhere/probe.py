"""Writes as JSON what pandas has after the script of an export was run: python probe.py FOLDER"""
import json
import sys

import pandas as pd

sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
import read_in_python  # noqa: E402


def plain(value):
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ" if value.tzinfo else "%Y-%m-%d")
    return value.item() if hasattr(value, "item") else value


tables = {}
for name, table in vars(read_in_python).items():
    if isinstance(table, pd.DataFrame):
        tables[name] = {
            "types": {column: str(kind) for column, kind in table.dtypes.items()},
            "rows": [
                dict(zip(table.columns, map(plain, row))) for row in table.itertuples(index=False, name=None)
            ],
            "labels": table.attrs["labels"],
            "valueLabels": table.attrs["value_labels"],
        }
print(json.dumps(tables))
