"""Brings the customs' files from the open-data platform; it knows HTTP, not what they hold."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
from collections.abc import Callable
from collections.abc import Sequence
from functools import partial
from http import HTTPStatus
from pathlib import Path
from urllib.error import HTTPError

from tradefiche.customs import listing
from tradefiche.customs import web
from tradefiche.customs.listing import Resource
from tradefiche.customs.web import Watch
from tradefiche.customs.web import by_hand
from tradefiche.errors import FetchError
from tradefiche.errors import cause
from tradefiche.messages import _
from tradefiche.printable import printable

LARGEST = 2 * 2**30
"""No official file comes near it: a larger answer is not one."""
LARGEST_LISTING = 20 * 10**6
LONGEST = 3600.0
"""Seconds for one file, however often its connection is cut; what came is kept."""
LONGEST_LISTING = 120.0
_BLOCK = 256 * 1024
_ATTEMPTS = 3

Progress = Callable[[int, int | None], None]
"""Called with the bytes already there and the bytes in all (None when the server does not say)."""
_Opened = Callable[[str, dict[str, str]], http.client.HTTPResponse]


def resources(year: int, base: str = listing.PLATFORM, timeout: float = 30) -> tuple[Resource, ...]:
    """The resources of one year on the platform.

    Raises:
        FetchError: the platform does not answer, leads elsewhere, or does not list that year.
    """
    url = f"{base.rstrip('/')}/api/1/datasets/{listing.DATASET}/"
    with Watch(LONGEST_LISTING) as watch:
        try:
            with web.opened(url, {}, timeout, typed=base, watch=watch) as answer:
                content = answer.read(LARGEST_LISTING + 1)
        except (OSError, http.client.HTTPException) as error:
            raise _unreachable(url, TimeoutError() if watch.over else error) from error
        if watch.over:
            raise _unreachable(url, TimeoutError())
    if len(content) > LARGEST_LISTING:
        raise FetchError(
            _(
                "{url} is larger than {largest} bytes",
                url=url,
                largest=LARGEST_LISTING,
            ),
            by_hand(),
        )
    return listing.pick(listing.parse(content, url), year)


def download(
    resource: Resource,
    folder: Path,
    *,
    platform: str = listing.PLATFORM,
    timeout: float = 30,
    on_start: Callable[[Resource], Progress] = lambda _: lambda _done, _total: None,
) -> Path:
    """The file of a resource in ``folder``, complete and checked.

    A file that is there and has the checksum of the platform is not downloaded again. What a cut
    connection leaves is kept as ``<name>.part``, and the next attempt goes on from there.

    Args:
        platform: its address, as the operator gave it; files may be there, or on the public web.
        on_start: called before a download, gives what follows its progress.

    Raises:
        FetchError: the server does not give the file, or gives another one than announced.
    """
    target = folder / resource.name
    try:
        if _digest_name(resource) and _is_announced(target, resource):
            return target
        on_progress = on_start(resource)
        folder.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f"{target.name}.part")
        resumed = part.is_file()
        with Watch(LONGEST) as watch:
            opened = partial(web.opened, timeout=timeout, typed=platform, watch=watch)
            _complete(resource, part, opened, watch, on_progress)
            if resumed and not _is_announced(part, resource):
                # The file has changed on the platform since its first part came.
                part.unlink()
                _complete(resource, part, opened, watch, on_progress)
        if not _is_announced(part, resource):
            part.unlink()
            raise _another(resource, _digest_name(resource))
        part.replace(target)
    except OSError as error:
        raise FetchError(
            _("{path} cannot be written: {error}", path=target, error=cause(error)),
            _("Check the folder and the space left on its disk, or choose another with --keep."),
        ) from error
    return target


def download_all(
    chosen: Sequence[Resource],
    folder: Path,
    *,
    platform: str = listing.PLATFORM,
    timeout: float = 30,
    on_start: Callable[[Resource], Progress] = lambda _: lambda _done, _total: None,
) -> tuple[Path, ...]:
    """The files of the resources, in their order.

    Args:
        on_start: called before each download, gives what follows its progress; a file that is
            there already is no download.

    Raises:
        FetchError: see ``download``.
    """
    names = [resource.name for resource in chosen]
    return tuple(
        download(
            resource,
            folder if names.count(resource.name) == 1 else folder / resource.key,
            platform=platform,
            timeout=timeout,
            on_start=on_start,
        )
        for resource in chosen
    )


def discard(paths: Sequence[Path], folder: Path) -> None:
    """Remove downloaded files, and the folders that this leaves empty, up to ``folder``."""
    for path in paths:
        path.unlink(missing_ok=True)
    for empty in (*(path.parent for path in paths), folder):
        with contextlib.suppress(OSError):  # not empty: it keeps a part for the next attempt
            empty.rmdir()


class _CutError(Exception):
    """The connection was lost; what came is in the part."""


def _complete(
    resource: Resource, part: Path, opened: _Opened, watch: Watch, on_progress: Progress
) -> None:
    """Bring the rest of a part, over several connections if need be."""
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            _transfer(resource, part, opened, watch, on_progress)
        except _CutError as error:
            if watch.over or attempt == _ATTEMPTS:
                reason = str(error)
                if watch.over:
                    reason = _("not complete after {seconds} seconds", seconds=f"{LONGEST:.0f}")
                kept = part.stat().st_size if part.is_file() else 0
                raise FetchError(
                    _(
                        "{url}: {reason}; {kept} bytes are kept in {part}",
                        url=resource.url,
                        reason=reason,
                        kept=kept,
                        part=part,
                    ),
                    _("Run the same command again: it goes on from there."),
                ) from error
        else:
            return


def _transfer(
    resource: Resource, part: Path, opened: _Opened, watch: Watch, on_progress: Progress
) -> None:
    """Add to the part what one connection brings.

    Raises:
        _CutError: the connection was lost before the end.
        FetchError: it brings too much; then the part is gone.
    """
    start = part.stat().st_size if part.is_file() else 0
    answer = _answer(resource, start, opened)
    if answer is None:
        return
    with answer:
        goes_on = answer.status == HTTPStatus.PARTIAL_CONTENT
        done = start if goes_on else 0
        total = resource.filesize if answer.length is None else done + answer.length
        try:
            _require_bounds(resource, total or 0)
            with part.open("ab" if goes_on else "wb") as file:
                while block := _block(answer):
                    done += len(block)
                    _require_bounds(resource, done)
                    file.write(block)
                    on_progress(done, total)
        except FetchError:
            part.unlink(missing_ok=True)
            raise
    if watch.over or (total is not None and done < total):
        raise _CutError(_("the connection was cut"))


def _require_bounds(resource: Resource, size: int) -> None:
    """Refuse more bytes than were announced, or than any file of the customs has."""
    if size > LARGEST:
        raise FetchError(
            _("{url} is larger than {largest} bytes", url=resource.url, largest=LARGEST), by_hand()
        )
    if resource.filesize is not None and 10 * size > 11 * resource.filesize:
        raise _another(resource)


def _another(resource: Resource, digest: str = "") -> FetchError:
    """The error of a file with another checksum, of which this is the name, or another size."""
    url = resource.url
    return FetchError(
        _("{url} gave another file than announced: its {digest} differs", url=url, digest=digest)
        if digest
        else _("{url} gave another file than announced: its size differs", url=url),
        _("Try again later: the platform may be in the middle of an update."),
    )


def _answer(resource: Resource, start: int, opened: _Opened) -> http.client.HTTPResponse | None:
    """The answer to a request for the bytes from ``start`` on; None when there are no more.

    The network's errors are caught here and in ``_block``, not to be taken for the disk's.
    """
    headers = {"Range": f"bytes={start}-"} if start else {}
    try:
        return opened(resource.url, headers)
    except HTTPError as error:
        if start and error.code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            error.close()
            return None  # the part is whole, or too long: whoever compares it will know
        raise _unreachable(resource.url, error) from error
    except (OSError, http.client.HTTPException) as error:
        raise _CutError(_reason(error)) from error


def _block(answer: http.client.HTTPResponse) -> bytes:
    try:
        return answer.read(_BLOCK)
    except (OSError, http.client.HTTPException) as error:
        raise _CutError(_reason(error)) from error


def _is_announced(path: Path, resource: Resource) -> bool:
    """Whether the file has the checksum of the platform, or its size when there is no checksum."""
    if not path.is_file():
        return False
    if resource.checksum and (name := _digest_name(resource)):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, name).hexdigest()
        return digest == resource.checksum.value.lower()
    return resource.filesize is None or path.stat().st_size == resource.filesize


def _digest_name(resource: Resource) -> str:
    """How the checksum is made, when there is one and it can be made here."""
    name = resource.checksum.type.lower().replace("-", "") if resource.checksum else ""
    return name if name in {"md5", "sha1", "sha256", "sha512"} else ""


def _unreachable(url: str, error: Exception) -> FetchError:
    if not isinstance(error, HTTPError):
        return FetchError(
            _("{url} cannot be reached: {reason}", url=url, reason=_reason(error)), by_hand()
        )
    error.close()
    reason = printable(str(error.reason))
    if 300 <= error.code < 400:
        return FetchError(
            _(
                "{url} redirects nowhere ({status} {reason})",
                url=url,
                status=error.code,
                reason=reason,
            ),
            by_hand(),
        )
    return FetchError(
        _("{url} answered {status} {reason}", url=url, status=error.code, reason=reason), by_hand()
    )


def _reason(error: Exception) -> str:
    reason = getattr(error, "reason", None) or error
    if isinstance(reason, TimeoutError):
        return _("no answer in time")
    if isinstance(reason, OSError) and reason.strerror:
        return cause(reason)
    return printable(str(reason)) or type(reason).__name__
