"""The press release as a Word document, to be opened, completed and sent."""

import io
from datetime import UTC, datetime, time
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from reporting.situation.situation import Situation

from .prose import Communique

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HEADING = "Communiqué de presse"
# What every office has, and reads as the State’s own face does: sans serif.
FACE = "Arial"
INK = RGBColor(0x00, 0x00, 0x91)


def as_docx(communique: Communique, situation: Situation) -> bytes:
    """Return the press release as a Word document on A4, in French, with its contact block."""
    document: Any = Document()
    _set_up(document, communique, situation)
    _add(document, communique.sender, bold=True)
    document.add_heading(HEADING, level=1)
    document.add_heading(communique.title, level=2)
    for paragraph in communique.paragraphs:
        _add(document, str(paragraph))
    _add(document, communique.closing).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for line in communique.contact:
        _add(document, line, bold=True).paragraph_format.keep_together = True
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _add(document: Any, words: str, *, bold: bool = False) -> Any:
    paragraph = document.add_paragraph()
    paragraph.add_run(words).bold = bold
    return paragraph


def _set_up(document: Any, communique: Communique, situation: Situation) -> None:
    """Set page, faces, language and properties; the day of the document is that of its figures."""
    (section,) = document.sections
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.2)
    for name, size in (("Normal", 11), ("Heading 1", 18), ("Heading 2", 14)):
        style = document.styles[name]
        style.font.name, style.font.size = FACE, Pt(size)
        _faces(style)
        if name != "Normal":
            style.font.color.rgb = INK
            style.paragraph_format.space_after = Pt(8)
    normal = document.styles["Normal"]
    normal.paragraph_format.space_after = Pt(8)
    normal.paragraph_format.line_spacing = 1.15
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "fr-FR")
    normal.element.get_or_add_rPr().append(language)
    day = datetime.combine(situation.as_of, time(), UTC)
    properties = document.core_properties
    properties.title, properties.subject = communique.title, HEADING
    properties.author = properties.last_modified_by = communique.sender
    properties.created = properties.modified = day
    properties.language, properties.comments = "fr-FR", ""


def _faces(style: Any) -> None:
    """Name the face for every script, or a theme’s own would take its place."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FACE)
    for themed in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
        fonts.attrib.pop(qn(themed), None)
