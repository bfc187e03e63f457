"""Make the pictures of README.md anew: ``python3 resources/pictures/make.py``.

Each is one call of ``main.py render``, as anyone could make it.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SAMPLES = ROOT / "resources" / "samples"

#: File name → the words after ``render``.
PICTURES = {
    "picture": "fruit --plot picture --width 300mm --height 170mm --dpi 110",
    "areas": "soft-target --plot areas --width 200mm --height 100mm --dpi 96",
    "sums": "soft-target --plot sums --width 100mm --height 100mm --dpi 110",
    "simplex": "soft-target --plot simplex --width 100mm --height 100mm --dpi 110",
    "plane": "soft-target --plot plane --width 100mm --height 100mm --dpi 110",
    "losses": "confidently-wrong --plot losses --width 100mm --height 120mm --dpi 110",
    "jacobian": "cat-dog-bird --plot jacobian --width 110mm --height 100mm --dpi 110",
    "descent": "confidently-wrong --plot descent --width 100mm --height 100mm --dpi 110",
    "histogram": f"{SAMPLES}/digits.npz --plot histogram --width 120mm --height 80mm --dpi 96",
    "ledger": f"{SAMPLES}/digits.npz --plot ledger --width 120mm --height 100mm --dpi 96",
    "reliability": f"{SAMPLES}/digits.npz --plot reliability --width 110mm --height 110mm --dpi 96",
    "confusion": f"{SAMPLES}/digits.npz --plot confusion --width 110mm --height 110mm --dpi 96",
    "compare": f"{SAMPLES}/digits-epoch-064.npz --against {SAMPLES}/digits-epoch-004.npz "
    "--plot compare --width 110mm --height 110mm --dpi 96",
}


def main() -> int:
    """Render them all; the worst exit code."""
    codes = []
    for name, words in PICTURES.items():
        out = HERE / f"{name}.png"
        command = [sys.executable, str(ROOT / "main.py"), "render", *words.split()]
        codes.append(subprocess.call([*command, "--out", str(out)], cwd=ROOT))
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
