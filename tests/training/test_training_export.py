"""The package that an export writes, where torch is installed."""

import itertools
import json
import zipfile
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
sentencepiece = pytest.importorskip("sentencepiece")

from training.batches import BOS, EOS, Batch, Place, Shape, batch  # noqa: E402
from training.checkpoint import load, save, weights  # noqa: E402
from training.evaluate import Package, alignment, obedience, score  # noqa: E402
from training.export import UNUSED, export, specification  # noqa: E402
from training.model import Config, Translator  # noqa: E402
from training.package_weights import read_package  # noqa: E402
from training.parts import Encoded, read_parts, write_parts  # noqa: E402
from training.prepare import train_tokenizer  # noqa: E402
from training.train import grown  # noqa: E402


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("work")
    syllables = ["".join(letters) for letters in itertools.product("bcdfgl", "aeiou", "mnrst")]
    lines = [f"le modèle {a}{b}" for a, b in itertools.product(syllables[:40], syllables[::5])]
    lines += [f"the model translates the page {a}" for a in syllables]
    train_tokenizer(lines, folder, 400, 1)
    (folder / "vmap.txt").write_text("\t" + " ".join("▁the ▁model ▁page s a b c".split()) + "\n")
    torch.manual_seed(3)
    config = Config(400, width=16, heads=2, feedforward=24, encoder=2, decoder=2)
    model = Translator(config)
    save(folder / "last.pt", config=config.as_dict(), model=model.state_dict())
    return folder


def test_the_decoder_computes_what_torch_does(work: Path, tmp_path: Path) -> None:
    import ctranslate2

    state = load(work / "last.pt")
    config = Config(**state["config"])
    tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(work / "spm.model"))
    vocabulary = [tokenizer.id_to_piece(i) for i in range(400)]
    specification(config, weights(state), vocabulary).save(str(tmp_path))
    source, target = tokenizer.encode("le modèle traduit"), tokenizer.encode("the model 12")
    translator = ctranslate2.Translator(str(tmp_path), compute_type="float32")
    pieces = [[vocabulary[i] for i in ids] for ids in (source, target)]
    theirs = translator.score_batch([pieces[0]], [pieces[1]])[0].log_probs
    model = Translator(config)
    model.load_state_dict(state["model"])
    write_parts(tmp_path, [Encoded(source, target, [], "news")])
    shape = Shape(1, max(len(source), len(target) + 1))
    arrays = batch(read_parts(tmp_path), [Place(0, 0, 0, 0)], shape)
    assert arrays.previous[0].tolist()[: len(target) + 1] == [BOS, *target]
    with torch.no_grad():
        states, scores = model(Batch(*map(torch.from_numpy, arrays)))
        logits = states @ model.embedding.weight.t() + model.bias
    ours = logits.log_softmax(-1)[0, range(len(target) + 1), [*target, EOS]]
    assert ours.tolist() == pytest.approx(theirs, abs=1e-4)
    result = translator.translate_batch(
        [pieces[0]], target_prefix=[pieces[1]], return_attention=True, beam_size=1
    )[0]
    rows = scores[0].softmax(-1)
    for n in range(len(target)):  # the exported alignment head is the guided one
        assert result.attention[0][n] == pytest.approx(rows[n, : len(source)].tolist(), abs=1e-4)


def test_the_same_export_is_the_same_file_and_an_argos_package(work: Path, tmp_path: Path) -> None:
    one, two = (export([work / "last.pt"], work, tmp_path / name, "0.2") for name in "ab")
    assert one.read_bytes() == two.read_bytes()
    with zipfile.ZipFile(one) as archive:
        assert sorted(archive.namelist()) == [
            f"translate-fr_en-0_2/{name}"
            for name in (
                "README.md",
                "metadata.json",
                "model/config.json",
                "model/model.bin",
                "model/shared_vocabulary.json",
                "model/vmap.txt",
                "sentencepiece.model",
            )
        ]
        metadata = json.loads(archive.read("translate-fr_en-0_2/metadata.json"))
    assert metadata["terminology"] == {"open": "⟦", "middle": "¦ ", "close": "⟧"}
    assert (metadata["from_code"], metadata["to_code"]) == ("fr", "en")


def test_a_package_can_be_trained_on(work: Path, tmp_path: Path) -> None:
    package = export([work / "last.pt"], work, tmp_path / "p", "0.2")
    config, state, pieces = read_package(package)
    assert config == Config(**load(work / "last.pt")["config"])
    assert pieces == (work / "spm.model").read_bytes()
    before = weights(load(work / "last.pt"))
    assert state.keys() == before.keys()
    french = state["bias"] == UNUSED
    assert torch.allclose(state["bias"][~french], before["bias"][~french], atol=0.02)
    for name in before.keys() - {"bias"}:
        assert torch.allclose(state[name], before[name], atol=0.02)
    save(tmp_path / "again.pt", config=config.as_dict(), model=state)
    again = export([tmp_path / "again.pt"], work, tmp_path / "q", "0.2")
    assert again.read_bytes() == package.read_bytes()


def test_pieces_that_english_never_uses_are_never_said(work: Path, tmp_path: Path) -> None:
    package = export([work / "last.pt"], work, tmp_path / "p.argosmodel", "0.2")
    tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(work / "spm.model"))
    english = {EOS, *map(tokenizer.piece_to_id, "▁the ▁model ▁page s a b c".split())}
    bias = read_package(package)[1]["bias"]
    assert {n for n, value in enumerate(bias.tolist()) if value != UNUSED} == english
    # Trained on, they may be said after all: another vocabulary map may hold them.
    assert grown(package, 0.0).bias.min() == min(bias[n] for n in english)


def test_a_package_is_scored(work: Path, tmp_path: Path) -> None:
    package = Package(export([work / "last.pt"], work, tmp_path / "p", "0.2"))
    (tmp_path / "pairs.tsv").write_text("le modèle\tthe model\nla page\tthe page\n")
    scores = score(package, tmp_path / "pairs.tsv", beam=1)
    assert 0 <= scores["bleu"] < 20
    assert "tok:13a" in scores["bleu_signature"]
    record = {
        "source": "le modèle",
        "target": "the model",
        "links": [[0, 0], [1, 1]],
        "terms": {
            "source": "le ⟦modèle¦model⟧",
            "target": "the model",
            "terms": [["modèle", "model", "model"]],
        },
    }
    (tmp_path / "dev.jsonl").write_text(json.dumps(record) + "\n")
    obeyed = obedience(package, tmp_path / "dev.jsonl")
    assert obeyed["terms"]["uses"] == 1
    assert "counterfactual" not in obeyed
    assert 0 <= alignment(package, tmp_path / "dev.jsonl")["f1"] <= 1
