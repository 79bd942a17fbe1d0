"""The benchmark's PyTorch baseline: EmoCLIP at full size in float32, as a researcher runs it on a processor.

python3 scripts/bench/torch-baseline.py [--checkpoint FILE] [--threads N] [--token-lengths 8,20,60]
Prints what it is as one JSON object when it is ready. Then it runs `clip` (32 frames) or `text` (100 prompts) for each line
of standard input that says so, and prints the time as {"ms": ...}: the caller can have it run in turn with what it is
compared with. Exits with 3 where PyTorch is not installed.
"""
import argparse
import ctypes
import json
import os
import re
import sys
import time
from pathlib import Path
from typing import Callable, Dict, List

FRAMES = 32
PROMPTS = 100
START_OF_TEXT, END_OF_TEXT = 49406, 49407


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", help="an EmoCLIP state dict; without it the weights are random")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="default: every core")
    parser.add_argument("--token-lengths", type=lambda text: [int(length) for length in text.split(",")], default=[20],
                        help=f"tokens of the prompts, start and end included, repeated up to {PROMPTS} (default 20)")
    return parser.parse_args()


arguments = parse_arguments()
# OpenBLAS starts its own threads when it is loaded, whatever PyTorch is told later.
os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = str(arguments.threads)
try:
    import torch
except ImportError:
    print("PyTorch is not installed for this Python: without it (on Debian: python3-torch) there is no baseline.",
          file=sys.stderr)
    sys.exit(3)
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "reference"))
from emoclip_torch import (CONTEXT_LENGTH, EmoClip, TemporalTransformer, TextTower, VisionTower,  # noqa: E402
                           emoclip_from, read_state)


def full_size() -> EmoClip:
    """ViT-B/32 and two temporal layers with heads of 2048, weights random."""
    return EmoClip(VisionTower(width=768, layers=12, patch=32, image=224, embed=512),
                   TextTower(width=512, layers=12, vocabulary=END_OF_TEXT + 1, embed=512),
                   TemporalTransformer(width=512, depth=2, inner=8 * 2048, hidden=512), torch.tensor(2.66))


def prompts(lengths: List[int]) -> torch.Tensor:
    """Random ids (PROMPTS, 77) of the given lengths, zero-padded: upstream computes the padding too."""
    ids = torch.zeros(PROMPTS, CONTEXT_LENGTH, dtype=torch.long)
    for row in range(PROMPTS):
        length = lengths[row % len(lengths)]
        ids[row, 0] = START_OF_TEXT
        ids[row, 1:length - 1] = torch.randint(1, START_OF_TEXT, (length - 2,))
        ids[row, length - 1] = END_OF_TEXT
    return ids


def keep_freed_memory() -> None:
    """Has glibc keep what is freed. Otherwise it hands every large activation back to the system, and a batch of 32
    frames costs up to three times as much, all of it page faults: that would flatter what is compared with this."""
    if sys.platform == "linux":
        trim_threshold, mmap_threshold = -1, -3  # the parameters' numbers in malloc.h
        library = ctypes.CDLL(None)
        library.mallopt(mmap_threshold, 1 << 30)
        library.mallopt(trim_threshold, (1 << 31) - 1)


def blas_name() -> str:
    """What PyTorch was built for and, if OpenBLAS is what is loaded, the kernel that it chose for this processor."""
    built = re.findall(r"\bBLAS_INFO=\w+", torch.__config__.show())
    if sys.platform != "linux":
        return ", ".join(built)
    loaded = {line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines() if "libopenblas" in line}
    for path in loaded:
        library = ctypes.CDLL(path)
        library.openblas_get_corename.restype = ctypes.c_char_p
        built.append(f"{Path(path).name} {library.openblas_get_corename().decode()}")
    return ", ".join(built)


def main() -> None:
    keep_freed_memory()
    torch.manual_seed(1)
    torch.set_num_threads(arguments.threads)
    model = emoclip_from(read_state(arguments.checkpoint)) if arguments.checkpoint else full_size()
    frames = torch.randn(FRAMES, 3, model.vision.image, model.vision.image)
    ids = prompts(arguments.token_lengths)
    with torch.inference_mode():
        parts: Dict[str, Callable[[], object]] = {
            "clip": lambda: model.embed_clip(model.vision(frames)),
            "text": lambda: model.text(ids),
        }
        print(json.dumps({"torch": torch.__version__, "blas": blas_name()}), flush=True)
        for line in sys.stdin:
            start = time.perf_counter()
            parts[line.strip()]()
            print(json.dumps({"ms": (time.perf_counter() - start) * 1000}), flush=True)


if __name__ == "__main__":
    main()
