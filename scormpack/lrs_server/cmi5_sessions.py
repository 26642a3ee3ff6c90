"""The LMS's side of a cmi5 launch: launch data, learner preferences, and the address that gives the token once."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from scormpack.lrs_server.access import Grant, authority_of
from scormpack.lrs_server.answers import json_response
from scormpack.lrs_server.database import Database
from scormpack.lrs_server.documents import LAUNCH_DATA, Documents
from scormpack.lrs_server.relations import agent_key

SESSION_ID = "https://w3id.org/xapi/cmi5/context/extensions/sessionid"


@dataclass(frozen=True, slots=True)
class Cmi5Launch:
    """What an LMS says when it launches an assignable unit (cmi5, 8.1 and 10.0).

    ``activity_id`` is the LMS's id of the unit, ``au_id`` the publisher's; they must differ. ``mastery_score`` is 0 to 1.
    """

    activity_id: str
    actor: Mapping[str, Any]
    registration: str
    au_id: str
    session_id: str
    launch_mode: str = "Normal"
    move_on: str = "CompletedAndPassed"
    mastery_score: float | None = None
    return_url: str | None = None
    launch_method: str = "AnyWindow"
    launch_parameters: str = ""
    language_preference: str | None = None
    audio_preference: str | None = None

    def launch_data(self) -> dict[str, Any]:
        """The document LMS.LaunchData."""
        data: dict[str, Any] = {
            "contextTemplate": {
                "contextActivities": {"grouping": [{"objectType": "Activity", "id": self.au_id}]},
                "extensions": {SESSION_ID: self.session_id},
            },
            "launchMode": self.launch_mode,
            "launchMethod": self.launch_method,
            "moveOn": self.move_on,
        }
        if self.launch_parameters:
            data["launchParameters"] = self.launch_parameters
        if self.mastery_score is not None:
            data["masteryScore"] = self.mastery_score
        if self.return_url is not None:
            data["returnURL"] = self.return_url
        return data


class Cmi5Sessions:
    """Sessions by the code in their fetch address and by their token."""

    def __init__(self, database: Database, state: Documents, agent_profiles: Documents, endpoint: str) -> None:
        self._database, self._state, self._profiles, self._endpoint = database, state, agent_profiles, endpoint

    def open(self, launch: Cmi5Launch) -> str:
        """Writes what the unit will read, and gives the query of its address."""
        actor, registration = dict(launch.actor), launch.registration.lower()
        key = agent_key(actor)
        self._state.write(("state", launch.activity_id, key, registration), LAUNCH_DATA, launch.launch_data())
        wishes = {"languagePreference": launch.language_preference, "audioPreference": launch.audio_preference}
        given = {name: value for name, value in wishes.items() if value is not None}
        if given:
            self._profiles.write(("agent-profile", "", key, ""), "cmi5LearnerPreferences", given)
        code, token = secrets.token_urlsafe(24), _basic_credentials()
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO sessions VALUES (?, ?, 0, ?, ?)", (code, token, registration, json.dumps(actor))
            )
        fetch = f"{self._endpoint.removesuffix('xapi/')}cmi5/fetch/{code}"
        return urlencode(
            {
                "endpoint": self._endpoint,
                "fetch": fetch,
                "actor": json.dumps(actor),
                "registration": launch.registration,
                "activityId": launch.activity_id,
            }
        )

    def fetch(self, code: str) -> Response:
        """The token, the first time; afterwards an error, with status 200 too (cmi5, 8.2.3)."""
        with self._database.writing() as connection:
            row = connection.execute("SELECT token, used FROM sessions WHERE code = ?", (code,)).fetchone()
            connection.execute("UPDATE sessions SET used = 1 WHERE code = ?", (code,))
        if row is None:
            return json_response({"error-code": "2", "error-text": "this address belongs to no session"})
        if row[1]:
            return json_response({"error-code": "1", "error-text": "this address has given its token already"})
        return json_response({"auth-token": row[0]})

    def grant(self, token: str) -> Grant | None:
        """What a token allows; None for one that nobody was given."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT registration, actor FROM sessions WHERE token = ?", (token,)).fetchone()
        if row is None:
            return None
        return Grant(authority_of(self._endpoint, "cmi5"), row[0], json.loads(row[1]))


def _basic_credentials() -> str:
    """What stands after ``Basic`` (RFC 7617, 2): a unit puts the token there as it is (cmi5, 8.2)."""
    return base64.b64encode(f"session:{secrets.token_urlsafe(24)}".encode()).decode()
