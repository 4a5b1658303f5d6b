"""Rows of tables as Trino's JSON writes them, read through the REST catalog: `{"database.table": [[…]]}` on the line ANSWER."""
import base64
import datetime
import decimal


def value(item):
    if isinstance(item, bytes):
        return base64.b64encode(item).decode()
    if isinstance(item, decimal.Decimal):
        return format(item, 'f')
    if isinstance(item, datetime.datetime):
        return item.strftime('%H:%M:%S.%f').join([f'{item.year:04}-{item.month:02}-{item.day:02} ', ''])
    if isinstance(item, datetime.date):
        return f'{item.year:04}-{item.month:02}-{item.day:02}'
    if isinstance(item, float):
        return 'NaN' if item != item else 'Infinity' if item == float('inf') else '-Infinity' if item == float('-inf') else item
    if isinstance(item, dict):
        return [value(part) for part in item.values()]
    if isinstance(item, list):
        if item and all(isinstance(part, tuple) for part in item):
            return {str(key): value(part) for key, part in item}
        return [value(part) for part in item]
    return item


def rows(name):
    read = catalog.load_table(name).scan().to_arrow()
    columns = [[value(item) for item in column.to_pylist()] for column in read.columns]
    return [list(row) for row in zip(*columns)]


def answer_rows(names):
    found = {}
    for name in names:
        try:
            found[name] = rows(name)
        except Exception as error:
            found[name] = f'{type(error).__name__}: {error}'
    answer(found)
