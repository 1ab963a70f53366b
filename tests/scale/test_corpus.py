"""A corpus run gives what the other commands give, whatever the workers, and goes on where it was stopped."""

from __future__ import annotations

import functools
import http.server
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from benchmarks.crawl import write_crawl

from lesart.errors import UsageError
from lesart.model.annotation import Annotated
from lesart.pipeline import annotate_pages, collate
from lesart.scale import jobs, tasks
from lesart.scale.compaction import compact_day
from lesart.scale.corpus import Options, Summary, run_corpus
from lesart.scale.engines import look_for_cluster, run_loop
from lesart.scale.files import write_part
from lesart.scale.sources import Part, cut_parcels
from lesart.scale.tables import BY_DAY, BY_OUTLET, COLUMNS, describe_tables
from lesart.settings import Settings

ROOT = Path(__file__).parents[2]

COPY = (
    "In der Talsperre von Ilmstedt ist am Dienstag ein Riss entdeckt worden. Rund 300 Anwohner mussten ihre Häuser "
    "verlassen, sagte Landrätin Hedda Vangerow am Abend. „Wir wissen nicht, wie lange die Mauer hält“, sagte sie."
)
OTHERS = (
    "Der Kurverein Oberlohe hat den alten Musikpavillon gekauft. Die Sanierung kostet nach Angaben des Vereins mehr "
    "als 40.000 Euro und soll bis März dauern.",
    "Die Fähre nach Brunsiel fährt wieder. Kapitän Joris Lindhoop sprach von einem guten Tag für die Insel.",
    "Auf dem Markt von Rotheim fehlen zwölf Stände. Händlerin Ruta Tschirner will dennoch nicht aufgeben.",
)


def write_pile(folder: Path) -> Path:
    """Twelve records, one of them twice, two that are refused."""
    records = []
    for number in range(12):
        text = COPY if number % 4 == 0 else OTHERS[number % 3]
        extra = f" Das Rathaus zählte danach {number + 2} Anrufe aus dem Ort."
        outlet = None if number == 5 else f"Bote {'Nord/Süd' if number % 2 else 'Ost'}"
        day = f"2031-03-{3 + number // 6:02d}" if number != 7 else None
        records.append({"id": f"r{number}", "text": text + extra, "outlet": outlet, "published": day})
    lines = [json.dumps(record, ensure_ascii=False) for record in [*records, records[4]]]
    file = folder / "pile.jsonl"
    file.write_text("\n".join([*lines[:6], "{broken", '{"id": "e", "text": " "}', *lines[6:]]) + "\n", "utf-8")
    return file


def run(sources: list[Path], out: Path, options: Options | None = None, engine: object = run_loop) -> Summary:
    said: list[str] = []
    chosen = options or Options()
    settings = Settings()
    if engine is None:
        return run_corpus([str(source) for source in sources], out, settings, chosen, said.append)
    return run_corpus([str(source) for source in sources], out, settings, chosen, said.append, run_loop)


def read_table(out: Path, table: str) -> list[dict[str, object]]:
    """All rows of a table, in a fixed order."""
    rows = [row for path in sorted((out / table).rglob("*.parquet")) for row in pq.ParquetFile(path).read().to_pylist()]
    return sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))


def read_all(out: Path) -> bytes:
    """Every table, sorted, as bytes."""
    return json.dumps({table: read_table(out, table) for table in COLUMNS}, sort_keys=True).encode()


def test_annotations_are_those_of_annotate(tmp_path: Path) -> None:
    file = write_pile(tmp_path)
    run([file], tmp_path / "out")
    found = [item for item in annotate_pages([str(file)], Settings()) if isinstance(item, Annotated)]
    assert len(found) == 13
    assert [row["page"] for row in sorted(read_table(tmp_path / "out", "pages"), key=lambda row: row["item"])] == [
        page.page.id for page in found
    ]
    assert found[-1].page.id.endswith("-2")
    for table, of in (("zones", "zones"), ("sentences", ""), ("names", "names"), ("times", "times")):
        spans = {(row["page"], row["start"], row["end"]) for row in read_table(tmp_path / "out", table)}
        pages = [(page.article.zones if of == "zones" else getattr(page, of or "sentences")) for page in found]
        assert spans == {(one.span.page, one.span.start, one.span.end) for some in pages for one in some}, table
    entities = {(row["page"], row["start"]): row["entity"] for row in read_table(tmp_path / "out", "names")}
    assert entities == {(name.span.page, name.span.start): name.entity for page in found for name in page.names}
    quantities = {(row["page"], row["start"], row["value"]) for row in read_table(tmp_path / "out", "quantities")}
    assert quantities == {(q.span.page, q.span.start, q.value) for page in found for q in page.quantities}
    said = {
        (row["page"], row["content"][0]["start"], row["type"]) for row in read_table(tmp_path / "out", "quotations")
    }
    assert said == {(q.content[0].page, q.content[0].start, q.type) for page in found for q in page.quotations}


def test_relations_are_those_of_collate(tmp_path: Path) -> None:
    file = write_pile(tmp_path)
    run([file], tmp_path / "out", Options(parcel=5))
    synopsis = collate([str(file)], Settings())
    assert len(synopsis.passages) >= 1
    members = {(r["passage"], r["page"], r["start"], r["end"]) for r in read_table(tmp_path / "out", "passage_members")}
    assert members == {(p.id, m.page, m.start, m.end) for p in synopsis.passages for m in p.members}
    events = {row["event"]: tuple(row["pages"]) for row in read_table(tmp_path / "out", "events")}
    assert events == {event.id: event.pages for event in synopsis.events}
    stories = {row["story"]: tuple(row["events"]) for row in read_table(tmp_path / "out", "stories")}
    assert stories == {story.id: story.events for story in synopsis.stories}
    sources = {(row["event"], tuple(row["pages"]), row["basis"]) for row in read_table(tmp_path / "out", "sources")}
    assert sources == {(group.event, group.pages, group.basis) for group in synopsis.sources}


def test_refusals_become_rows_and_are_counted(tmp_path: Path) -> None:
    summary = run([write_pile(tmp_path)], tmp_path / "out")
    assert (summary.items, summary.pages) == (15, 13)
    assert summary.rejected == {"ingest: empty": 1, "ingest: no record": 1}
    assert [row["reason"] for row in read_table(tmp_path / "out", "rejected") if row["reason"] == "empty"] == ["empty"]


def test_a_page_that_makes_a_stage_fail_is_rejected_and_the_others_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = tasks.annotate_batch

    def fail(articles: list[object], settings: Settings) -> object:
        if any("Fähre" in article.page.text for article in articles):  # type: ignore[attr-defined]
            raise RecursionError("too deep")
        return plain(articles, settings)  # type: ignore[arg-type]

    monkeypatch.setattr(tasks, "annotate_batch", fail)
    summary = run([write_pile(tmp_path)], tmp_path / "out")
    assert summary.rejected["annotate: RecursionError"] == 3
    assert summary.pages == 10


def test_a_stopped_run_goes_on_and_does_nothing_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write_pile(tmp_path)
    run([file], tmp_path / "whole", Options(parcel=4))
    plain = tasks._DOING["annotate"]
    done: list[str] = []

    def stop_at_third(task: jobs.Task, job: jobs.Job) -> jobs.Marker:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(task.name)
        return plain(task, job)

    monkeypatch.setitem(tasks._DOING, "annotate", stop_at_third)
    with pytest.raises(KeyboardInterrupt):
        run([file], tmp_path / "out", Options(parcel=4))
    monkeypatch.setitem(tasks._DOING, "annotate", lambda task, job: (done.append(task.name), plain(task, job))[1])
    run([file], tmp_path / "out", Options(parcel=4))
    assert done == [f"parcel-{number:07d}" for number in range(4)]
    assert read_all(tmp_path / "out") == read_all(tmp_path / "whole")
    run([file], tmp_path / "out", Options(parcel=4))
    assert len(done) == 4


def test_one_worker_and_two_give_the_same_bytes(tmp_path: Path) -> None:
    pytest.importorskip("daft", reason="needs the extra lesart[corpus]")
    file = write_pile(tmp_path)
    run([file], tmp_path / "loop", Options(parcel=4))
    for workers in (1, 2):
        run([file], tmp_path / f"by-{workers}", Options(parcel=4, workers=workers), engine=None)
        assert read_all(tmp_path / f"by-{workers}") == read_all(tmp_path / "loop")


def test_a_run_that_is_interrupted_ends_with_its_workers_and_goes_on(tmp_path: Path) -> None:
    pytest.importorskip("daft", reason="needs the extra lesart[corpus]")
    write_crawl(tmp_path / "crawl.warc.gz", 120)
    out = tmp_path / "out"
    command = [sys.executable, "-m", "lesart", "corpus", str(tmp_path / "crawl.warc.gz"), "--out", str(out)]
    command += ["--parcel", "5", "--workers", "2", "--stages", "annotate"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    while process.poll() is None and not list(out.glob("_done/annotate/*.json")):
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    assert "Aborted!" in process.communicate(timeout=120)[1]
    assert process.returncode == 1
    assert not (out / "_done" / "finished.json").exists()
    run([tmp_path / "crawl.warc.gz"], out, Options(stages=("annotate",), parcel=5))
    run([tmp_path / "crawl.warc.gz"], tmp_path / "whole", Options(stages=("annotate",), parcel=5))
    assert read_all(out) == read_all(tmp_path / "whole")


def test_parquet_gives_what_json_lines_give(tmp_path: Path) -> None:
    lines = [line for line in write_pile(tmp_path).read_text("utf-8").splitlines() if line.startswith('{"id": "r')]
    (tmp_path / "clean.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    records = [json.loads(line) for line in lines]
    pq.write_table(pa.Table.from_pylist(records), tmp_path / "clean.parquet", row_group_size=4)
    run([tmp_path / "clean.jsonl"], tmp_path / "a", Options(parcel=5))
    run([tmp_path / "clean.parquet"], tmp_path / "b", Options(parcel=5))
    for table in COLUMNS.keys() - {"pages"}:
        assert read_table(tmp_path / "a", table) == read_table(tmp_path / "b", table), table
    apart = {"file", "bytes"}
    one, other = (
        [
            {name: cell for name, cell in row.items() if name not in apart}
            for row in sorted(read_table(tmp_path / side, "pages"), key=lambda row: row["record"])
        ]
        for side in ("a", "b")
    )
    assert one == other


def test_windows_are_bounded_and_told(tmp_path: Path) -> None:
    summary = run([write_pile(tmp_path)], tmp_path / "out", Options(window_pages=5))
    assert summary.windows == 4
    assert "4 windows" in "\n".join(summary.lines())
    events = read_table(tmp_path / "out", "events")
    assert sorted(page for row in events for page in set(row["pages"])) == sorted(
        row["page"] for row in read_table(tmp_path / "out", "pages")
    )


def test_stages_are_chosen(tmp_path: Path) -> None:
    file = write_pile(tmp_path)
    run([file], tmp_path / "zones", Options(stages=("zones",)))
    assert len(read_table(tmp_path / "zones", "zones")) > 0
    assert read_table(tmp_path / "zones", "sentences") == read_table(tmp_path / "zones", "events") == []
    run([file], tmp_path / "reuse", Options(stages=("reuse",)))
    assert len(read_table(tmp_path / "reuse", "passages")) > 0
    with pytest.raises(UsageError, match="guess: no stage"):
        run([file], tmp_path / "other", Options(stages=("guess",)))


def test_another_run_does_not_write_into_a_folder(tmp_path: Path) -> None:
    file = write_pile(tmp_path)
    run([file], tmp_path / "out", Options(stages=("zones",)))
    with pytest.raises(UsageError, match="holds a run of other sources, settings or stages"):
        run([file], tmp_path / "out")
    with pytest.raises(UsageError, match="is not empty"):
        run([file], tmp_path)


def test_tables_lie_by_day_and_outlet_and_readers_find_them(tmp_path: Path) -> None:
    run([write_pile(tmp_path)], tmp_path / "out")
    folders = {path.parent.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.parquet")}
    assert "pages/day=2031-03-03/house=bote-ost" in folders
    assert "pages/day=2031-03-03/house=unknown" in folders
    assert "pages/day=undated/house=bote-nord-süd" in folders
    assert {folder.split("/")[0] for folder in folders} <= BY_OUTLET | BY_DAY | {"rejected"}
    found = ds.dataset(tmp_path / "out" / "pages", partitioning="hive").to_table(filter=ds.field("house") == "bote-ost")
    assert set(found.column("outlet").to_pylist()) == {"Bote Ost"}
    assert found.schema.field("title_start").metadata[b"description"].startswith(b"where the headline stands")
    assert not (tmp_path / "out" / "_work").exists()


def test_every_folder_has_one_file_and_a_stopped_compaction_loses_and_doubles_nothing(tmp_path: Path) -> None:
    run([write_pile(tmp_path)], tmp_path / "out", Options(parcel=4))
    before = read_all(tmp_path / "out")
    folders = [path.parent for path in (tmp_path / "out").rglob("all.parquet")]
    assert len(folders) == len(set(folders)) > 20
    assert {path.name for folder in folders for path in folder.iterdir()} == {"all.parquet"}
    day = tmp_path / "out" / "names" / "day=2031-03-03"
    leaf = day / "house=bote-ost"
    rows = pq.ParquetFile(leaf / "all.parquet").read()
    write_part(leaf / "parcel-0000000.arrow", rows.slice(0, 2).to_batches())
    compact_day(day)
    assert read_all(tmp_path / "out") == before
    for number, part in enumerate((rows.slice(0, 1), rows.slice(1))):
        write_part(leaf / f"parcel-{number}.arrow", part.to_batches())
    (leaf / "all.parquet").unlink()
    assert compact_day(day) == 1
    assert read_all(tmp_path / "out") == before


@pytest.mark.parametrize("reader", ["duckdb", "polars", "pandas"])
def test_other_programs_read_the_tables(tmp_path: Path, reader: str) -> None:
    library = pytest.importorskip(reader)
    run([write_pile(tmp_path)], tmp_path / "out")
    place = (tmp_path / "out" / "names").as_posix()
    if reader == "duckdb":
        found = library.sql(f"SELECT house, \"end\" FROM read_parquet('{place}/**/*.parquet', hive_partitioning=true)")
        rows = found.fetchall()
    elif reader == "polars":
        rows = library.read_parquet(f"{place}/**/*.parquet", hive_partitioning=True).select("house", "end").rows()
    else:
        rows = list(library.read_parquet(place)[["house", "end"]].itertuples(index=False, name=None))
    table = read_table(tmp_path / "out", "names")
    assert sorted(int(end) for _, end in rows) == sorted(row["end"] for row in table)
    assert {str(house) for house, _ in rows} == {"bote-ost", "bote-nord-süd", "unknown"}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """The address of a web server of this machine that serves the folder `tmp_path`."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    serving = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=serving.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{serving.server_port}"
    serving.shutdown()
    serving.server_close()


def test_addresses_are_read_as_files_are(tmp_path: Path, server: str) -> None:
    file = write_pile(tmp_path)
    run_corpus([str(file)], tmp_path / "near", Settings(), Options(parcel=4), str, run_loop)
    for name, address in (("web", f"{server}/pile.jsonl"), ("file", f"file://{tmp_path}/pil*.jsonl")):
        run_corpus([address], tmp_path / name, Settings(), Options(parcel=4), str, run_loop)
        for table in COLUMNS.keys() - {"pages", "rejected"}:
            assert read_table(tmp_path / name, table) == read_table(tmp_path / "near", table), table
        pages = read_table(tmp_path / name, "pages")
        assert {str(row["file"]).rsplit("/", 1)[0] for row in pages} == {address.rsplit("/", 1)[0]}
        assert not any("lesart-" in str(row["source"]) for row in read_table(tmp_path / name, "rejected"))


def test_an_address_that_cannot_be_read_is_rejected_and_an_unknown_scheme_refused(tmp_path: Path, server: str) -> None:
    file = write_pile(tmp_path)
    summary = run_corpus([f"{server}/none.jsonl", str(file)], tmp_path / "out", Settings(), Options(), str, run_loop)
    assert (summary.items, summary.pages) == (16, 13)
    assert summary.rejected["ingest: cannot be fetched"] == 1
    with pytest.raises(UsageError, match="no such place; addresses begin with s3"):
        run_corpus(["ftp://x/y.warc"], tmp_path / "other", Settings(), Options(), str, run_loop)


def test_parcels_cut_across_files() -> None:
    parcels = cut_parcels([("a", 3), ("b", 0), ("c", 4)], 5)
    assert [parcel.parts for parcel in parcels] == [(Part("a", 0, 3), Part("c", 0, 2)), (Part("c", 2, 2),)]


def test_the_docs_list_every_column() -> None:
    assert describe_tables() in (ROOT / "docs" / "corpus.md").read_text("utf-8")


def test_a_job_survives_being_told() -> None:
    job = jobs.Job("out", Settings(weights=Path("w"), window=3), ("zones",), 7)
    assert jobs.Job.read(job.told()) == job


def test_ray_gives_the_same_bytes_as_the_loop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("ray", reason="needs the extra lesart[corpus-ray]")
    file = write_pile(tmp_path)
    monkeypatch.chdir(tmp_path)
    run([Path(file.name)], tmp_path / "loop", Options(parcel=4))
    command = [sys.executable, "-m", "lesart", "corpus", file.name, "--out", "by-ray", "--parcel", "4"]
    command += ["--engine", "ray", "--workers", "2"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "13 pages of 15 items" in done.stderr
    assert read_all(tmp_path / "by-ray") == read_all(tmp_path / "loop")


def test_where_nobody_listens_there_is_no_cluster() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    for address in (f"127.0.0.1:{port}", f"ray://127.0.0.1:{port}", "127.0.0.1:none"):
        with pytest.raises(UsageError, match=f"^{address}: no Ray cluster answers there"):
            look_for_cluster(address)
