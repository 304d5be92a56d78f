import json
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from visavis.translate.engine.engine import Engine, TranslationCancelled, load_engine
from visavis.translate.engine.signature import engine_signature
from visavis.translate.packages import choice as packages
from visavis.translate.packages.choice import ModelPackage, PackageError
from visavis.translate.packages.folder import read_folder

SENTENCES = [
    "La Commission a présenté un rapport au Parlement.",
    "Nous devons protéger les données des utilisateurs.",
    "Le prix de la puce a augmenté de 12 % en 2023.",
]


def test_french_becomes_english_in_order(engine: Engine) -> None:
    texts = [hypothesis.target for hypothesis in engine.translate(SENTENCES)]
    assert "Parliament" in texts[0]
    assert "report" in texts[0]
    assert "protect" in texts[1]
    assert "12" in texts[2]
    assert "2023" in texts[2]
    assert [h.target for h in engine.translate(SENTENCES[::-1])] == texts[::-1]


def test_a_hypothesis_knows_its_score_and_its_words(engine: Engine) -> None:
    (hypothesis,) = engine.translate([SENTENCES[0]])
    assert hypothesis.score is not None
    assert -3 < hypothesis.score < 0
    links = {
        SENTENCES[0][slice(*link.source)]: hypothesis.target[slice(*link.target)]
        for link in sorted(hypothesis.alignment, key=lambda link: link.weight)
    }
    assert links["Commission"] == "Commission"
    assert links["présenté"] == "presented"
    assert links["Parlement"] == "Parliament"
    assert all(0 < link.weight <= 1 for link in hypothesis.alignment)


@pytest.mark.parametrize(
    "segment",
    [
        "",
        "   ",
        "…",
        "100 000",
        "***",
        "\N{SNOWMAN}",
        "The striker was decisive again on Wednesday night in the championship.",
        "a" * 5000,
    ],
)
def test_what_cannot_be_translated_passes_through(engine: Engine, segment: str) -> None:
    (hypothesis,) = engine.translate([segment])
    assert hypothesis.target == segment
    assert hypothesis.copied
    assert hypothesis.score is None
    assert hypothesis.alignment == ()


def test_a_long_segment_is_translated_to_its_end(engine: Engine) -> None:
    votes = [f"le Parlement a voté le rapport {n} en séance" for n in range(101, 141)]
    segment = "Hier, " + ", ".join(votes) + ", puis la séance a été levée en 2024."
    (hypothesis,) = engine.translate([segment])
    assert sum(str(n) in hypothesis.target for n in range(101, 141)) >= 30
    assert max(link.source[1] for link in hypothesis.alignment) > len(segment) - 100
    for link in hypothesis.alignment:
        assert segment[slice(*link.source)].strip()
        assert hypothesis.target[slice(*link.target)].strip()


def test_a_translation_does_not_depend_on_its_company(engine: Engine) -> None:
    company = [
        f"{sentence} Le vote numéro {n} est clos." for sentence in SENTENCES for n in (1, 22)
    ]
    together = engine.translate([*SENTENCES, *company, "Oui.", "Le président " * 30])
    alone = [engine.translate([sentence])[0] for sentence in (*SENTENCES, *company)]
    assert together[:9] == alone


def test_odd_characters_do_no_harm(engine: Engine) -> None:
    segments = ["Prix\u00a0: 5\u202f€\tet\nplus", "l’été 𝕏 日本 \u200b fin", "e\u0301te\u0301"]
    for segment, hypothesis in zip(segments, engine.translate(segments), strict=True):
        assert hypothesis.target.strip()
        for link in hypothesis.alignment:
            assert segment[slice(*link.source)].strip()
            assert hypothesis.target[slice(*link.target)].strip()


def test_inline_markers_in_an_article_come_out_as_they_went_in(engine: Engine) -> None:
    (plain,) = engine.translate(["Le rapport est important."])
    segments = ["⟦Le rapport est important.⟧", "⟦x¦y⟧", "Le rapport ¦ est clos."]
    hypotheses = engine.translate(segments)
    assert hypotheses[0].target == f"⟦{plain.target}⟧"
    assert [[char for char in hypothesis.target if char in "⟦¦⟧"] for hypothesis in hypotheses] == [
        ["⟦", "⟧"],
        ["⟦", "¦", "⟧"],
        ["¦"],
    ]


def test_progress_and_cancelling(engine: Engine) -> None:
    segments = [f"Il a vu {n} puces." for n in range(400)]
    seen: list[tuple[int, int]] = []
    engine.translate(segments, progress=lambda done, total: seen.append((done, total)))
    assert len(seen) > 1
    assert seen == sorted(seen)
    assert seen[-1] == (400, 400)
    first = seen[0][0]
    seen.clear()
    with pytest.raises(TranslationCancelled, match=f"after {first} of 400 segments"):
        engine.translate(
            segments,
            progress=lambda done, total: seen.append((done, total)),
            cancelled=lambda: len(seen) == 1,
        )


def test_a_model_is_loaded_once(engine: Engine) -> None:
    assert load_engine(packages.embedded()) is engine


def test_the_signature_names_model_and_options(engine: Engine) -> None:
    fields = dict(part.split(":", 1) for part in str(engine.signature).split("|"))
    assert list(fields) == ["engine", "model", "sum", "beam", "lp"]
    assert fields["model"].startswith("embedded-")
    assert fields["beam"] == "4"
    assert engine.signature.beam_size == 4
    assert engine.signature == engine_signature(engine.package, 4)
    assert engine.signature != engine_signature(engine.package, 1)


def test_a_broken_model_is_named(tmp_path: Path, engine: Engine) -> None:
    good = engine.package
    folder = tmp_path / "broken"
    (folder / "model").mkdir(parents=True)
    (folder / "metadata.json").write_bytes((good.path / "metadata.json").read_bytes())
    for name in ("sentencepiece.model",):
        (folder / name).write_bytes((good.path / name).read_bytes())
    broken = ModelPackage(
        **{**{f: getattr(good, f) for f in good.__dataclass_fields__}, "path": folder}
    )
    with pytest.raises(PackageError, match=r"broken.*choose another"):
        Engine(broken)


def test_only_the_tokens_of_the_vocabulary_map_are_said(tmp_path: Path, engine: Engine) -> None:
    folder = tmp_path / "mapped"
    shutil.copytree(engine.package.path, folder)
    vocabulary_map = folder / "model" / "vmap.txt"
    vocabulary_map.write_text("\t▁The ▁cat ▁is ▁sleeping . ▁dog\n", encoding="utf-8")
    [mapped] = Engine(read_folder(folder)).translate(["La société a levé 300 millions."])
    assert set(mapped.target.replace(".", "").split()) <= {"The", "cat", "is", "sleeping", "dog"}
    vocabulary_map.unlink()
    [free] = Engine(read_folder(folder)).translate(["La société a levé 300 millions."])
    assert "300" in free.target


def test_packages_of_either_alignment_step_say_the_same(tmp_path: Path, engine: Engine) -> None:
    folder = tmp_path / "other"
    shutil.copytree(engine.package.path, folder)
    place = folder / "metadata.json"
    metadata = json.loads(place.read_text(encoding="utf-8"))
    metadata["alignment_step"] = 1 - engine.package.aligns_after
    place.write_text(json.dumps(metadata), encoding="utf-8")
    other = Engine(read_folder(folder)).translate(SENTENCES)
    ours = engine.translate(SENTENCES)
    assert [(h.target, h.score) for h in other] == [(h.target, h.score) for h in ours]
    assert all(hypothesis.alignment for hypothesis in other)
    assert [h.alignment for h in other] != [h.alignment for h in ours]


@pytest.fixture
def _no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    opened: list[object] = []

    def refuse(self: socket.socket, address: object) -> None:
        opened.append(address)
        raise OSError("the network is not to be used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **_: refuse(None, args))  # type: ignore[arg-type]
    yield opened
    assert opened == []


@pytest.mark.usefixtures("_no_network")
def test_translating_opens_no_connection() -> None:
    package = packages.embedded()
    assert Engine(package).translate(SENTENCES)[0].target
