"""The command line, in this process and in processes of its own."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import ceviz
from ceviz import bootstrap, cli
from ceviz.cli import commands, parsers
from ceviz.cli.arguments import FORMATS
from ceviz.document.edits import set_temperature
from ceviz.document.libraries import LIBRARIES, code
from ceviz.document.model import Unit
from ceviz.document.report import report, report_text
from ceviz.document.targets import Smoothed
from ceviz.draw.plot import Figure
from ceviz.export.page import DPI, Page
from ceviz.export.render import FORMATS as WRITTEN
from ceviz.storage import session
from ceviz.storage.presets import load_preset, presets
from ceviz.storage.readers import Kind, ReadOptions
from tests.document.examples import fruit
from tests.helpers.plots import NAMES, page_of
from tests.storage.parts.samples import shards

ROOT = Path(__file__).resolve().parents[2]

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command line in this process; gives exit code, stdout, stderr."""

    def run_it(*words: str) -> tuple[int, str, str]:
        code = cli.main(words)
        out, err = capsys.readouterr()
        return code, out, err

    return run_it


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What ``render`` asks to be drawn, in place of drawing it."""
    calls: list[dict[str, Any]] = []

    def render_file(figure: Figure, out: Path, page: Page, *, without_data: bool) -> None:
        document, plot = figure.state.document, figure.plot.name
        calls.append({"document": document, "plot": plot, "out": out, "page": page})
        calls[-1]["without_data"] = without_data

    fake = ModuleType("ceviz.export.render")
    fake.render_file = render_file  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "ceviz.export.render", fake)
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    monkeypatch.setattr(bootstrap, "library_problem", lambda *, window: None)
    return calls


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What the window is asked to open, and how if that is said, in place of a window."""
    calls: list[object] = []

    def open_window(
        file: str | None,
        argv: list[str],
        choices: ReadOptions | None,
        lesson: object,
        *,
        present: bool,
    ) -> int:
        assert len(argv) == 1
        assert lesson is None
        calls.append(file)
        if present:
            calls.append("presented")
        if choices is not None:
            calls.append(choices)
        return 0

    fake = ModuleType("ceviz.app")
    fake.run = open_window  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "ceviz.app", fake)
    monkeypatch.setattr(bootstrap, "library_problem", lambda *, window: None)
    monkeypatch.setattr(bootstrap, "display_problem", lambda: None)
    return calls


def test_several_files_are_opened_as_one(run: Run, opened: list[object], tmp_path: Path) -> None:
    paths, _ = shards(tmp_path / "s", [0, 40, 80, 120])
    together = ReadOptions(more=("shard-1.npz", "shard-2.npz"))
    for words in ([str(tmp_path / "s")], [str(path) for path in reversed(paths)]):
        assert run(*words) == (0, "", "")
    assert opened == [str(paths[0]), together, str(paths[0]), together]
    opened.clear()
    assert run(*map(str, paths[:2]), "--kind", "logits")[0] == 0
    assert opened[1] == ReadOptions(kind=Kind.LOGITS, more=("shard-1.npz",))


def one_line(err: str) -> str:
    """``err`` without its prefix; it must be a single line."""
    assert err.startswith("ceviz: ")
    assert err.endswith("\n")
    assert err.count("\n") == 1
    return err.removeprefix("ceviz: ")


def test_version_and_help(run: Run) -> None:
    assert run("--version") == (0, f"ceviz {ceviz.__version__}\n", "")
    for words in ([], ["report"], ["render"], ["list"]):
        code, out, err = run(*words, "--help")
        assert (code, err) == (0, "")
        assert out.startswith(f"usage: ceviz {' '.join(words)}".rstrip())
    assert "render SOURCE" in run("--help")[1]
    assert "a session, predictions, or an example's name" in " ".join(run("--help")[1].split())


def test_report_as_json(run: Run) -> None:
    code, out, err = run("report", "fruit", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == report(load_preset("fruit"), "fruit")


def test_report_for_people(run: Run) -> None:
    assert run("report", "digits") == (0, report_text(load_preset("digits")) + "\n", "")


def test_report_with_everything_changed(run: Run) -> None:
    words = ["--unit", "bits", "--temperature", "2", "--label-smoothing", "10 %"]
    code, out, _ = run("report", "fruit", "--json", *words)
    found = json.loads(out)
    assert code == 0
    assert found["unit"] == "bits"
    z = [0.5, 1.75, -0.25]
    costs = [math.log(sum(map(math.exp, z))) - score for score in z]
    nats = 0.9 * costs[1] + 0.1 / 3.0 * sum(costs)
    assert found["cross_entropy"] == pytest.approx(nats / math.log(2.0), rel=1e-12)
    assert [row["p"] for row in found["rows"]] == pytest.approx([0.1 / 3, 0.9 + 0.1 / 3, 0.1 / 3])


def test_report_of_a_file(run: Run, tmp_path: Path) -> None:
    path = str(tmp_path / "mine.ceviz")
    session.save(path, fruit())
    code, out, _ = run("report", path, "--json")
    assert (code, json.loads(out)["source"]) == (0, path)


def test_names_of_any_script_survive_a_plain_terminal(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.ceviz"
    path.write_bytes(session.dumps(fruit()).replace(b"Banana", "Banāna 🍌".encode()))
    found = json.loads(run("report", str(path), "--json")[1])
    assert found["rows"][1]["class"] == "Banāna 🍌"


def test_list_names_every_preset_and_plot(run: Run) -> None:
    code, out, err = run("list")
    assert (code, err) == (0, "")
    words = [line.split()[0] for line in out.splitlines()]
    assert [p.id for p in presets()] == [w for w in words if w in {p.id for p in presets()}]
    assert [word for word in words if word in NAMES] == NAMES
    assert max(map(len, out.splitlines())) <= 79


def test_plots_promised() -> None:
    assert {"bars", "scores", "curve", "gradient", "picture"} <= set(NAMES)


@pytest.mark.parametrize("library", [each.key for each in LIBRARIES])
def test_code_is_written_for_any_source(run: Run, library: str) -> None:
    exit_code, out, _ = run("code", "fruit", "--library", library, "--temperature", "2")
    assert exit_code == 0
    assert out == code(set_temperature(load_preset("fruit"), 2.0), library)


def test_code_of_a_sample_and_of_none(run: Run) -> None:
    exit_code, out, _ = run("code", "resources/samples/digits.npz", "--sample", "3")
    assert exit_code == 0
    assert "CrossEntropyLoss()" in out
    exit_code, _, told = run("code", "fruit", "--sample", "3")
    assert exit_code == 2
    assert "there is no sample 4" in told
    assert run("code", "fruit", "--library", "caffe")[0] == 2


def test_render_defaults(run: Run, rendered: list[dict[str, Any]], tmp_path: Path) -> None:
    out = tmp_path / "a.svg"
    assert run("render", "fruit", "--out", str(out)) == (0, "", "")
    (call,) = rendered
    assert call["document"].same_as(load_preset("fruit"))
    assert (call["plot"], call["out"]) == ("picture", out)
    assert call["page"] == page_of(load_preset("fruit"), "picture", dpi=parsers.DEFAULT_DPI)
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"


@pytest.mark.parametrize(
    ("more", "size", "font_scale"),
    [("--for slide", (338.7, 190.5), 1.6), ("--for column", (85.0, 85.0 * 2 / 3), 1.0),
     ("--for slide --width 90mm --height 60mm", (90.0, 60.0), 1.6),
     ("--for slide --font-scale 2", (338.7, 190.5), 2.0)],
)  # fmt: skip
def test_a_purpose_gives_what_is_not_told(
    run: Run,
    rendered: list[dict[str, Any]],
    more: str,
    size: tuple[float, float],
    font_scale: float,
) -> None:
    assert run(*f"render fruit --plot curve --out a.svg {more}".split())[0] == 0
    page = rendered[0]["page"]
    assert (page.width_mm, page.height_mm) == pytest.approx(size)
    assert page.font_scale == font_scale


def test_render_with_everything(run: Run, rendered: list[dict[str, Any]]) -> None:
    words = "--plot bars --out B.PNG --width 12cm --height 640px --dpi 160 --theme dark"
    more = "--font-scale 1.5 --transparent --unit bits --temperature 3 --label-smoothing 0.1"
    assert run("render", "fruit", "--without-data", *words.split(), *more.split())[0] == 0
    (call,) = rendered
    page = call["page"]
    assert (call["plot"], call["out"], page.theme) == ("bars", Path("B.PNG"), "dark")
    assert page.width_mm == pytest.approx(120.0)
    assert page.height_mm == pytest.approx(640 / 160 * 25.4)
    assert (page.dpi, page.font_scale, page.transparent) == (160.0, 1.5, True)
    assert call["without_data"]
    document = call["document"]
    assert (document.unit, document.temperature) == (Unit.BITS, 3.0)
    assert document.sample.target == Smoothed(1, 0.1)


@pytest.mark.parametrize("dpi", DPI)
def test_every_resolution_that_the_window_takes(
    run: Run, rendered: list[dict[str, Any]], dpi: float
) -> None:
    assert run("render", "fruit", "--out", "a.svg", "--dpi", str(dpi))[0] == 0
    assert rendered[0]["page"].dpi == dpi


def test_the_formats_are_those_that_are_written() -> None:
    assert tuple(f".{kind}" for kind in WRITTEN) == FORMATS


@pytest.mark.skipif(os.name == "nt", reason="links of POSIX")
def test_a_link_to_nothing_says_so(run: Run, tmp_path: Path) -> None:
    link = tmp_path / "mine.npz"
    link.symlink_to(tmp_path / "gone.npz")
    code, _, err = run("report", str(link))
    assert code == 2
    assert one_line(err) == f"{link}: is a link to nothing (there is no {tmp_path}/gone.npz)\n"
    assert "did you mean" not in run("report", str(tmp_path / "mine.npy"))[2].lower()


@pytest.mark.skipif(os.name == "nt", reason="links of POSIX")
def test_render_does_not_replace_what_it_draws(
    run: Run, rendered: list[dict[str, Any]], tmp_path: Path
) -> None:
    source, out = tmp_path / "mine.ceviz", tmp_path / "a.svg"
    session.save(source, fruit())
    os.link(source, out)
    code, _, err = run("render", str(source), "--out", str(out))
    assert (code, rendered) == (2, [])
    assert "is not replaced" in one_line(err)


@pytest.mark.parametrize(
    ("text", "mm"),
    [("120mm", 120.0), ("4in", 101.6), ("300px", 25.4), ("72pt", 25.4), ("2 CM", 20)],
)
def test_lengths(run: Run, rendered: list[dict[str, Any]], text: str, mm: float) -> None:
    assert run("render", "fruit", "--out", "a.pdf", "--width", text)[0] == 0
    assert rendered[0]["page"].width_mm == pytest.approx(mm)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nope"], "there is no example and no file called “nope”"),
        (["report"], "the following arguments are required: SOURCE"),
        (["report", "frut"], "Did you mean fruit"),
        (["report", "none.ceviz"], "there is no example and no file called “none.ceviz”"),
        (["report", "fruit", "--unit", "nits"], "argument --unit: invalid choice: 'nits'"),
        (["report", "fruit", "--temperature", "hot"], "--temperature: “hot” is not a number"),
        (["report", "fruit", "--temperature", "1\n2"], "“1 2” is not a number"),
        (["report", "fruit", "--temperature", "0"], "the temperature must be above 0"),
        (["report", "fruit", "--temperature", "-1"], "the temperature must be above 0"),
        (["report", "fruit", "--label-smoothing", "2"], "label smoothing ε lies between 0 and 1"),
        (["report", "fruit", "--frobnicate"], "unrecognized arguments: --frobnicate"),
        (["report", "fruit", "spam"], "fruit: an example stands by itself"),
        (["render", "fruit"], "one of the arguments --out --scenes is required"),
        (["render", "fruit", "--out", "a.gif"], "“a.gif” does not end in .png, .svg, .pdf, .csv"),
        (["render", "fruit", "--out", "a"], "“a” does not end in"),
        (["render", "fruit", "--out", "a.png", "--plot", "pie"], "argument --plot: invalid choice"),
        (["render", "fruit", "--out", "a.png", "--width", "12"], "“12” is not a length"),
        (["render", "fruit", "--out", "a.png", "--width", "mm"], "a number belongs here"),
        (["render", "fruit", "--out", "a.png", "--width", "-5mm"], "--width"),
        (["render", "fruit", "--out", "a.png", "--width", "infmm"], "does not lie between"),
        (["render", "fruit", "--out", "a.png", "--dpi", "0"], "resolution must be between 1 and"),
        (["render", "fruit", "--out", "a.png", "--dpi", "inf"], "resolution must be between 1 and"),
        (["render", "fruit", "--out", "a.png", "--theme", "pink"], "no theme called “pink”"),
        (["render", "fruit", "--out", "a.png", "--font-scale", "99"], "font scale must be between"),
        (["list", "everything"], "unrecognized arguments: everything"),
        (["--frobnicate"], "unrecognized arguments: --frobnicate"),
        (["fruit", "spam"], "fruit: an example stands by itself"),
    ],
)
def test_refusals_are_one_line_and_exit_2(
    run: Run,
    rendered: list[dict[str, Any]],
    opened: list[object],
    words: list[str],
    said: str,
) -> None:
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert said in one_line(err)
    assert rendered == []
    assert opened == []


def test_a_broken_file_is_refused_before_there_is_a_window(
    run: Run, opened: list[object], tmp_path: Path
) -> None:
    path = tmp_path / "broken.ceviz"
    path.write_text("{", encoding="utf-8")
    code, _, err = run(str(path))
    assert code == 2
    assert "line 1: ends too early" in one_line(err)
    assert opened == []


def test_a_file_with_two_readings_is_asked_about_in_the_window_and_refused_elsewhere(
    run: Run, opened: list[object], rendered: list[object], tmp_path: Path
) -> None:
    path = tmp_path / "two.csv"
    path.write_text(
        "prob_0,prob_1,label,target\n0.7,0.3,0,1\n0.1,0.9,1,1\n0.8,0.2,0,0\n", encoding="utf-8"
    )
    assert run(str(path)) == (0, "", "")
    assert opened == [str(path)]
    for words in (["report", str(path)], ["render", str(path), "--out", str(tmp_path / "a.png")]):
        code, out, err = run(*words)
        assert (code, out) == (2, "")
        assert "--labels label or --labels target" in one_line(err)
        assert "“label”" in one_line(err)
        assert "“target”" in one_line(err)
    assert rendered == []


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """Predictions with two columns of labels."""
    path = tmp_path / "two.csv"
    path.write_text(
        "prob_0,prob_1,label,target\n0.7,0.3,0,1\n0.1,0.9,1,1\n0.8,0.2,0,0\n", encoding="utf-8"
    )
    return path


def test_the_window_reads_as_the_command_line_says(
    run: Run, opened: list[object], two: Path, tmp_path: Path
) -> None:
    (tmp_path / "gold.csv").write_text("label\n1\n1\n0\n", encoding="utf-8")
    recipe = tmp_path / "r.json"
    words = ["--kind", "logits", "--truth", str(tmp_path / "gold.csv"), "--limit", "1GB"]
    assert run(str(two), *words, "--save-recipe", str(recipe)) == (0, "", "")
    chosen = ReadOptions(kind=Kind.LOGITS, truth="gold.csv", limit=10**9)
    assert opened == [str(two), chosen]
    assert run(str(two), "--recipe", str(recipe), "--labels", "label") == (0, "", "")
    assert opened[2:] == [str(two), replace(chosen, labels="label")]
    # What is still open is asked by the window.
    assert run(str(two), "--scores", "prob_*") == (0, "", "")
    assert opened[4:] == [str(two), ReadOptions(scores="prob_*")]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--kind", "percent"], "--kind: “percent” is no choice for the kind (one of logits"),
        (["--labels", "gold"], "has no column “gold”"),
        (["--truth", "gone.csv"], "gone.csv: cannot be read"),
        (["--limit", "much"], "is not a size such as 500MB or 4GiB"),
        (["--recipe", "gone.json"], "gone.json: cannot be read"),
    ],
)
def test_a_bad_choice_is_refused_before_there_is_a_window(
    run: Run, opened: list[object], two: Path, words: list[str], told: str
) -> None:
    code, _, err = run(str(two), *words)
    assert code == 2
    assert told in one_line(err)
    assert opened == []


def test_choices_are_for_files_of_predictions_in_the_window_too(
    run: Run, opened: list[object], two: Path
) -> None:
    for source in ([], ["fruit"]):
        code, _, err = run(*source, "--kind", "logits")
        assert (code, "--kind is for files of predictions" in one_line(err)) == (2, True)
    before = two.read_bytes()
    code, _, err = run(str(two), "--labels", "label", "--save-recipe", str(two))
    assert (code, "is not replaced" in one_line(err)) == (2, True)
    assert two.read_bytes() == before
    assert opened == []


def test_the_report_in_place_of_the_window_reads_so_too(
    run: Run, opened: list[object], two: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "display_problem", lambda: "there is no display")
    code, out, _ = run(str(two), "--labels", "target")
    assert code == 0
    assert out == run("report", str(two), "--labels", "target")[1]


def test_the_window_presents_at_once(run: Run, opened: list[object]) -> None:
    assert run("--present", "fruit") == (0, "", "")
    assert opened == ["fruit", "presented"]


@pytest.mark.parametrize("words", [[], ["fruit-10"]])
def test_the_window(run: Run, opened: list[object], words: list[str]) -> None:
    assert run(*words) == (0, "", "")
    assert opened == [words[0] if words else None]


def test_without_a_display_there_is_the_report(
    run: Run, opened: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "display_problem", lambda: "there is no display")
    for words, preset_id in (([], "fruit"), (["spam"], "spam")):
        code, out, err = run(*words)
        assert (code, out) == (0, report_text(load_preset(preset_id)) + "\n")
        assert one_line(err).startswith("no window, because there is no display;")
        assert "render” draws to a file" in err
    assert opened == []


def test_missing_libraries_are_said_before_qt_is_imported(
    run: Run,
    opened: list[object],
    rendered: list[dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[bool] = []

    def lacking(*, window: bool) -> str:
        asked.append(window)
        return "this system lacks libEGL"

    monkeypatch.setattr(bootstrap, "library_problem", lacking)
    for words in ([], ["render", "fruit", "--out", "a.png"]):
        code, _, err = run(*words)
        assert (code, one_line(err)) == (2, "this system lacks libEGL\n")
    assert asked == [True, False]
    assert opened == []
    assert rendered == []


def test_an_error_of_our_own_is_one_line_and_a_log(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(_: str) -> None:
        raise RuntimeError("the cat\nsat on it")

    monkeypatch.setattr(commands, "_document", broken)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    code, out, err = run("report", "fruit")
    assert (code, out) == (1, "")
    assert "(RuntimeError: the cat sat on it)" in one_line(err)
    (log,) = tmp_path.iterdir()
    assert str(log) in err
    text = log.read_text(encoding="utf-8")
    assert text.startswith("Traceback")
    assert "in broken" in text
    # Where no log can be written either, the line still comes.
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    code, _, err = run("report", "fruit")
    assert code == 1
    assert "RuntimeError: the cat sat on it" in one_line(err)


def test_an_interruption_says_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "_document", interrupted)
    assert run("report", "fruit") == (130, "", "")


def test_the_entry_point_without_a_console(
    opened: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["ceviz-gui"])
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert cli.gui() == 0
    assert opened == [None]
    for stream in (sys.stdout, sys.stderr):
        stream.write("nobody reads this")
        stream.close()


def test_what_was_typed_is_what_help_says(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/somewhere/main.py"])
    assert run("report", "--help")[1].startswith("usage: python3 main.py report")
    assert "“python3 main.py list” names the examples" in run("nope")[2]
    monkeypatch.setattr(sys, "argv", ["/usr/bin/ceviz"])
    assert "“ceviz list” names the examples" in run("nope")[2]


def process(
    code: str, *words: str, stdout: Any = subprocess.PIPE, **environment: str
) -> subprocess.CompletedProcess[str]:
    """``code`` after ``main`` was imported, in a process of its own."""
    script = f"import sys; from ceviz.cli import main; {code}"
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", script, *words],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=stdout,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )


def test_report_and_list_need_no_qt_and_help_needs_nothing() -> None:
    heavy = "print([name for name in ('numpy', 'msgspec', 'PySide6') if name in sys.modules])"
    for words, expected in (
        (["report", "fruit", "--json"], ["numpy", "msgspec"]),
        (["list"], ["numpy", "msgspec"]),
        (["--help"], []),
        (["--version"], []),
    ):
        run = process(f"assert main({words}) == 0; {heavy}")
        assert run.stderr == ""
        assert run.stdout.splitlines()[-1] == str(expected)


def test_a_reader_that_has_read_enough_is_no_error() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    run = process("sys.exit(main())", "report", "digits", stdout=writing)
    os.close(writing)
    assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has a device that is full")
def test_a_full_disk_is_one_line() -> None:
    with open("/dev/full", "w") as full:
        run = process("sys.exit(main())", "report", "digits", stdout=full)
    assert run.returncode == 2
    assert one_line(run.stderr) == "No space left on device\n"


def test_a_terminal_without_the_characters_gets_others() -> None:
    run = process("sys.exit(main())", "report", "fruit", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (run.returncode, run.stderr) == (0, "")
    assert "0.0957 = ?log 0.90876" in run.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has a device that is full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_version_that_nobody_gets_is_no_success(unbuffered: str) -> None:
    with open("/dev/full", "w") as full:
        told = process("sys.exit(main())", "--version", stdout=full, PYTHONUNBUFFERED=unbuffered)
    assert told.returncode == 2


def test_too_little_memory_is_a_refusal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(_: object) -> int:
        raise MemoryError

    monkeypatch.setattr(cli, "run", exhausted)
    for line, named in (("report --json a.npz", "a.npz"), ("b.npz", "b.npz"), ("", "the example")):
        code, _, err = run(*line.split())
        assert (code, err) == (2, f"ceviz: there is not enough memory for {named}\n")


def test_a_title_cannot_command_the_terminal(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "evil\x1b[2J.ceviz"
    session.save(path, replace(fruit(), title="\x1b]0;owned\x07"))
    code, out, err = run("report", str(path))
    assert code == 0
    assert "\x1b" not in out + err
    assert "owned" in out
    path.write_bytes(b"{")
    code, out, err = run("report", str(path))
    assert code == 2
    assert "\x1b" not in out + err
