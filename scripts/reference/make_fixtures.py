"""Writes test/fixtures/checkpoints: tiny checkpoints in every accepted format and what PyTorch computes with them.

Run from anywhere: python3 scripts/reference/make_fixtures.py. The same PyTorch gives the same files.
To stay small, the tensors of the .pth and .pt files are views (overlapping, transposed) of short random storages, which
is also what a reader of such files must be able to follow.
"""
import json
import math
import struct
from collections import OrderedDict
from pathlib import Path
from typing import Callable, Dict, List, Tuple
from unittest.mock import patch

import numpy
import torch
from torch import Tensor, nn

from emoclip_torch import (CONTEXT_LENGTH, EmoClip, State, TemporalTransformer, TextTower, VisionTower, clip_from,
                           downstream_from, emoclip_from, part, prepare_frames, read_state)

FOLDER = Path(__file__).resolve().parents[2] / "test" / "fixtures" / "checkpoints"
VOCABULARY = 49408

# Sizes: the short side's multiple, and what is left over at the crop (74, 3 and 1 pixels: halves round to even).
CLIPS = [
    {"frames": 12, "height": 48, "width": 64, "stepX": 7, "stepY": 13},
    {"frames": 1, "height": 227, "width": 224, "stepX": 1, "stepY": 2},
    {"frames": 3, "height": 224, "width": 225, "stepX": 83, "stepY": 5},
]

# The ids come from a byte-pair encoder of our own over CLIP's vocabulary: entities undone twice, text cut at 77.
TEXTS = {
    "A person with raised brows, wide eyes and an open mouth.":
        [49406, 320, 2533, 593, 6027, 14998, 267, 3184, 3095, 537, 550, 1488, 4932, 269, 49407],
    "She's frowning;  the lip corners\tpull down.":
        [49406, 1043, 568, 626, 86, 762, 282, 518, 8546, 19584, 6857, 1136, 269, 49407],
    "Kaum Gefühl 🙂: Gesicht wie eingefroren &amp;amp; Blick gesenkt (N1 = 6/7)":
        [49406, 9299, 332, 619, 69, 6522, 5956, 32006, 281, 619, 82, 5333, 339, 9131, 68, 11790, 626, 2596, 261, 833,
         1068, 619, 1057, 7792, 263, 333, 272, 284, 277, 270, 278, 264, 49407],
    "smile": [49406, 3490, 49407],
    "The patient sits still, keeps the eyes on the floor, answers in one word, and neither the forehead nor "
    "the cheeks nor the mouth move while the interviewer talks about the family, the work, the ward, the "
    "garden, the food, the visitors of last week, the film of yesterday evening, the plans for the summer, "
    "and the music that used to bring a smile to the face in earlier years":
        [49406, 518, 6262, 12726, 1170, 267, 6333, 518, 3095, 525, 518, 4125, 267, 8692, 530, 637, 2653, 267, 537,
         14398, 518, 25394, 6190, 518, 23019, 6190, 518, 4932, 2783, 1519, 518, 1006, 15061, 3237, 781, 518, 1315,
         267, 518, 951, 267, 518, 1460, 267, 518, 2756, 267, 518, 1559, 267, 518, 9160, 539, 952, 994, 267, 518,
         1860, 539, 1926, 2285, 267, 518, 4181, 556, 518, 1673, 267, 537, 518, 1179, 682, 2026, 531, 2430, 320, 49407],
}


def pool_strides(shape: Tuple[int, ...], length: int, transposed: bool) -> Tuple[int, ...]:
    """Strides of a view of that shape into a storage of that many elements; rows overlap where it is too short."""
    if len(shape) == 2 and shape[0] == VOCABULARY:
        return 1, (length - VOCABULARY) // shape[1]
    if transposed and len(shape) == 2 and math.prod(shape) <= length:
        return 1, shape[0]
    inner = [math.prod(shape[axis + 1:]) for axis in range(len(shape))]
    wide = next((axis for axis, size in enumerate(shape) if size > 1), 0)
    if shape[wide:]:
        inner[wide] = min(inner[wide], (length - inner[wide]) // shape[wide])
    return tuple(inner)


class Pool:
    """One short random storage, and views of it at ever other places."""

    def __init__(self, length: int, dtype: torch.dtype, mean: float = 0.0, std: float = 0.12):
        self.values = (mean + std * torch.randn(length)).to(dtype)
        self.count = 0

    def view(self, shape: Tuple[int, ...]) -> Tensor:
        length = self.values.numel()
        strides = pool_strides(shape, length, self.count % 2 == 1)
        free = length - 1 - sum((size - 1) * stride for size, stride in zip(shape, strides))
        self.count += 1
        return self.values.as_strided(shape, strides, self.count * 4001 % (free + 1))


def is_gain(name: str) -> bool:
    """Whether this is the weight of a layer norm, which lies around one."""
    return name.endswith("weight") and any(norm in name for norm in ("ln_", ".norm."))


def pooled(module: nn.Module, dtype_of: Callable[[str], torch.dtype], lengths: Dict[torch.dtype, int]) -> State:
    """The module's state dict (metadata and order kept) with every parameter a view of its dtype's pool."""
    pools = {dtype: Pool(length, dtype) for dtype, length in lengths.items()}
    gains = {dtype: Pool(600, dtype, 1.0) for dtype in lengths}
    state = module.state_dict()
    for name, value in state.items():
        if "logit_scale" in name:
            state[name] = value.to(dtype_of(name))
        elif value.is_floating_point():
            state[name] = (gains if is_gain(name) else pools)[dtype_of(name)].view(tuple(value.shape))
    return state


class OpenAiClip(nn.Module):
    """CLIP's towers under OpenAI's names, in OpenAI's order."""

    def __init__(self, vision: VisionTower, text: TextTower, logit_scale: float):
        super().__init__()
        self.positional_embedding = text.positional_embedding
        self.text_projection = text.text_projection
        self.logit_scale = nn.Parameter(torch.tensor(logit_scale))
        self.visual = vision
        self.transformer = text.transformer
        self.token_embedding = text.token_embedding
        self.ln_final = text.ln_final
        self.text = [text]  # in a list, so that its parameters are not registered a second time

    def encode_image(self, frames: Tensor) -> Tensor:
        """(N, 3, S, S) to (N, E)."""
        return self.visual(frames)

    def encode_text(self, ids: Tensor) -> Tensor:
        """(B, 77) to (B, E)."""
        return self.text[0](ids)


class VClip(nn.Module):
    """EmoCLIP under its official names."""

    def __init__(self, backbone: nn.Module, temporal: TemporalTransformer, logit_scale: float):
        super().__init__()
        self.backbone = backbone
        self.temporal = temporal
        self.logit_scale = nn.Parameter(torch.tensor(logit_scale))


def write_emoclip() -> None:
    """As training on two graphics cards leaves it: prefix, places named cuda:0, CLIP in half precision."""
    vision = VisionTower(width=128, layers=2, patch=32, image=224, embed=48)
    text = TextTower(width=64, layers=1, vocabulary=VOCABULARY, embed=48)
    temporal = TemporalTransformer(width=48, depth=2, inner=8 * 8, hidden=40)
    model = nn.ModuleDict({"module": VClip(OpenAiClip(vision, text, 2.0), temporal, 2.5)})
    state = pooled(model, lambda name: torch.half if ".backbone." in name else torch.float,
                   {torch.half: 56000, torch.float: 9500})
    with patch("torch.serialization.location_tag", return_value="cuda:0"):
        torch.save(state, FOLDER / "emoclip.pth")


def write_emoclip_bf16() -> None:
    """Other sizes in every place, all of it in bfloat16, no prefix."""
    vision = VisionTower(width=64, layers=1, patch=16, image=64, embed=32)
    text = TextTower(width=128, layers=2, vocabulary=VOCABULARY, embed=32)
    temporal = TemporalTransformer(width=32, depth=4, inner=8 * 16, hidden=64)
    model = VClip(OpenAiClip(vision, text, 2.0), temporal, 2.25)
    torch.save(pooled(model, lambda name: torch.bfloat16, {torch.bfloat16: 56000}), FOLDER / "emoclip-bf16.pth")


def write_downstream() -> None:
    """As released for the downstream task: the visual tower alone is the backbone, and entries are Parameters."""
    vision = VisionTower(width=128, layers=2, patch=32, image=224, embed=48)
    temporal = TemporalTransformer(width=48, depth=2, inner=8 * 8, hidden=40)
    state = pooled(nn.ModuleDict({"backbone": vision, "temporal": temporal}),
                   lambda name: torch.half if name.startswith("backbone.") else torch.float,
                   {torch.half: 30000, torch.float: 9500})
    torch.save(OrderedDict((name, nn.Parameter(value)) for name, value in state.items()), FOLDER / "downstream.pth")


def write_clip_jit() -> None:
    """A traced CLIP as OpenAI publishes it. Matrices in half precision, the rest in single: for a reader of the
    tensors; its code would want a graphics card."""
    vision = VisionTower(width=128, layers=1, patch=32, image=224, embed=48)
    text = TextTower(width=64, layers=2, vocabulary=VOCABULARY, embed=48)
    model = OpenAiClip(vision, text, 2.75).eval().requires_grad_(False)
    sizes = {"input_resolution": 224, "context_length": CONTEXT_LENGTH, "vocab_size": VOCABULARY}
    for name, size in sizes.items():
        model.register_buffer(name, torch.tensor(size))
    state = pooled(model, lambda name: torch.float if "ln_" in name or "positional" in name else torch.half,
                   {torch.half: 56000, torch.float: 6000})
    traced = torch.jit.trace_module(model, {"encode_image": torch.zeros(1, 3, 224, 224),
                                            "encode_text": torch.ones(1, CONTEXT_LENGTH, dtype=torch.long)})
    for name, parameter in traced.named_parameters():
        parameter.data = state[name]
    torch.jit.save(traced, FOLDER / "clip.jit.pt")


def hugging_face_blocks(state: State, prefix: str) -> State:
    """CLIP's blocks under Hugging Face's names, where queries, keys and values lie apart."""
    names = {"attn.out_proj": "self_attn.out_proj", "ln_1": "layer_norm1", "ln_2": "layer_norm2",
             "mlp.c_fc": "mlp.fc1", "mlp.c_proj": "mlp.fc2"}
    out: State = {}
    for name, value in part(state, "transformer.resblocks.").items():
        index, _, rest = name.partition(".")
        layer = f"{prefix}.encoder.layers.{index}."
        if rest.startswith("attn.in_proj_"):
            kind = rest[len("attn.in_proj_"):]
            out.update({f"{layer}self_attn.{which}_proj.{kind}": third for which, third in zip("qkv", value.chunk(3))})
        else:
            module, _, kind = rest.rpartition(".")
            out[f"{layer}{names[module]}.{kind}"] = value
    return out


def to_hugging_face(vision: State, text: State, logit_scale: Tensor) -> State:
    """A CLIP under the names of Hugging Face's CLIPModel ("pre_layrnorm" is theirs)."""
    return {
        "logit_scale": logit_scale,
        "text_model.embeddings.position_ids": torch.arange(text["positional_embedding"].shape[0])[None],
        "text_model.embeddings.token_embedding.weight": text["token_embedding.weight"],
        "text_model.embeddings.position_embedding.weight": text["positional_embedding"],
        **hugging_face_blocks(text, "text_model"),
        "text_model.final_layer_norm.weight": text["ln_final.weight"],
        "text_model.final_layer_norm.bias": text["ln_final.bias"],
        "text_projection.weight": text["text_projection"].T,
        "vision_model.embeddings.class_embedding": vision["class_embedding"],
        "vision_model.embeddings.patch_embedding.weight": vision["conv1.weight"],
        "vision_model.embeddings.position_embedding.weight": vision["positional_embedding"],
        "vision_model.embeddings.position_ids": torch.arange(vision["positional_embedding"].shape[0])[None],
        "vision_model.pre_layrnorm.weight": vision["ln_pre.weight"],
        "vision_model.pre_layrnorm.bias": vision["ln_pre.bias"],
        **hugging_face_blocks(vision, "vision_model"),
        "vision_model.post_layernorm.weight": vision["ln_post.weight"],
        "vision_model.post_layernorm.bias": vision["ln_post.bias"],
        "visual_projection.weight": vision["proj"].T,
    }


def write_safetensors(path: Path, state: State) -> None:
    """Length of the header (8 bytes), header (JSON, padded by blanks to 8 bytes), then the tensors' bytes."""
    names = {torch.float: "F32", torch.half: "F16", torch.long: "I64"}
    header: Dict[str, object] = {"__metadata__": {"format": "pt"}}
    data = b""
    for name, value in sorted(state.items()):
        raw = value.contiguous().numpy().tobytes()
        header[name] = {"dtype": names[value.dtype], "shape": list(value.shape),
                        "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    head = json.dumps(header, separators=(",", ":")).encode()
    head += b" " * (-len(head) % 8)
    path.write_bytes(struct.pack("<Q", len(head)) + head + data)


def write_clip_hugging_face() -> EmoClip:
    """A small vocabulary: this format cannot hold views, so the token table is stored in full. Returns the CLIP, since
    its names are not among those that emoclip_torch reads."""
    vision = VisionTower(width=64, layers=2, patch=8, image=32, embed=40)
    text = TextTower(width=64, layers=1, vocabulary=520, embed=40)

    def rounded(tower: nn.Module) -> State:
        return pooled(tower, lambda name: torch.float if "ln_" in name else torch.half,
                      {torch.half: 40000, torch.float: 600})

    states = rounded(vision), rounded(text)
    for tower, state in zip((vision, text), states):
        tower.load_state_dict(state)
    logit_scale = torch.tensor(3.0)
    write_safetensors(FOLDER / "clip-hf.safetensors", to_hugging_face(*states, logit_scale))
    return EmoClip(vision, text, None, logit_scale)


def clip_frames(clip: Dict[str, int]) -> Tensor:
    """The bytes of a clip (T, H, W, 3) by the formula of golden.json."""
    t, y, x, c = numpy.ogrid[:clip["frames"], :clip["height"], :clip["width"], :3]
    values = x * clip["stepX"] + y * clip["stepY"] + c * 29 + t * 31 + x * y % 17 * 3
    return torch.from_numpy((values % 256).astype(numpy.uint8))


def padded(ids: List[int]) -> List[int]:
    """Ids and zeros up to the 77 that CLIP takes."""
    return ids + [0] * (CONTEXT_LENGTH - len(ids))


def compact(values: Tensor) -> object:
    """Nested lists of numbers with seven significant digits."""
    if values.dim() > 0:
        return [compact(value) for value in values]
    return float(f"{values.item():.7g}")


def golden_of(model: EmoClip, files: List[str], ids: List[List[int]]) -> Dict[str, object]:
    """All that one combination of files gives for the clips and the texts, in float64: the same digits everywhere."""
    model = model.double()
    with torch.inference_mode():
        text_embeds = model.text(torch.tensor(ids))
        clips = []
        for clip in CLIPS:
            frame_embeds = model.vision(prepare_frames(clip_frames(clip), model.vision.image).double())
            video_embeds = model.embed_clip(frame_embeds)
            logits = model.logits(video_embeds[None], text_embeds)[0]
            clips.append({"frameEmbeds": compact(frame_embeds), "videoEmbeds": compact(video_embeds),
                          "logits": compact(logits), "probabilities": compact(logits.softmax(-1))})
    return {"files": files, "imageSize": model.vision.image, "logitScale": compact(model.logit_scale),
            "inputIds": ids, "textEmbeds": compact(text_embeds), "clips": clips}


def pixel_samples(size: int, row_step: int, column_step: int) -> Dict[str, object]:
    """Of each clip's first prepared frame (3, size, size) every n-th row and column, flattened."""
    samples = [prepare_frames(clip_frames(clip)[:1], size)[0, :, ::row_step, ::column_step] for clip in CLIPS]
    return {"imageSize": size, "rowStep": row_step, "columnStep": column_step,
            "clips": [compact(sample.flatten()) for sample in samples]}


def to_text(value: object, indent: str = "") -> str:
    """JSON with one line for each array of plain values."""
    inner = indent + " "
    if isinstance(value, dict):
        lines = [f"{inner}{json.dumps(key)}: {to_text(item, inner)}" for key, item in value.items()]
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
    if isinstance(value, list) and any(isinstance(item, (list, dict)) for item in value):
        return "[\n" + ",\n".join(inner + to_text(item, inner) for item in value) + f"\n{indent}]"
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def main() -> None:
    torch.manual_seed(38)  # of those tried, the one whose top classes stand out most clearly everywhere
    FOLDER.mkdir(parents=True, exist_ok=True)
    write_emoclip()
    write_emoclip_bf16()
    write_downstream()
    write_clip_jit()
    hugging_face = write_clip_hugging_face()
    clip = clip_from(read_state(str(FOLDER / "clip.jit.pt")))
    ids = [padded(text) for text in TEXTS.values()]
    small_ids = [padded([518, *(1 + (row * 97 + column * 31) % 500 for column in range(4 + row * 9)), 519])
                 for row in range(3)]
    combinations = {
        "emoclip": golden_of(emoclip_from(read_state(str(FOLDER / "emoclip.pth"))), ["emoclip.pth"], ids),
        "emoclipBf16": golden_of(emoclip_from(read_state(str(FOLDER / "emoclip-bf16.pth"))), ["emoclip-bf16.pth"],
                                 ids),
        "downstream": golden_of(downstream_from(read_state(str(FOLDER / "downstream.pth")), clip),
                                ["downstream.pth", "clip.jit.pt"], ids),
        "clip": golden_of(clip, ["clip.jit.pt"], ids),
        "clipHuggingFace": golden_of(hugging_face, ["clip-hf.safetensors"], small_ids),
    }
    golden = {
        "torch": torch.__version__,
        "frameFormula": "byte(t, y, x, c) = (x*stepX + y*stepY + c*29 + t*31 + ((x*y) mod 17)*3) mod 256",
        "clips": CLIPS,
        "texts": list(TEXTS),
        "pixelSamples": [pixel_samples(224, 37, 41), pixel_samples(64, 13, 11), pixel_samples(32, 7, 5)],
        "combinations": combinations,
    }
    (FOLDER / "golden.json").write_text(to_text(golden) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
