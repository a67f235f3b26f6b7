"""Lists as files: CSV for machines, xlsx for people; text never becomes a formula."""

import csv
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from io import StringIO
from string import whitespace
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from .columns import DateColumn, EuroColumn, PercentColumn
from .tables import Table

# A cell starting so is a formula for a spreadsheet, whatever its author meant.
FORMULA_SIGNS = frozenset("=+-@")
BREAKS = ("\t", "\r", "\n")
# Neither seen nor, for some spreadsheets, read: a sign behind them comes first.
UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHUNK = 2000
NUMBER_FORMATS = {EuroColumn: "#,##0.00 €", PercentColumn: "0.0%", DateColumn: "dd/mm/yyyy"}


def export(table: Table, kind: str, name: str) -> HttpResponseBase:
    """Return the rows of ``table`` as ``csv`` or ``xlsx``, named ``name`` without its extension."""
    response: HttpResponseBase
    if kind == "csv":
        response = StreamingHttpResponse(csv_lines(table), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return response
    if kind == "xlsx":
        # The response closes the file.
        stream = TemporaryFile()  # noqa: SIM115
        write_xlsx(table, stream)
        stream.seek(0)
        return FileResponse(
            stream, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX_TYPE
        )
    return HttpResponse("Format inconnu.", status=400, content_type="text/plain; charset=utf-8")


def typed_rows(table: Table) -> Iterator[list[Any]]:
    """Return each row as numbers, dates and texts, without holding them all in memory."""
    exporters = [read for _, read in table.exporters()]
    source: Any = table.sorted_source()
    records: Iterable[Any] = (
        source.iterator(chunk_size=CHUNK) if isinstance(source, QuerySet) else source
    )
    for record in table.as_known(records):
        yield [read(record) for read in exporters]


def csv_lines(table: Table) -> Iterator[bytes]:
    """Return a CSV: UTF-8 with its mark, semicolons, identifiers as heads, ISO dates."""
    buffer = StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    buffer.write("\ufeff")
    writer.writerow([identifier for identifier, _ in table.export_heads()])
    for row in typed_rows(table):
        writer.writerow([csv_value(value) for value in row])
        if buffer.tell() > 1 << 15:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def is_formula(text: str) -> bool:
    """Say whether a spreadsheet may compute ``text``: a sign first, be it full-width or behind
    blanks.
    """
    start = text.lstrip(UNSEEN + whitespace + "\u00a0\u202f\u2009\u3000")[:1]
    return text.startswith(BREAKS) or unicodedata.normalize("NFKC", start) in FORMULA_SIGNS


def csv_value(value: Any) -> str:
    """Return one value as CSV text; text that a spreadsheet would compute gets an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, float):
        return f"{value:.6f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and is_formula(value):
        return "'" + value
    return str(value)


def write_xlsx(table: Table, stream: IO[bytes]) -> None:
    """Write the rows to ``stream`` as one sheet with a frozen, filterable head."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(stream, options)
    sheet = book.add_worksheet("Liste")
    head_style = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    # The mark a spreadsheet itself gives to text that must never be computed.
    quoted = book.add_format({"quote_prefix": True})
    columns = [column for column, _ in table.exporters()]
    styles = [
        book.add_format({"num_format": pattern}) if pattern else None
        for pattern in (_number_format(column) for column in columns)
    ]
    for index, (_, head) in enumerate(table.export_heads()):
        sheet.set_column(index, index, max(12, min(len(head) + 2, 30)))
        sheet.write_string(0, index, head, head_style)
    sheet.freeze_panes(1, 0)
    last = 0
    for last, row in enumerate(typed_rows(table), start=1):
        for index, value in enumerate(row):
            if value is None:
                continue
            if isinstance(value, str):
                sheet.write_string(last, index, value, quoted if is_formula(value) else None)
            elif isinstance(value, date):
                sheet.write_datetime(last, index, value, styles[index])
            else:
                sheet.write_number(last, index, value, styles[index])
    if columns:
        sheet.autofilter(0, 0, last, len(columns) - 1)
    book.close()


def _number_format(column: Any) -> str | None:
    return next((text for kind, text in NUMBER_FORMATS.items() if isinstance(column, kind)), None)
