"""A zip of one large file, as a program would make it."""

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile


def zip_of(path: Path, archive: Path) -> Path:
    """Make it; the quickest way, which is the one that costs the most to look into."""
    with ZipFile(archive, "w", ZIP_DEFLATED, compresslevel=1) as file:
        file.write(path, "plan.pdf")
    return archive
