"""What is put back is what was there: figures, files, refusals; and nothing by halves."""

import json
import os
import shutil
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, connections, transaction

from axes.ledger.models import LedgerEntry
from convention.models import Convention
from reporting.figures.engine import figures
from reporting.figures.text import as_json
from revitalisation.operations import archive, dumps
from revitalisation.operations.models import Run
from revitalisation.operations.whole import problems

pytestmark = pytest.mark.django_db
DATES = (date(2014, 6, 30), date(2015, 5, 31), date(2016, 12, 31))


@pytest.fixture(autouse=True)
def in_a_file(db, tmp_path) -> Iterator[None]:
    """On SQLite the tests hold their database in memory, in a transaction: here it is a file."""
    here = connections["default"]
    if here.vendor == "sqlite":
        file = tmp_path / "here" / "db.sqlite3"
        file.parent.mkdir()
        file.write_bytes(here.connection.serialize())
        connections["default"] = there = here.copy()
        there.settings_dict["NAME"] = str(file)
    yield
    if here.vendor == "sqlite":
        there.close()
        connections["default"] = here


@pytest.fixture
def stored(tmp_path, settings) -> Path:
    """The folder of stored files, with some."""
    settings.MEDIA_ROOT = tmp_path / "media"
    (settings.MEDIA_ROOT / "2015" / "été").mkdir(parents=True)
    (settings.MEDIA_ROOT / "2015" / "été" / "pièce n° 1.pdf").write_bytes(os.urandom(3_000_000))
    (settings.MEDIA_ROOT / "vide.txt").write_bytes(b"")
    return settings.MEDIA_ROOT


@pytest.fixture
def saved(stored, tmp_path) -> Path:
    file = tmp_path / "archive.zip"
    call_command("backup", file, verbosity=0)
    return file


@contextmanager
def elsewhere(tmp_path: Path) -> Iterator[None]:
    """Make everything read and write an empty database of the same kind for a while."""
    here = connections["default"]
    there = here.copy()
    name = f"reprise_{os.getpid()}"
    if here.vendor == "sqlite":
        there.settings_dict["NAME"] = str(tmp_path / f"{name}.sqlite3")
        make = drop = lambda: None
    else:
        import psycopg

        there.settings_dict["NAME"] = name
        there.settings_dict["OPTIONS"].pop("assume_role", None)
        params = here.get_connection_params()
        known = {k: params[k] for k in ("user", "password", "host", "port") if params.get(k)}

        def execute(statement: str) -> None:
            with psycopg.connect(**known, dbname="postgres", autocommit=True) as link:
                link.execute(statement)

        def make() -> None:
            execute(f"CREATE DATABASE {name}")

        def drop() -> None:
            execute(f"DROP DATABASE {name} WITH (FORCE)")

    make()
    connections["default"] = there
    try:
        yield
    finally:
        there.close()
        connections["default"] = here
        drop()


def all_figures(days: Iterable[date] = DATES) -> dict[str, str]:
    """Return the figures of every convention, by convention and day."""
    return {
        f"{convention.slug} {day}": json.dumps(
            {code: as_json(figure) for code, figure in figures(convention, day).items()},
            default=str,
        )
        for convention in Convention.objects.order_by("slug")
        for day in days
    }


def all_files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_what_is_put_back_is_what_was_there(saved, stored, tmp_path, settings, capsys):
    before, files = all_figures(), all_files(stored)
    settings.MEDIA_ROOT = tmp_path / "other"
    with elsewhere(tmp_path):
        assert dumps.is_empty()
        call_command("restore", saved)
        assert all_figures() == before
        assert all_files(settings.MEDIA_ROOT) == files
        assert problems() == []
        with pytest.raises(IntegrityError, match="ne se modifie"), transaction.atomic():
            LedgerEntry.objects.model._base_manager.update(amount=1)
        # The next keys follow those that were put back.
        last = Run.objects.first()
        assert last.name in ("check_counting", "migrate")
        assert "Aucun écart." in capsys.readouterr().out


def test_a_backup_leaves_proof_and_is_for_nobody_else_to_read(saved):
    run = Run.objects.filter(name="backup").get()
    with zipfile.ZipFile(saved) as file:
        about = json.loads(file.read("manifest.json"))
    assert (run.outcome, len(run.proof)) == ("fine", 64)
    assert about["vendor"] == connection.vendor
    assert ["ledger", "0001_initial"] in about["migrations"]
    assert saved.stat().st_mode & 0o077 == 0
    assert not [path for path in saved.parent.iterdir() if path.name.startswith(".")]


def test_a_link_among_the_stored_files_takes_nothing_from_elsewhere(stored, tmp_path):
    (tmp_path / "secret.txt").write_text("un mot de passe")
    (stored / "lien.txt").symlink_to(tmp_path / "secret.txt")
    call_command("backup", tmp_path / "archive.zip", verbosity=0)
    with zipfile.ZipFile(tmp_path / "archive.zip") as file:
        assert "files/vide.txt" in file.namelist()
        assert "files/lien.txt" not in file.namelist()


def test_an_archive_is_never_written_over(saved):
    before = saved.read_bytes()
    with pytest.raises(CommandError, match="existe déjà"):
        call_command("backup", saved)
    assert saved.read_bytes() == before
    assert Run.objects.filter(name="backup").first().outcome == "failed"


def test_a_folder_that_does_not_exist_gets_a_sentence(tmp_path, stored):
    with pytest.raises(CommandError, match="n’existe pas"):
        call_command("backup", tmp_path / "nowhere" / "archive.zip")


def test_what_is_there_is_not_replaced_unless_told(saved, stored, tmp_path, settings):
    before = all_figures()
    with pytest.raises(CommandError, match="n’est pas vide"):
        call_command("restore", saved)
    with elsewhere(tmp_path), pytest.raises(CommandError, match="n’est pas vide"):
        call_command("restore", saved)  # an empty database, but files
    settings.MEDIA_ROOT = tmp_path / "other"
    with elsewhere(tmp_path):
        call_command("restore", saved, verbosity=0)
        Run.objects.create(
            name="later", started_at=DATES_AT, finished_at=DATES_AT, outcome=Run.Outcome.FINE
        )
        (settings.MEDIA_ROOT / "later.txt").write_text("après la sauvegarde")
        call_command("restore", saved, replace=True)
        assert not Run.objects.filter(name="later").exists()
        assert all_files(settings.MEDIA_ROOT) == all_files(stored)
        assert all_figures() == before
        assert problems() == []


DATES_AT = "2016-01-01T00:00:00Z"


def rewritten(saved: Path, change) -> Path:
    """Write the archive again, its members changed by ``change(name, content)``."""
    target = saved.with_name("altered.zip")
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            if (content := change(name, old.read(name))) is not None:
                new.writestr(name, content)
    return target


def cut(share: float):
    def spoil(saved: Path) -> Path:
        content = saved.read_bytes()
        target = saved.with_name("cut.zip")
        target.write_bytes(content[: int(len(content) * share) - 1])
        return target

    return spoil


def flipped(saved: Path) -> Path:
    content = bytearray(saved.read_bytes())
    content[len(content) // 2] ^= 0xFF
    target = saved.with_name("flipped.zip")
    target.write_bytes(content)
    return target


def changing(wanted: str, value):
    return lambda saved: rewritten(saved, lambda name, old: value if name == wanted else old)


def about(**values):
    def spoil(saved: Path) -> Path:
        def change(name: str, old: bytes) -> bytes:
            return (
                json.dumps(json.loads(old) | values).encode() if name == archive.MANIFEST else old
            )

        return rewritten(saved, change)

    return spoil


SPOILT = {
    "half": (cut(0.5), "tronquée"),
    "a byte short": (cut(1), "tronquée"),
    "nothing": (cut(0), "tronquée"),
    "a bit": (flipped, "altérée"),
    "another database": (changing("database", b"SQLite format 3"), "altérée"),
    "a file less": (changing("files/vide.txt", None), "inventaire"),
    "no manifest": (changing("manifest.json", None), "tronquée"),
    "another kind": (about(vendor="mysql"), "base mysql"),
    "another format": (about(format=2), "autre version"),
    "a later code": (about(migrations=[["ledger", "9999_later"]]), "plus récente"),
}


def test_a_spoilt_archive_is_refused_and_leaves_everything_as_it_was(saved, stored):
    before, files = all_figures(), all_files(stored)
    for name, (spoil, sentence) in SPOILT.items():
        with pytest.raises(CommandError) as refused:
            call_command("restore", spoil(saved), replace=True)
        assert sentence in str(refused.value), name
        assert all_files(stored) == files, name
        assert not [path for path in stored.parent.iterdir() if path.name.startswith(".")], name
        assert all_figures(DATES[1:2]).items() <= before.items(), name
    assert all_figures() == before
    assert problems() == []


def test_a_member_does_not_leave_its_folder(saved, tmp_path):
    def change(name: str, old: bytes) -> bytes:
        if name != archive.MANIFEST:
            return old
        told = json.loads(old)
        told["members"]["files/../../../evil"] = told["members"].pop("files/vide.txt")
        return json.dumps(told).encode()

    spoilt = rewritten(saved, change)
    with zipfile.ZipFile(spoilt) as old, zipfile.ZipFile(tmp_path / "evil.zip", "w") as new:
        for name in old.namelist():
            target = "files/../../../evil" if name == "files/vide.txt" else name
            new.writestr(target, old.read(name))
    with pytest.raises(CommandError, match="nom interdit"):
        call_command("restore", tmp_path / "evil.zip", replace=True)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite needs no program.")
def test_missing_programs_get_a_sentence(stored, tmp_path, settings):
    settings.POSTGRESQL_PROGRAMS = str(tmp_path)
    with pytest.raises(CommandError, match="pg_dump est introuvable"):
        call_command("backup", tmp_path / "archive.zip")


def test_a_restore_killed_halfway_is_told_until_another_is_whole(
    saved, stored, tmp_path, settings, monkeypatch
):
    """A kill cleans nothing up: what the files were beside stays, and says that they may not match.

    Between the database and the files there is no transaction.
    """
    settings.MEDIA_ROOT = tmp_path / "other"
    load = dumps.load

    def killed(source: Path, *, replace: bool) -> None:
        shutil.copytree(source.parent, tmp_path / f"{source.parent.name}-killed")
        load(source, replace=replace)

    monkeypatch.setattr(dumps, "load", killed)
    with elsewhere(tmp_path):
        with pytest.raises(CommandError, match="interrompue"):
            call_command("restore", saved, verbosity=0)
        assert ["interrompue" in sentence for sentence in problems()] == [True]
        monkeypatch.undo()
        call_command("restore", saved, replace=True)
        assert problems() == []
        assert all_files(settings.MEDIA_ROOT) == all_files(stored)
    assert not [*tmp_path.glob(".reprise-*")]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite copies pages, not objects.")
def test_a_database_that_cannot_be_replaced_keeps_all_that_it_had(saved, tmp_path, settings):
    """A table of later code holds on to one of the archive: PostgreSQL takes everything back."""
    settings.MEDIA_ROOT = tmp_path / "other"
    with elsewhere(tmp_path):
        call_command("restore", saved, verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TABLE later (id int REFERENCES convention_convention (id) DEFERRABLE)"
            )
        before, files = all_figures(), all_files(settings.MEDIA_ROOT)
        with pytest.raises(CommandError, match="rien n’a changé"):
            call_command("restore", saved, replace=True)
        assert all_figures() == before
        assert all_files(settings.MEDIA_ROOT) == files


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL copies a snapshot.")
def test_a_copy_waits_for_a_writer_but_not_for_ever(saved, monkeypatch):
    monkeypatch.setattr(dumps, "PATIENCE", 0.3)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 300")
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    before = all_figures()
    with pytest.raises(CommandError, match="arrêtez le service"):
        call_command("restore", saved, replace=True)
    other.execute("ROLLBACK")
    other.close()
    assert all_figures() == before


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL restores in a transaction.")
def test_a_backup_is_made_while_someone_writes(saved, tmp_path, settings):
    """The copy is of one moment: nothing of a transaction that has not ended is in it."""
    settings.MEDIA_ROOT = tmp_path / "other"
    with elsewhere(tmp_path):
        call_command("restore", saved, verbosity=0)
        other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        other.execute(
            "INSERT INTO operations_run (name, started_at, finished_at, outcome, findings, proof) "
            "VALUES ('half', '2016-01-01', '2016-01-01', 'fine', 0, '')"
        )
        dumps.dump(tmp_path / "copy")
        other.execute("COMMIT")
        other.close()
    copy = sqlite3.connect(tmp_path / "copy")
    assert copy.execute("SELECT count(*) FROM operations_run WHERE name = 'half'").fetchone() == (
        0,
    )
    copy.close()
