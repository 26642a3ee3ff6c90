"""How each target's package is launched here, and by whom: what an LMS puts into the address."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

from scormpack.bundle import Bundle
from scormpack.lrs_server import Cmi5Launch, Lrs
from scormpack.verify.manifests import Manifest, read_manifest
from scormpack.verify.packed import packed_from
from scormpack.verify.whole_learner import whole_state

HOME_PAGE = "https://preview.example.org"
STATE_ID = "scormpack.resume"
DOCUMENT_FORMAT = 1
NAMESPACE = uuid.UUID("a3d0c1e4-6d0b-5f0e-9a55-2c7d5c9b1f60")

Mode = Literal["normal", "review", "browse"]


@dataclass(frozen=True, slots=True)
class Visit:
    """Who is launched: the learner's number in this preview; ``mode`` as the LMS says it."""

    target: str
    learner: int
    mode: Mode = "normal"

    @property
    def actor(self) -> dict[str, Any]:
        """An agent with an account, as an LMS names its learners."""
        return {
            "objectType": "Agent",
            "name": f"Learner {self.learner}",
            "account": {"homePage": HOME_PAGE, "name": f"learner-{self.learner}"},
        }

    @property
    def registration(self) -> str:
        """The same for the same learner, so that progress is found again."""
        return str(uuid.uuid5(NAMESPACE, f"{self.target}/{self.learner}"))


def launch_file(bundle: Bundle) -> str:
    """The package's page that is launched, as its manifest names it."""
    return read_manifest(bundle.files).launch


def launch_query(visit: Visit, bundle: Bundle, lrs: Lrs, endpoint: str, authorization: str) -> str:
    """What stands behind the ``?`` of the launch; nothing for SCORM 1.2, whose LMS is a script of the page around it."""
    manifest = read_manifest(bundle.files)
    if visit.target == "xapi":
        return urlencode(
            {
                "endpoint": endpoint,
                "auth": authorization,
                "actor": json.dumps(visit.actor),
                "registration": visit.registration,
                "activity_id": manifest.identifiers["course"],
            }
        )
    if visit.target == "cmi5":
        return lrs.sessions.open(_cmi5_launch(visit, bundle, manifest))
    return ""


def _cmi5_launch(visit: Visit, bundle: Bundle, manifest: Manifest) -> Cmi5Launch:
    modes = {"normal": "Normal", "review": "Review", "browse": "Browse"}
    return Cmi5Launch(
        activity_id=activity_of(visit, bundle),
        actor=visit.actor,
        registration=visit.registration,
        au_id=manifest.identifiers["au"],
        session_id=str(uuid.uuid4()),
        launch_mode=modes[visit.mode],
        move_on=manifest.move_on,
        mastery_score=manifest.mastery_score,
    )


def activity_of(visit: Visit, bundle: Bundle) -> str:
    """The activity that the learner's state is filed under."""
    if visit.target == "cmi5":
        return f"{HOME_PAGE}/activities/{visit.registration}"
    return str(read_manifest(bundle.files).identifiers["course"])


def state_before_test(bundle: Bundle) -> str:
    """The state of a learner who has done all but the tests, at the first of them; all but the last part without any."""
    contract = packed_from(bundle.files).contract
    parts = [part for module in contract.modules for part in module.parts]
    left = [part.id for part in parts if part.kind == "test"] or [parts[-1].id]
    return whole_state(contract, without=left)


def give_state(visit: Visit, bundle: Bundle, lrs: Lrs, state: str) -> None:
    """Files a state in the LRS as the learner's own."""
    document = {"format": DOCUMENT_FORMAT, "resume": state}
    lrs.write_state(activity_of(visit, bundle), visit.actor, visit.registration, STATE_ID, document)
