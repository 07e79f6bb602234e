"""What `polymath setup` proposes: models and embedders, with download, memory and licence.

Sizes are about those of the published weights in 16 bits; what a model needs in memory is that and
some two gigabytes for the program, the embedder and a prompt of 8,192 tokens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_AROUND_GB = 2.0
#: Share of the machine's memory that a model may take.
_SHARE = 0.7


@dataclass(frozen=True)
class Proposal:
    """A model of the hub; `download_gb` is about what fetching it takes, in gigabytes."""

    source: str
    download_gb: float
    licence: str
    languages: str

    @property
    def memory_gb(self) -> float:
        """About how much memory answering takes, in gigabytes."""
        return self.download_gb + _AROUND_GB

    def __str__(self) -> str:
        size = (
            f"{self.download_gb:.1f} GB"
            if self.download_gb >= 1
            else f"{1000 * self.download_gb:.0f} MB"
        )
        return f"{self.source}: downloads about {size}; {self.languages}; licence {self.licence}"


#: Instruct models that transformers knows without code of theirs, the largest first.
MODELS = (
    Proposal("microsoft/phi-4", 29.3, "MIT", "mostly English"),
    Proposal("Qwen/Qwen2.5-7B-Instruct", 15.2, "Apache-2.0", "29 languages, Korean too"),
    Proposal("Qwen/Qwen3-4B-Instruct-2507", 8.1, "Apache-2.0", "many languages, Korean too"),
    Proposal("microsoft/Phi-4-mini-instruct", 7.7, "MIT", "23 languages, Korean too"),
    Proposal(
        "meta-llama/Llama-3.2-3B-Instruct",
        6.4,
        "Llama 3.2 Community (to be accepted on the hub; not open source)",
        "8 European and Asian languages, no Korean",
    ),
    Proposal("HuggingFaceTB/SmolLM2-1.7B-Instruct", 3.4, "Apache-2.0", "English"),
    Proposal("Qwen/Qwen2.5-1.5B-Instruct", 3.1, "Apache-2.0", "29 languages, Korean too"),
    Proposal("Qwen/Qwen2.5-0.5B-Instruct", 1.0, "Apache-2.0", "29 languages, Korean too"),
    Proposal("HuggingFaceTB/SmolLM2-360M-Instruct", 0.7, "Apache-2.0", "English"),
)

#: Embedders for many languages, the one to begin with first.
EMBEDDERS = (
    Proposal(
        "sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2",
        0.5,
        "Apache-2.0",
        "50 languages, Korean too",
    ),
    Proposal("intfloat/multilingual-e5-small", 0.5, "MIT", "94 languages, Korean too"),
)


def fitting(memory_gb: float, most: int = 4) -> Sequence[Proposal]:
    """The `most` largest models that fit a machine with so much memory, in gigabytes."""
    return [model for model in MODELS if model.memory_gb <= _SHARE * memory_gb][:most]


def machine_memory_gb() -> float:
    """The memory that a model can have here: the accelerator's where there is one, in gigabytes."""
    import psutil
    import torch

    if torch.cuda.is_available():
        return float(torch.cuda.get_device_properties(0).total_memory) / 1e9
    return float(psutil.virtual_memory().total) / 1e9


def hub_reachable() -> bool:
    """Whether models can be downloaded: asks the hub about one, for some seconds at most."""
    from huggingface_hub import HfApi

    try:
        HfApi().model_info(EMBEDDERS[0].source, timeout=5)
    except Exception:  # whatever its client raises means the same: no download from here
        return False
    return True
