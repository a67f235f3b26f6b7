"""One file that holds a database, the stored files and, last, the hash of each."""

import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, Any

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database"
FILES = "files"
_CHUNK = 1 << 20


class Refused(Exception):
    """Raised, with a French sentence, when an archive cannot be written or read."""


def write(path: Path, database: Path, files: Path, about: dict[str, Any]) -> str:
    """Write an archive that nobody else may read, whole or not at all; return its hash.

    The database was copied before: a file that it names is there, or was removed since.
    """
    partial = path.with_name(f".{path.name}.partial")
    if path.exists():
        raise Refused(f"Le fichier {path} existe déjà\u00a0: choisissez un autre nom.")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            told = _write(stream, [(DATABASE, database), *_stored(files)], about)
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return told


def _write(stream: IO[bytes], members: list[tuple[str, Path]], about: dict[str, Any]) -> str:
    hashes = {}
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, source in members:
            try:
                opened = source.open("rb")
            except FileNotFoundError:
                continue  # removed since it was listed
            with opened, archive.open(name, "w", force_zip64=True) as target:
                hashes[name] = _copy(opened, target)
        manifest = json.dumps(about | {"format": FORMAT, "members": hashes}, indent=1)
        archive.writestr(MANIFEST, manifest)
    return sha256(manifest.encode()).hexdigest()


def _stored(files: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(files.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield f"{FILES}/{path.relative_to(files).as_posix()}", path


def unpack(path: Path, directory: Path) -> dict[str, Any]:
    """Unpack an archive after checking every hash; return its manifest.

    Raises Refused unless it is exactly what was written.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
            if manifest["format"] != FORMAT:
                raise Refused("Cette archive vient d’une autre version du service.")
            members = manifest["members"]
            if sorted(archive.namelist()) != sorted([*members, MANIFEST]):
                raise Refused("L’archive ne contient pas ce que dit son inventaire.")
            for name, right in members.items():
                target = directory / _safe(name)
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(name) as source, target.open("wb") as copy:
                    found = _copy(source, copy)
                if found != right:
                    raise Refused(f"L’archive est altérée\u00a0: {name} n’est plus ce qu’il était.")
    except FileNotFoundError:
        raise Refused(f"Le fichier {path} n’existe pas.") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError) as error:
        raise Refused("L’archive est tronquée ou altérée\u00a0: rien n’en a été repris.") from error
    return manifest


def _safe(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or path.parts[0] not in (DATABASE, FILES):
        raise Refused(f"L’archive contient un nom interdit\u00a0: {name}.")
    return path


def _copy(source: IO[bytes], target: IO[bytes]) -> dict[str, Any]:
    """Copy a stream and return its size and its hash."""
    size, digest = 0, sha256()
    while chunk := source.read(_CHUNK):
        size += len(chunk)
        digest.update(chunk)
        target.write(chunk)
    return {"size": size, "sha256": digest.hexdigest()}
