"""What a document says of itself: XMP and the information dictionary, in the same words."""

from __future__ import annotations

import html
from dataclasses import dataclass
from datetime import datetime

from tradefiche.pdf.syntax import text_string


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the document says of itself; ``date`` is written as creation and modification."""

    title: str
    author: str
    subject: str
    keywords: tuple[str, ...]
    language: str
    producer: str
    date: datetime


def packet(metadata: Metadata) -> bytes:
    """The XMP packet."""
    return _XMP.format(
        title=_escaped(metadata.title),
        author=_escaped(metadata.author),
        subject=_escaped(metadata.subject),
        keywords=_escaped(_keywords(metadata)),
        language=_escaped(metadata.language),
        producer=_escaped(metadata.producer),
        date=metadata.date.strftime("%Y-%m-%dT%H:%M:%SZ"),
    ).encode()


def information(metadata: Metadata) -> bytes:
    """The information dictionary, in the words of the packet (A-3 6.6.2.3)."""
    stamp = pdf_date(metadata.date)
    entries = {
        "Title": metadata.title,
        "Author": metadata.author,
        "Subject": metadata.subject,
        "Keywords": _keywords(metadata),
        "Producer": metadata.producer,
        "Creator": metadata.producer,
        "CreationDate": stamp,
        "ModDate": stamp,
    }
    told = "".join(f"/{key}{text_string(words)}" for key, words in entries.items())
    return f"<<{told}>>".encode("ascii")


def _keywords(metadata: Metadata) -> str:
    return ", ".join(metadata.keywords)


def pdf_date(date: datetime) -> str:
    """A date as PDF dictionaries write it."""
    return date.strftime("D:%Y%m%d%H%M%SZ")


_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<pdf:Keywords>{keywords}</pdf:Keywords>
<pdf:Producer>{producer}</pdf:Producer>
<xmp:CreatorTool>{producer}</xmp:CreatorTool>
<xmp:CreateDate>{date}</xmp:CreateDate>
<xmp:ModifyDate>{date}</xmp:ModifyDate>
<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)
