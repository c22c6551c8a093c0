"""An operator that brings files by uploads, on a hub in memory: what it does, and what the function that checks them does."""

from typing import Any, cast

from chalicelib.composition import Composition
from chalicelib.domain.attachments import Attachment, digest_of
from chalicelib.domain.callers import Caller
from chalicelib.domain.folders import Deposit
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.uploads import DeclaredPart, place_of, upload_key
from chalicelib.domain.values import replace
from chalicelib.handlers.uploaded_files import check
from chalicelib.use_cases import deposit, upload_files
from chalicelib.use_cases.upload_files import Uploading
from tests.fakes.hub import Hub
from tests.scenes import MemoryScene

LARGE = b"%PDF-1.4\n".ljust(LIMITS.upload_part_bytes, b".") + b"the second part"


def parts_of(content: bytes) -> dict[int, bytes]:
    """The parts a file is sent in, by number."""
    size = LIMITS.upload_part_bytes
    return {number: content[start : start + size] for number, start in enumerate(range(0, max(1, len(content)), size), start=1)}


class UploadScene(MemoryScene):
    """A scene whose files are as long as ``content``. What takes ``through`` acts on that hub: another one over the same stores."""

    def announced(self, *towns: Caller, content: bytes = LARGE, files: int = 1) -> Deposit:
        """A folder with files of that size."""
        draft = self.draft(*towns, files=files)
        sized = tuple(replace(each, size_bytes=len(content)) for each in draft.attachments)
        return deposit.deposit_folder(
            replace(draft, attachments=sized),
            caller=self.osl,
            idempotency_key=None,
            body_digest="",
            now=self.now,
            ids=self.hub.ids,
            exchange=self.hub.exchange,
            referential=self.hub.referential,
            commit=self.hub.commit,
        )

    def open_upload(self, made: Deposit, *, number: int = 0, through: Hub | None = None) -> Uploading:
        """POST …/upload."""
        hub = through or self.hub
        file = self.at_hand(made, number=number, through=through)
        return upload_files.open_upload(file, now=self.now, ids=hub.ids, uploads=hub.uploads, commit=hub.commit)

    def send_parts(self, made: Deposit, parts: dict[int, bytes], *, number: int = 0) -> None:
        """What a sender does with links."""
        attachment = self.file(made, number)
        assert attachment.upload is not None
        for part, content in parts.items():
            self.hub.uploads.put(upload_key(attachment.prefix, attachment.upload.id), part, content)

    def complete(
        self, made: Deposit, *, number: int = 0, digest: str | None = None, declared: dict[int, bytes] | None = None, through: Hub | None = None
    ) -> Uploading:
        """POST …/upload/complete."""
        hub = through or self.hub
        return upload_files.complete_upload(
            self.at_hand(made, number=number, through=through),
            digest=digest,
            declared=[DeclaredPart(number=each, sha256=digest_of(content)) for each, content in (declared or {}).items()],
            now=self.now,
            uploads=hub.uploads,
            commit=hub.commit,
        )

    def abort(self, made: Deposit, *, through: Hub | None = None) -> None:
        """DELETE …/upload."""
        hub = through or self.hub
        upload_files.abort_upload(self.at_hand(made, through=through), uploads=hub.uploads, commit=hub.commit)

    def link_whole(self, made: Deposit, *, size: int | None = None, digest: str | None = None, through: Hub | None = None) -> str:
        """POST …/upload/link; answers the key that its PUT makes."""
        hub = through or self.hub
        upload_files.link_whole(
            self.at_hand(made, through=through),
            size_bytes=size,
            digest=digest,
            now=self.now,
            ids=hub.ids,
            uploads=hub.uploads,
            links=hub.links,
            commit=hub.commit,
        )
        return self.key_of(made)

    def uploaded(self, made: Deposit, content: bytes = LARGE, *, number: int = 0, **settings: Any) -> str:
        """An upload that is complete and not checked; answers its key."""
        self.open_upload(made, number=number)
        self.send_parts(made, parts_of(content), number=number)
        self.complete(made, number=number, **settings)
        return self.key_of(made, number)

    def key_of(self, made: Deposit, number: int = 0) -> str:
        """Where the bytes of a file's last upload lie."""
        attachment = self.file(made, number)
        assert attachment.upload is not None
        return upload_key(attachment.prefix, attachment.upload.id)

    def arrive(self, key: str, *, through: Hub | None = None) -> bool:
        """The function that is told of new objects."""
        assert place_of(key) is not None
        return check(key, cast(Composition, through or self.hub), self.now)

    def file(self, made: Deposit, number: int = 0) -> Attachment:
        """An attachment as it is."""
        return self.at_hand(made, number=number).attachment

    def folder_status(self, made: Deposit) -> str:
        """How far the folder is."""
        folder = self.hub.exchange.folder(made.folder.id)
        assert folder is not None
        return folder.status
