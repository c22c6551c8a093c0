"""The bytes of announced attachments come in, are checked, stored and scanned (DEP-04, CAS-05)."""

from chalicelib.domain.attachments import Attachment, digest_faults, faults_of, must_be_changeable
from chalicelib.domain.contents import read_contents
from chalicelib.domain.errors import Invalid
from chalicelib.domain.writes import Unchanged
from chalicelib.use_cases.file_at_hand import FileAtHand, keep
from chalicelib.use_cases.ports import Commit, Files, Scanner


def receive_file(file: FileAtHand, content: bytes, *, digest_header: str | None, files: Files, scanner: Scanner, commit: Commit) -> Attachment:
    """Take the bytes of an attachment and say what became of them; the row is written last, while its holder is still open.

    A virus is no error: the attachment is CORRUPTED and its bytes are not kept. Bytes other than announced are refused and
    the attachment is REJECTED, unless they are there already and only their digest is wrong. Raises: Invalid, StaleWrite, Unavailable.
    """
    contents = read_contents((content,))
    must_be_changeable(file.attachment, is_open=file.is_open)
    if file.attachment.holds(contents.sha256):
        if faults := digest_faults(file.attachment, contents.sha256, digest_header=digest_header):
            raise Invalid(*faults)  # what is there was declared and is good, it stays
        return file.attachment
    if faults := faults_of(file.attachment, contents, digest_header=digest_header):
        commit(file.attachment.rejected(), Unchanged(file.holder))
        raise Invalid(*faults)
    return keep(file, content, sha256=contents.sha256, files=files, scanner=scanner, commit=commit)
