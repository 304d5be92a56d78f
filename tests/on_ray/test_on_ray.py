import functools
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import jobs
import pyarrow as pa
import pytest
from click.testing import CliRunner

from visavis.translate.cli import main
from visavis.translate.engine.engine import Engine
from visavis.translate.formats.records import read_bilingual
from visavis.translate.glossary.file import parse_glossary
from visavis.translate.glossary.terms import EMPTY
from visavis.translate.memory.store import Memory
from visavis.translate.runs import datasets, on_ray
from visavis.translate.runs.datasets import Files
from visavis.translate.runs.on_ray import Cluster
from visavis.translate.runs.ray_worker import Setup, Worker
from visavis.translate.translator import Translator

# Ray sets its own settings in a way that it warns of.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:ray.*")

GLOSSARY = parse_glossary("source,target\nrapport,report\nvote,ballot\n", "test")
TEXTS = {
    "a.md": "# Le vote\n\nLa Commission a présenté un rapport. Le vote est clos.\n",
    "b.txt": "Merci à tous. La séance est ouverte.\n",
    "c.txt": "Le débat est long. Le vote aura lieu demain à midi.\n",
    "d.txt": "Le rapport du vote est prêt depuis hier. Merci à tous.\n",
    "e.txt": "Les ministres se réunissent à Bruxelles.\n",
}


@pytest.fixture
def articles(tmp_path: Path) -> list[Path]:
    (tmp_path / "in").mkdir()
    for name, text in TEXTS.items():
        (tmp_path / "in" / name).write_text(text, encoding="utf-8")
    return [tmp_path / "in" / name for name in TEXTS]


@pytest.fixture(scope="session")
def cluster(address: str) -> Iterator[Cluster]:
    cluster = Cluster(address)
    with on_ray.connected(cluster) as workers:
        assert workers == 2
        yield cluster


def test_a_killed_worker_costs_its_batch_and_the_bytes_are_the_same(
    cluster: Cluster,
    articles: list[Path],
    engine: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(on_ray, "TRIES", 2)
    # As on a machine that has no model: it is shipped.
    files = on_ray.package_files(engine.package.path)
    monkeypatch.setattr(on_ray, "package_files", lambda path: files)
    package = replace(engine.package, path=tmp_path / "elsewhere")
    memory = Memory(tmp_path / "memory.sqlite")
    memory.keep("Merci à tous.", "Thanks, everybody.")
    tasks = [Files(((path, path.name),)) for path in articles]
    log = tmp_path / "log"
    # The third article's worker dies once, whoever takes the fourth dies.
    job = functools.partial(jobs.deadly, log=log, deaths={"c.txt": 1, "d.txt": 99})
    translator = Translator(glossary=GLOSSARY, memory=memory, model=package)
    results = list(on_ray.run(tasks, job, translator, cluster=cluster))
    begun = Counter(line.split()[0] for line in log.read_text().splitlines())
    assert begun == {"a.md": 1, "b.txt": 1, "c.txt": 2, "d.txt": 2, "e.txt": 1}
    assert [task for task, _ in results] == tasks
    assert [part is None for _, part in results] == [False, False, False, True, False]

    log.unlink()
    job = functools.partial(jobs.deadly, log=log, deaths={})
    here = Memory(tmp_path / "here.sqlite")
    here.keep("Merci à tous.", "Thanks, everybody.")
    local = list(datasets.run(tasks, job, Translator(glossary=GLOSSARY, memory=here, model=engine)))
    assert results[:3] + results[4:] == local[:3] + local[4:]
    assert b'"Thanks, everybody.","provenance":"edited"' in local[1][1].content
    # What workers decoded is in the memory, but for the article that was lost.
    maker = str(engine.signature)
    assert memory.stats().pairs == {maker: here.stats().pairs[maker] - 1}


def test_the_command_writes_the_same_files(
    cluster: Cluster, articles: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    where = ("--on", "ray", "--ray-address", cluster.address, "--workers", "1")
    for options in ((), ("--format", "articles.parquet")):
        made: list[dict[str, bytes]] = []
        for number, place in enumerate(((), where)):
            out = f"out{number}{len(options)}"
            result = CliRunner().invoke(
                main, ["translate", "in", "-o", out, "--no-memory", *options, *place]
            )
            assert result.exit_code == 0, result.output
            made.append({p.name: p.read_bytes() for p in Path(out).glob("[!.]*")})
        assert made[0] == made[1]
        assert len(made[0]) == (1 if options else 5)
    found = dict(read_bilingual(Path("out12") / "articles.parquet"))
    assert list(found) == list(TEXTS)


def test_a_worker_with_other_versions_says_so(engine: Engine) -> None:
    setup = Setup(Path(), engine.package, None, EMPTY, "made otherwise", None, False, len)
    [row] = Worker(setup)(pa.table({"index": [3], "task": [b""]})).to_pylist()
    assert row["index"] == 3
    assert f"has other versions: {engine.signature}" in row["problem"]
    assert "not made otherwise" in row["problem"]
    assert "Install the same visavis[ray] on every machine" in row["problem"]
