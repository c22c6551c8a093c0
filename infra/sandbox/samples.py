"""Small plausible business files of the sandbox's own, about fictional people: the same call always makes the same bytes."""

import io
import json
import textwrap
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Mapping
from typing import NamedTuple
from xml.sax.saxutils import escape

from chalicelib.domain.processes import Process

PDF, XML, JSON, ZIP, TEXT = "application/pdf", "application/xml", "application/json", "application/zip", "text/plain"
ODT = "application/vnd.oasis.opendocument.text"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXTENSION_BY_MIME = {PDF: "pdf", XML: "xml", JSON: "json", ZIP: "zip", TEXT: "txt", ODT: "odt", DOCX: "docx"}

# Makes a file from a process's code, a title and fields.
_Maker = Callable[[str, str, Mapping[str, str]], bytes]

NOTICE = "Document fictif du bac à sable HubEE, sans valeur juridique."


class Person(NamedTuple):
    """A fictional person concerned by a télédossier; dates are ISO days."""

    last_name: str
    first_name: str
    born_on: str
    born_in: str


class SampleFile(NamedTuple):
    """One file to deposit, with what an attachment announces of it."""

    file_name: str
    type: str
    mime_type: str
    content: bytes


ADULT = Person("D'ARTOIS", "Anaïs", "1992-01-30", "Bourg-Imaginaire")
PERSON_BY_CODE = {
    # Whom a process is about when an adult would surprise.
    "CERTDC": Person("MARTIN", "Camille", "1938-03-14", "Ville-Fictive"),
    "recensementCitoyen": Person("LEFÈVRE", "Noë", "2010-10-21", "Saint-Exemple"),
    "SNATED": Person("PETIT", "Lou", "2016-05-08", "Ville-Fictive"),
}

TITLE_BY_TYPE = {
    # What a person reads on top of a file; a type that is not here takes its process's name.
    "VA_CertificatdeDeces": "Certificat de décès : volet administratif",
    "15725-02": "Déclaration conjointe de conclusion d'un Pacs",
    "an": "Acte de naissance",
    "anp": "Acte de naissance du partenaire",
    "cp": "Convention de Pacs",
    "jf": "Livret de famille",
    "ji": "Justificatif d'identité",
}

_FORMAT_HINTS = (
    # (the type's name ends or starts so, its format); kept only when the process allows it, else its first format.
    ("-XML", XML),
    ("flux-", XML),
    ("DD_", XML),
    ("PDF", PDF),
)


def person_of(process_code: str) -> Person:
    """Who the process's sample files are about, so that the applicant of a deposit can be the same person."""
    return PERSON_BY_CODE.get(process_code, ADULT)


def sample_files(process: Process, person: Person | None = None) -> list[SampleFile]:
    """One file per attachment type of the process, each in a format that its operator may send; about a person, or the process's usual one."""
    files = []
    for kind in process.attachment_types:
        mime_type = _format_of(kind, process.osl_formats)
        files.append(SampleFile(f"{kind}.{EXTENSION_BY_MIME[mime_type]}", kind, mime_type, content_of(process, kind, mime_type, person)))
    return files


def content_of(process: Process, kind: str, mime_type: str, person: Person | None = None) -> bytes:
    """The content of a file of one attachment type in one of the catalogue's formats. Raises: KeyError for another format."""
    title = TITLE_BY_TYPE.get(kind, process.name)
    return _MAKER_BY_MIME[mime_type](process.code, title, _fields(process.code, kind, person or person_of(process.code)))


def certificate_pdf(title: str, lines: list[str]) -> bytes:
    """A PDF of one A4 page: a title, then lines, the long ones folded and set closer when they are many.

    Characters outside Windows-1252, the encoding of the font, become question marks.
    """
    folded = [part for line in lines for part in textwrap.wrap(line, 85) or [""]]
    leading = min(18.0, 680 / max(1, len(folded)))
    shown = "".join(f"{_pdf_string(line)} Tj T*\n" for line in folded)
    stream = f"BT\n/F1 16 Tf 56 780 Td {_pdf_string(title)} Tj\n/F1 {min(11.0, leading):.2f} Tf {leading:.2f} TL 0 -36 Td\n{shown}ET".encode("ascii")
    return _pdf_of(
        b"<< /Type /Catalog /Pages 2 0 R /Lang (fr-FR) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )


def certificate_xml(*, number: str, deceased: Person, died_on: str, town: str) -> bytes:
    """A certificate of death in the manner of CERTDC, the administrative part alone; the date is an ISO day."""
    root = ET.Element("CertificatDeDeces", {"numero": number, "avertissement": NOTICE})
    part = ET.SubElement(root, "VoletAdministratif")
    person = ET.SubElement(part, "PersonneDecedee")
    for name, value in (("Nom", deceased.last_name), ("Prenom", deceased.first_name), ("DateNaissance", deceased.born_on)):
        ET.SubElement(person, name).text = value
    death = ET.SubElement(part, "Deces")
    for name, value in (("Date", died_on), ("Commune", town)):
        ET.SubElement(death, name).text = value
    return _xml_bytes(root)


def business_xml(process_code: str, fields: Mapping[str, str]) -> bytes:
    """A business file of any process: its fields by their French names, in their order."""
    root = ET.Element("Teledossier", {"demarche": process_code, "avertissement": NOTICE})
    for name, value in fields.items():
        ET.SubElement(root, "Champ", {"nom": name}).text = value
    return _xml_bytes(root)


def _format_of(kind: str, allowed: tuple[str, ...]) -> str:
    hinted = (mime for hint, mime in _FORMAT_HINTS if kind.startswith(hint) or kind.endswith(hint))
    return next((mime for mime in hinted if mime in allowed), allowed[0])


def _fields(process_code: str, kind: str, person: Person) -> dict[str, str]:
    return {
        "Démarche": process_code,
        "Pièce": kind,
        "Référence": f"FICTIF-{process_code}-0001",
        "Nom": person.last_name,
        "Prénom": person.first_name,
        "Date de naissance": person.born_on,
        "Commune de naissance": person.born_in,
    }


def _lines(fields: Mapping[str, str]) -> list[str]:
    return [*(f"{name} : {value}" for name, value in fields.items()), "", NOTICE]


def _pdf_string(text: str) -> str:
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return "(" + "".join(chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}" for byte in escaped.encode("cp1252", "replace")) + ")"


def _pdf_of(*objects: bytes) -> bytes:
    """Number the objects from 1, the first being the root, and index them; an entry of the index is 20 bytes long."""
    content = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    index = [b"0000000000 65535 f \n"]
    for number, body in enumerate(objects, start=1):
        index.append(b"%010d 00000 n \n" % len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    trailer = b"xref\n0 %d\n%btrailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return bytes(content) + trailer % (len(index), b"".join(index), len(index), len(content))


def _xml_bytes(root: ET.Element) -> bytes:
    ET.indent(root)
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _zipped(*members: tuple[str, bytes]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        for name, content in members:
            member = zipfile.ZipInfo(name)  # dated 1980 and stored as it is: the bytes hang on neither clock nor zlib
            member.create_system = 3
            opened.writestr(member, content)
    return archive.getvalue()


def _business_pdf(_code: str, title: str, fields: Mapping[str, str]) -> bytes:
    return certificate_pdf(title, _lines(fields))


def _death_certificate_xml(_code: str, _title: str, fields: Mapping[str, str]) -> bytes:
    deceased = Person(fields["Nom"], fields["Prénom"], fields["Date de naissance"], fields["Commune de naissance"])
    return certificate_xml(number=fields["Référence"], deceased=deceased, died_on="2024-02-29", town="Ville-Fictive")


_XML_MAKER_BY_CODE: dict[str, _Maker] = {"CERTDC": _death_certificate_xml}


def _xml(code: str, title: str, fields: Mapping[str, str]) -> bytes:
    return _XML_MAKER_BY_CODE[code](code, title, fields) if code in _XML_MAKER_BY_CODE else business_xml(code, fields)


def _json(_code: str, title: str, fields: Mapping[str, str]) -> bytes:
    return (json.dumps({"Intitulé": title, **fields, "Avertissement": NOTICE}, ensure_ascii=False, indent=2) + "\n").encode()


def _text(_code: str, title: str, fields: Mapping[str, str]) -> bytes:
    return ("\r\n".join([title, "", *_lines(fields)]) + "\r\n").encode()


def _archive(code: str, title: str, fields: Mapping[str, str]) -> bytes:
    return _zipped(("index.xml", business_xml(code, fields)), ("document.pdf", _business_pdf(code, title, fields)))


def _odt(_code: str, title: str, fields: Mapping[str, str]) -> bytes:
    office, text = "urn:oasis:names:tc:opendocument:xmlns:office:1.0", "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    body = "".join(f"<text:p>{escape(line)}</text:p>" for line in [title, *_lines(fields)])
    root = f'<office:document-content xmlns:office="{office}" xmlns:text="{text}" office:version="1.2">'
    document = f"{root}<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    listing = (
        f'<manifest:manifest xmlns:manifest="{manifest}" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODT}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    # The format wants its MIME type first and uncompressed.
    return _zipped(("mimetype", ODT.encode()), ("META-INF/manifest.xml", listing.encode()), ("content.xml", document.encode()))


def _docx(_code: str, title: str, fields: Mapping[str, str]) -> bytes:
    package, office = "http://schemas.openxmlformats.org/package/2006", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    body = "".join(f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in [title, *_lines(fields)])
    types = (
        f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{DOCX}.main+xml"/></Types>'
    )
    link = f'<Relationship Id="rId1" Type="{office}/officeDocument" Target="word/document.xml"/>'
    links = f'<Relationships xmlns="{package}/relationships">{link}</Relationships>'
    document = f'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>'
    return _zipped(("[Content_Types].xml", types.encode()), ("_rels/.rels", links.encode()), ("word/document.xml", document.encode()))


_MAKER_BY_MIME: dict[str, _Maker] = {
    PDF: _business_pdf,
    XML: _xml,
    JSON: _json,
    TEXT: _text,
    ZIP: _archive,
    ODT: _odt,
    DOCX: _docx,
}
