"""A package as a value: what its files say of the course, for whoever compares or decodes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scormpack.answer_key import QuestionKey
from scormpack.contract import CourseContract, FormerLayout, FormerLayouts
from scormpack.verify.archive import read_archive
from scormpack.verify.manifests import NotOursError
from scormpack.verify.package import inspect_files, read_files

FORMER_PREFIX = "self.scormpackFormer="


@dataclass(frozen=True, slots=True)
class Packed:
    """``keys`` are by part, ``data`` as `scormpack inspect` gives it."""

    contract: CourseContract
    keys: dict[str, tuple[QuestionKey, ...]]
    former: tuple[FormerLayout, ...]
    target: str
    identifiers: dict[str, Any]
    data: dict[str, Any]


def read_packed(path: Path) -> Packed:
    """The package at ``path``. Raises `NotOursError` with the reason in words."""
    return packed_from(read_archive(path))


def packed_from(files: Mapping[str, bytes]) -> Packed:
    """The package of these files. Raises `NotOursError`."""
    manifest, contract, keys = read_files(files)
    return Packed(
        contract=contract,
        keys=keys,
        former=_former(files, contract),
        target=manifest.target,
        identifiers=manifest.identifiers,
        data=inspect_files(files),
    )


def _former(files: Mapping[str, bytes], contract: CourseContract) -> tuple[FormerLayout, ...]:
    name = contract.layout.former
    if name is None:
        return ()
    text = files.get(name, b"").decode("utf-8", "replace").strip()
    if not text.startswith(FORMER_PREFIX):
        raise NotOursError(f"its `{name}` is missing or damaged")
    try:
        return FormerLayouts.model_validate(json.loads(text[len(FORMER_PREFIX) :])).layouts
    except (ValueError, ValidationError, RecursionError) as error:
        raise NotOursError(f"its `{name}` is damaged") from error
