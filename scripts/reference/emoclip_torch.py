"""EmoCLIP's network in plain PyTorch, to compare with: no part of the program, and no user needs it.

The towers carry the parameter names of the published checkpoints (OpenAI's CLIP, EmoCLIP's temporal transformer), take
every size from the shapes of a state dict, and load it strictly: a missing or an unexpected name is an error.
Letters in shapes: B clips or texts, T frames of a clip, N frames together, L tokens, E embedding width, W tower width.
"""
from collections import OrderedDict
from dataclasses import dataclass
from typing import Dict, Optional

import torch
from torch import Tensor, nn
from torch.nn import functional as F

State = Dict[str, Tensor]

CONTEXT_LENGTH = 77
TEMPORAL_HEADS = 8  # the one size that no shape tells
TOWER_HEAD_WIDTH = 64
PIXEL_MEAN = (0.48145466, 0.4578275, 0.40821073)
PIXEL_STD = (0.26862954, 0.26130258, 0.27577711)


class QuickGELU(nn.Module):
    """CLIP's approximation of GELU."""

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.sigmoid(1.702 * x)


class ResidualAttentionBlock(nn.Module):
    """A pre-norm block of CLIP's towers."""

    def __init__(self, width: int, hidden: int):
        super().__init__()
        self.attn = nn.MultiheadAttention(width, width // TOWER_HEAD_WIDTH)
        self.ln_1 = nn.LayerNorm(width)
        self.mlp = nn.Sequential(OrderedDict([
            ("c_fc", nn.Linear(width, hidden)),
            ("gelu", QuickGELU()),
            ("c_proj", nn.Linear(hidden, width)),
        ]))
        self.ln_2 = nn.LayerNorm(width)

    def forward(self, x: Tensor, mask: Optional[Tensor] = None) -> Tensor:
        """x (L, B, W), mask (L, L) added to the attention logits, to (L, B, W)."""
        y = self.ln_1(x)
        x = x + self.attn(y, y, y, need_weights=False, attn_mask=mask)[0]
        return x + self.mlp(self.ln_2(x))


class Transformer(nn.Module):
    """The blocks of one tower."""

    def __init__(self, width: int, hidden: int, layers: int):
        super().__init__()
        self.resblocks = nn.ModuleList(ResidualAttentionBlock(width, hidden) for _ in range(layers))

    def forward(self, x: Tensor, mask: Optional[Tensor] = None) -> Tensor:
        """x (B, L, W) to (B, L, W); between the blocks the tokens come first, as upstream."""
        x = x.permute(1, 0, 2)
        for block in self.resblocks:
            x = block(x, mask)
        return x.permute(1, 0, 2)


class VisionTower(nn.Module):
    """CLIP's image encoder (a ViT)."""

    def __init__(self, *, width: int, layers: int, patch: int, image: int, embed: int, hidden: int = 0):
        super().__init__()
        self.image = image
        self.class_embedding = nn.Parameter(torch.randn(width) * width ** -0.5)
        self.positional_embedding = nn.Parameter(torch.randn((image // patch) ** 2 + 1, width) * width ** -0.5)
        self.proj = nn.Parameter(torch.randn(width, embed) * width ** -0.5)
        self.conv1 = nn.Conv2d(3, width, patch, patch, bias=False)
        self.ln_pre = nn.LayerNorm(width)
        self.transformer = Transformer(width, hidden or 4 * width, layers)
        self.ln_post = nn.LayerNorm(width)

    @classmethod
    def from_state(cls, state: State) -> "VisionTower":
        width, _, patch, _ = state["conv1.weight"].shape
        grid = round((state["positional_embedding"].shape[0] - 1) ** 0.5)
        tower = cls(width=width, layers=layer_count(state), patch=patch, image=grid * patch,
                    embed=state["proj"].shape[1], hidden=state["transformer.resblocks.0.mlp.c_fc.weight"].shape[0])
        tower.load_state_dict(state)
        return tower

    def forward(self, frames: Tensor) -> Tensor:
        """Prepared frames (N, 3, S, S) to embeddings (N, E)."""
        x = self.conv1(frames).flatten(2).permute(0, 2, 1)
        x = torch.cat([self.class_embedding.expand(x.shape[0], 1, -1), x], 1)
        x = self.transformer(self.ln_pre(x + self.positional_embedding))
        return self.ln_post(x[:, 0]) @ self.proj


class TextTower(nn.Module):
    """CLIP's text encoder."""

    def __init__(self, *, width: int, layers: int, vocabulary: int, embed: int, hidden: int = 0):
        super().__init__()
        self.positional_embedding = nn.Parameter(torch.randn(CONTEXT_LENGTH, width) * 0.01)
        self.text_projection = nn.Parameter(torch.randn(width, embed) * width ** -0.5)
        self.transformer = Transformer(width, hidden or 4 * width, layers)
        self.token_embedding = nn.Embedding(vocabulary, width)
        self.ln_final = nn.LayerNorm(width)

    @classmethod
    def from_state(cls, state: State) -> "TextTower":
        vocabulary, width = state["token_embedding.weight"].shape
        tower = cls(width=width, layers=layer_count(state), vocabulary=vocabulary,
                    embed=state["text_projection"].shape[1],
                    hidden=state["transformer.resblocks.0.mlp.c_fc.weight"].shape[0])
        tower.load_state_dict(state)
        return tower

    def forward(self, ids: Tensor) -> Tensor:
        """Token ids (B, L) to embeddings (B, E), read at the end-of-text token: the largest id."""
        length = ids.shape[1]
        x = self.token_embedding(ids) + self.positional_embedding
        mask = torch.full((length, length), float("-inf"), dtype=x.dtype).triu(1)
        x = self.ln_final(self.transformer(x, mask))
        return x[torch.arange(x.shape[0]), ids.argmax(-1)] @ self.text_projection


class Residual(nn.Module):
    """x + fn(x)."""

    def __init__(self, fn: nn.Module):
        super().__init__()
        self.fn = fn

    def forward(self, x: Tensor) -> Tensor:
        return x + self.fn(x)


class PreNorm(nn.Module):
    """fn(norm(x))."""

    def __init__(self, width: int, fn: nn.Module):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.fn = fn

    def forward(self, x: Tensor) -> Tensor:
        return self.fn(self.norm(x))


class Attention(nn.Module):
    """Attention whose heads are not bound to the width of the tokens."""

    def __init__(self, width: int, inner: int):
        super().__init__()
        self.to_qkv = nn.Linear(width, 3 * inner, bias=False)
        self.to_out = nn.Sequential(nn.Linear(inner, width), nn.Dropout(0.0))

    def forward(self, x: Tensor) -> Tensor:
        """(B, L, E) to (B, L, E)."""
        q, k, v = (part.unflatten(-1, (TEMPORAL_HEADS, -1)).transpose(1, 2) for part in self.to_qkv(x).chunk(3, -1))
        weights = (q @ k.transpose(-1, -2) * q.shape[-1] ** -0.5).softmax(-1)
        return self.to_out((weights @ v).transpose(1, 2).flatten(2))


class FeedForward(nn.Module):
    """The MLP of a temporal block."""

    def __init__(self, width: int, hidden: int):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(width, hidden), nn.GELU(approximate="tanh"), nn.Dropout(0.0),
                                 nn.Linear(hidden, width), nn.Dropout(0.0))

    def forward(self, x: Tensor) -> Tensor:
        return self.net(x)


class TemporalLayers(nn.Module):
    """Pairs of attention and MLP; no norm at the end."""

    def __init__(self, *, width: int, depth: int, inner: int, hidden: int):
        super().__init__()
        self.layers = nn.ModuleList(nn.ModuleList([
            Residual(PreNorm(width, Attention(width, inner))),
            Residual(PreNorm(width, FeedForward(width, hidden))),
        ]) for _ in range(depth))

    def forward(self, x: Tensor) -> Tensor:
        for attention, feed_forward in self.layers:
            x = feed_forward(attention(x))
        return x


class TemporalTransformer(nn.Module):
    """EmoCLIP's transformer over the frames of a clip."""

    def __init__(self, *, width: int, depth: int, inner: int, hidden: int, positions: int = 1024):
        super().__init__()
        self.cls_token = nn.Parameter(torch.randn(1, 1, width))
        self.pos_embedding = nn.Parameter(torch.randn(1, positions, width))
        self.temporal_transformer = TemporalLayers(width=width, depth=depth, inner=inner, hidden=hidden)

    @classmethod
    def from_state(cls, state: State) -> "TemporalTransformer":
        first = "temporal_transformer.layers.0."
        _, positions, width = state["pos_embedding"].shape
        depth = 1 + max(int(name.split(".")[2]) for name in state if name.startswith("temporal_transformer."))
        tower = cls(width=width, depth=depth, positions=positions,
                    inner=state[first + "0.fn.fn.to_out.0.weight"].shape[1],
                    hidden=state[first + "1.fn.fn.net.0.weight"].shape[0])
        tower.load_state_dict(state)
        return tower

    def forward(self, frames: Tensor) -> Tensor:
        """Frame embeddings (B, T, E) to clip embeddings (B, E), read at the class token."""
        x = torch.cat([self.cls_token.expand(frames.shape[0], -1, -1), frames], 1)
        return self.temporal_transformer(x + self.pos_embedding[:, :x.shape[1]])[:, 0]


@dataclass
class EmoClip:
    """The towers together; temporal is None in a plain CLIP, whose clips are the mean of their frames."""

    vision: VisionTower
    text: TextTower
    temporal: Optional[TemporalTransformer]
    logit_scale: Tensor

    def double(self) -> "EmoClip":
        """The same network in float64."""
        return EmoClip(self.vision.double(), self.text.double(), self.temporal and self.temporal.double(),
                       self.logit_scale.double())

    def embed_clip(self, frame_embeds: Tensor) -> Tensor:
        """(T, E) to (E,)."""
        return frame_embeds.mean(0) if self.temporal is None else self.temporal(frame_embeds[None])[0]

    def logits(self, video_embeds: Tensor, text_embeds: Tensor) -> Tensor:
        """(B, E) and (C, E) to (B, C)."""
        return self.logit_scale.exp() * F.normalize(video_embeds, dim=-1) @ F.normalize(text_embeds, dim=-1).T


def layer_count(state: State) -> int:
    """How many blocks the tower of this state dict has."""
    return 1 + max(int(name.split(".")[2]) for name in state if name.startswith("transformer.resblocks."))


def read_state(path: str) -> State:
    """A state dict or a TorchScript archive, as float32, without the prefix that DistributedDataParallel leaves."""
    try:
        state = torch.jit.load(path, map_location="cpu").state_dict()
    except RuntimeError:
        state = torch.load(path, map_location="cpu")
    return {name[len("module."):] if name.startswith("module.") else name: value.detach().float()
            for name, value in state.items()}


def part(state: State, prefix: str) -> State:
    """The entries below a prefix, named without it."""
    return {name[len(prefix):]: value for name, value in state.items() if name.startswith(prefix)}


def clip_from(state: State) -> EmoClip:
    """A plain CLIP under OpenAI's names; the three sizes that its archives carry as tensors are dropped."""
    apart = ("visual.", "logit_scale", "input_resolution", "context_length", "vocab_size")
    text = {name: value for name, value in state.items() if not name.startswith(apart)}
    return EmoClip(VisionTower.from_state(part(state, "visual.")), TextTower.from_state(text), None,
                   state["logit_scale"])


def emoclip_from(state: State) -> EmoClip:
    """The official state dict: a whole CLIP, the temporal transformer, and a logit scale trained beside CLIP's."""
    clip = clip_from(part(state, "backbone."))
    return EmoClip(clip.vision, clip.text, TemporalTransformer.from_state(part(state, "temporal.")),
                   state["logit_scale"])


def downstream_from(state: State, clip: EmoClip) -> EmoClip:
    """The released downstream weights, which have no text tower: that and the logit scale come from a CLIP."""
    return EmoClip(VisionTower.from_state(part(state, "backbone.")), clip.text,
                   TemporalTransformer.from_state(part(state, "temporal.")), clip.logit_scale)


def prepare_frames(frames: Tensor, size: int) -> Tensor:
    """RGB bytes (T, H, W, 3) to the visual tower's input (T, 3, size, size), in upstream's order: normalise, resize
    the short side (bicubic, no antialias), cut the centre. The roundings are torchvision's: the long side down, the
    crop's corner to the nearest, halves to even."""
    x = frames.permute(0, 3, 1, 2).float() / 255
    x = (x - torch.tensor(PIXEL_MEAN).view(3, 1, 1)) / torch.tensor(PIXEL_STD).view(3, 1, 1)
    short = min(x.shape[2:])
    height, width = (int(size * side / short) for side in x.shape[2:])
    x = F.interpolate(x, (height, width), mode="bicubic", align_corners=False)
    top, left = round((height - size) / 2), round((width - size) / 2)
    return x[:, :, top:top + size, left:left + size]
