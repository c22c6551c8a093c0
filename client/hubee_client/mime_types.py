"""What a file is, by its name."""

import mimetypes


def guessed(file_name: str) -> str | None:
    """A MIME type; None where a name does not tell, or tells of something compressed, which is not what is inside."""
    found, encoding = mimetypes.guess_type(file_name)
    if encoding is not None:
        return None
    # This platform's table may call an XML file text/xml, where processes name application/xml.
    return "application/xml" if found == "text/xml" else found
