"""The password file: who may sign in, as what, with which password, hashed with Argon2id.

In: the path of a TOML file with a table for each name. Out: Users. The file is read again when it changes, so a person taken
out of it is out at the next request. Raises BadInput naming the file. The one home of argon2.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.access.people import Person, Role, may_be_called
from assistant.render.files import write_whole
from ingest.model import BadInput

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 10
NAME_LIMIT = 40
HEAD = "# 安责问答的登录名单。用 python -m assistant users add|passwd|remove|list 维护。\n"


@dataclass(frozen=True, slots=True)
class User:
    """A row of the file."""

    name: str
    role: Role
    password: str

    @property
    def person(self) -> Person:
        return Person(self.name, self.role, self.name)


class Users:
    """The password file, kept up to date while a server runs."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: tuple[int, int] | None = None
        self._users: Mapping[str, User] = {}
        self.all()

    def all(self) -> Mapping[str, User]:
        """Everyone in the file as it is now. Raises BadInput when it cannot be read."""
        try:
            stat = self.path.stat()
        except OSError:
            raise BadInput(f"{self.path}：没有这个登录名单；请先运行 python -m assistant users add 姓名") from None
        if (seen := (stat.st_mtime_ns, stat.st_size)) != self._seen:
            self._users, self._seen = read_users(self.path), seen
        return self._users

    def person(self, name: str) -> Person | None:
        """Who that is now; None for a name that has been taken out."""
        user = self.all().get(name)
        return user.person if user else None

    def check(self, name: str, password: str) -> Person | None:
        """The person if the password is right. A name that is not there costs the same time as a wrong password."""
        from argon2.exceptions import Argon2Error, InvalidHashError

        user = self.all().get(name)
        try:
            hasher().verify(user.password if user else _nobody(), password)
        except (Argon2Error, InvalidHashError):
            return None
        return user.person if user else None


@cache
def hasher() -> PasswordHasher:
    """Argon2id with the parameters of RFC 9106 for little memory."""
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobody() -> str:
    return hasher().hash(os.urandom(16).hex())


def read_users(path: Path) -> dict[str, User]:
    """The rows of a file. Raises BadInput naming the row that is wrong."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"{path}：登录名单读不出来（{error}）；请改正，或用 python -m assistant users 重新建") from None
    out = {}
    for name, row in tables.items():
        try:
            out[name] = User(name, Role(row["role"]), str(row["password"]))
        except (KeyError, TypeError, ValueError):
            roles = "、".join(Role)
            raise BadInput(f"{path}：「{name}」这一项应有 role（{roles}）和 password；请改正") from None
    return out


def write_users(path: Path, users: Mapping[str, User]) -> None:
    """The file anew, readable by its owner alone."""
    tables = [
        f"\n[{json.dumps(u.name, ensure_ascii=False)}]\nrole = {json.dumps(str(u.role), ensure_ascii=False)}\n"
        f"password = {json.dumps(u.password)}\n"
        for u in users.values()
    ]
    write_whole(path, (HEAD + "".join(tables)).encode())
    path.chmod(0o600)


def add(path: Path, name: str, role: Role, password: str) -> None:
    """Put a person in. Raises BadInput for one who is there, a name or a password that will not do."""
    users = read_users(path) if path.exists() else {}
    name = name.strip()
    if not 0 < len(name) <= NAME_LIMIT or not name.isprintable():
        raise BadInput(f"姓名应有 1 到 {NAME_LIMIT} 个字，不含控制字符")
    if not may_be_called(name):
        raise BadInput(f"「{name}」的开头是程序自己用的，请换一个姓名")
    if name in users:
        raise BadInput(f"{path} 里已有「{name}」；换口令用 python -m assistant users passwd {name}")
    write_users(path, {**users, name: User(name, role, hashed(password))})


def change_password(path: Path, name: str, password: str) -> None:
    """Give a person another password."""
    users = _with(path, name)
    write_users(path, {**users, name: User(name, users[name].role, hashed(password))})


def remove(path: Path, name: str) -> None:
    """Take a person out; what that person asked stays until the retention period ends."""
    users = _with(path, name)
    write_users(path, {n: u for n, u in users.items() if n != name})


def hashed(password: str) -> str:
    """Raises BadInput for a password that is too short."""
    if len(password) < SHORTEST:
        raise BadInput(f"口令至少 {SHORTEST} 个字符")
    return hasher().hash(password)


def _with(path: Path, name: str) -> dict[str, User]:
    users = read_users(path)
    if name not in users:
        raise BadInput(f"{path} 里没有「{name}」；有的是：{'、'.join(users) or '（空）'}")
    return users
