"""Completion and the manual page: made from the parsers, and tried in the shell itself."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from ceviz import cli
from ceviz.cli.commands import COMMANDS
from ceviz.cli.parsers import PARSERS, SHELLS, window_parser

#: Prints what bash offers after a line of words, as readline asks for it.
_ASK = """
source {script}
COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
$(complete -p ceviz | sed 's/.*-F \\([^ ]*\\) .*/\\1/') ceviz "${{COMP_WORDS[COMP_CWORD]}}" ""
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert cli.main(list(words)) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


def offered(script: Path, words: str) -> set[str]:
    bash = shutil.which("bash")
    assert bash is not None
    ask = _ASK.format(script=script, words=words)
    done = subprocess.run(
        [bash, "-c", ask], capture_output=True, text=True, cwd=script.parent, check=True
    )
    return {line.strip() for line in done.stdout.splitlines()}


def test_bash_completes_commands_options_choices_and_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = tmp_path / "ceviz.bash"
    script.write_text(printed(capsys, "completion", "bash"))
    (tmp_path / "digits.npz").touch()
    assert {"report", "render"} <= offered(script, "ceviz re")
    assert "--per-sample" in offered(script, "ceviz report --per")
    assert offered(script, "ceviz report --unit b") == {"bits"}
    assert {"digits.npz", "digits"} <= offered(script, "ceviz report dig")
    assert {"fruit", "fruit-85", "fruit-10"} <= offered(script, "ceviz render fr")


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_hears_of_every_command_and_option(
    shell: str, capsys: pytest.CaptureFixture[str]
) -> None:
    script = printed(capsys, "completion", shell)
    for name in COMMANDS:
        assert name in script
    for parser in (window_parser(), *(build() for build in PARSERS.values())):
        for action in parser._actions:
            for option in action.option_strings:
                assert option.lstrip("-") in script, option


def test_the_manual_has_every_option_and_is_nothing_but_known_macros(
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = printed(capsys, "manual").splitlines()
    macros = {line.split()[0] for line in page if line.startswith((".", "'"))}
    assert macros == {".TH", ".SH", ".SS", ".TP", ".B", ".br", ".PP", ".nf", ".fi"}
    text = "\n".join(page).replace("\\-", "-")
    for parser in (window_parser(), *(build() for build in PARSERS.values())):
        for action in parser._actions:
            assert ", ".join(action.option_strings) in text
    assert all(ord(letter) < 128 for letter in text)  # whatever the locale


def test_quiet_leaves_out_how_a_file_was_read_and_no_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("logit_a,logit_b,label\n0.9,0.1,a\n0.2,0.8,b\n")
    loud = printed_with_warning(capsys, "report", str(path), "--no-temperature")
    quiet = printed_with_warning(capsys, "report", str(path), "--no-temperature", "--quiet")
    assert "taken for" in loud
    assert "taken for" not in quiet.replace(" a taken for a", "").replace(" b taken for b", "")
    assert "beware" in quiet
    assert cli.main(["report", "fruit", "--quiet"]) == 2


def printed_with_warning(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert cli.main(list(words)) == 0
    out, err = capsys.readouterr()
    assert "holds probabilities" in err
    return out
