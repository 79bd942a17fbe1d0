"""Writes test/fixtures/severity/torch.json: how PyTorch trains the multilayer perceptron of the paper on made-up numbers.

Run from anywhere: python3 scripts/reference/severity_torch.py (Debian: python3-torch). Weights and numbers are drawn here by a generator of
our own, so that the test draws the same.
"""
import json
from pathlib import Path
from typing import Dict, List

import torch

FILE = Path(__file__).resolve().parents[2] / "test" / "fixtures" / "severity" / "torch.json"
ROWS, OTHERS, INPUTS, HIDDEN, OUTPUTS, STEPS = 24, 4, 512, 256, 4, 40
SEEDS = {"numbers": 20240603, "weights": 20240604}
RATE, DECAY = 3e-4, 5e-3


class Draws:
    """Uniform on -1 to 1: the generator of Park and Miller."""

    def __init__(self, seed: int) -> None:
        self.state = seed

    def next(self) -> float:
        self.state = self.state * 48271 % 2147483647
        return 2 * self.state / 2147483647 - 1

    def tensor(self, *shape: int) -> torch.Tensor:
        count = 1
        for size in shape:
            count *= size
        return torch.tensor([self.next() for _ in range(count)], dtype=torch.float64).reshape(shape)


def run(kind: torch.dtype) -> Dict[str, List[float]]:
    numbers, weights = Draws(SEEDS["numbers"]), Draws(SEEDS["weights"])
    rows, others = numbers.tensor(ROWS, INPUTS).to(kind), numbers.tensor(OTHERS, INPUTS).to(kind)
    targets = (rows[:, :OUTPUTS] + 0.5 * numbers.tensor(ROWS, OUTPUTS).to(kind))
    network = torch.nn.Sequential(torch.nn.Linear(INPUTS, HIDDEN), torch.nn.ReLU(), torch.nn.Linear(HIDDEN, OUTPUTS)).to(kind)
    with torch.no_grad():
        for layer, fan_in in ((network[0], INPUTS), (network[2], HIDDEN)):
            for part in (layer.weight, layer.bias):
                part.copy_((weights.tensor(*part.shape) * fan_in ** -0.5).to(kind))
    adam = torch.optim.Adam(network.parameters(), lr=RATE, weight_decay=DECAY)
    losses = []
    for _ in range(STEPS):
        adam.zero_grad()
        loss = torch.nn.functional.mse_loss(network(rows), targets)
        loss.backward()
        adam.step()
        losses.append(float(loss.detach()))
    with torch.no_grad():
        return {"losses": losses, "estimates": [float(value) for value in network(others).ravel()]}


def main() -> None:
    written = {
        "rows": ROWS, "others": OTHERS, "inputs": INPUTS, "hidden": HIDDEN, "outputs": OUTPUTS,
        "seeds": SEEDS, "rate": RATE, "decay": DECAY, "single": run(torch.float32), "double": run(torch.float64),
    }
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(json.dumps(written, separators=(",", ":")) + "\n")


main()
