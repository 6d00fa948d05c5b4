"""The files inside a PDF, for the tests."""

from __future__ import annotations

import pdf_reading


def attached(content: bytes) -> dict[str, tuple[bytes, str]]:
    """The embedded files, by name."""
    with pdf_reading.opened(content) as pdf:
        return {
            name: (spec.get_file().read_bytes(), spec.description)
            for name, spec in pdf.attachments.items()
        }
