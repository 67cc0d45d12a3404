"""Publish to any storage that rclone knows: what changed travels in an order in which readers never miss a picture, and what was there is kept."""

import secrets
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from hn_archive import digest
from hn_archive.header_fields import stored_fields
from hn_archive.output import MANIFEST, digests_in
from hn_archive.problem import Problem, Stop
from hn_archive.publishers import rclone
from hn_archive.publishers.release import OWN, Broken, Keep, Prints, Release, Standing, prints_of
from hn_archive.publishers.transfer import UNKNOWN, Transfer, plan
from hn_archive.request import Progress

_STATE: Final = f"{OWN}/release.json"
_CLAIM: Final = f"{OWN}/claim.json"
# A publisher that has not been heard of for so many seconds is taken to be gone.
_PATIENCE: Final = 600
# Files that travel before it is looked again whether somebody else has begun to publish.
_BATCH: Final = 1000
_AT_ONCE: Final = 8  # calls of rclone, each for files with other header fields


class Live(msgspec.Struct, frozen=True):
    """The release that is live: its number, the digest of its manifest, and when it became so (ISO 8601, UTC)."""

    number: int
    manifest: str
    at: str


class Kept(msgspec.Struct, frozen=True):
    """What the release of this number replaced is kept, and so is the manifest of `before`."""

    number: int
    before: Live


class State(msgspec.Struct, frozen=True):
    """What a target says of itself, in a file of its own: `last` is the highest number that a release had.

    `unfinished` is the number of a release whose publish has not come to its end, 0 for none; `pending` are the addresses that it has
    changed, or may have, and `coming` is the digest of its manifest. `kept` are in the order of their numbers.
    """

    live: Live | None = None
    last: int = 0
    unfinished: int = 0
    pending: tuple[str, ...] = ()
    coming: str = ""
    kept: tuple[Kept, ...] = ()


class Claim(msgspec.Struct, frozen=True):
    """Somebody is publishing; `at` is when he was last heard of, in seconds since 1970."""

    token: str
    at: float


class Remote:
    """A target that rclone reaches:

        index.html …                     the site; storage cannot change all of it at once, so it changes in the order of a Transfer
        .hn-archive-manifest             the digests of the live release, put there when all else is
        .hn-archive/release.json         State
        .hn-archive/claim.json           Claim, while somebody publishes
        .hn-archive/kept/000002/ …       what release 2 replaced and removed, with the manifest of the release before

    Each publisher writes its own Claim, and goes on only while it reads its own and State as it left it. Nothing is sent before what it
    replaces is kept, and nothing before State says that it may have changed: so whatever is interrupted can be gone on with, by this
    machine or another, for this release or a later one, or be taken back.
    """

    def __init__(self, target: str, journal: Path) -> None:
        """`journal` is a file of this machine that knows the token of its last publish that did not come to its end."""
        self._target = target
        self._journal = journal
        self._token = secrets.token_hex(8)
        self._state = State()
        self._sent = 0
        self._heard = 0.0

    @contextmanager
    def held(self, *, dry_run: bool = False) -> Iterator[None]:  # noqa: ARG002 (as for every target; a claim is laid only to publish)
        """The machine's refusals are Broken; whoever is interrupted in here lets go of the target, where the line still allows it."""
        try:
            yield
        except rclone.Failed as failed:
            raise Broken(str(failed), self._sent) from failed
        except KeyboardInterrupt:
            with suppress(rclone.Failed, OSError):
                self.let_go()
            raise

    def standing(self, *, recheck: bool = False) -> Standing:
        """What stands there; with `recheck` nothing of it is taken for known. Raises Stop where the storage is another's."""
        files = self._read(_STATE, MANIFEST)
        manifest = files.get(MANIFEST, b"")
        if not files and not rclone.is_empty(self._target):
            raise Stop(Problem.at("publish-foreign", target=self._target), 2)
        self._state = _decoded(files.get(_STATE))
        state, digests = self._state, digests_in(manifest.decode(errors="replace"))
        is_known = digest.of_bytes(manifest) in (state.live.manifest if state.live else "", state.coming)
        doubtful = state.pending if is_known and not recheck else (*state.pending, *digests)
        digests |= dict.fromkeys(doubtful, UNKNOWN)
        live = state.live
        return Standing(live.number if live else 0, live.at if live else "", digests, bool(state.unfinished))

    def sizes(self, places: Sequence[str]) -> dict[str, int]:
        """Bytes of files that stand there, by address."""
        return {place: prints.size or 0 for place, prints in rclone.prints_at(self._target, places, ()).items()} if places else {}

    def settled(self, standing: Standing, release: Release) -> Standing:
        """What stands there, with all that was doubtful looked at: so what an interrupted publish has sent is not sent again."""
        doubtful = [place for place, sha256 in standing.digests.items() if sha256 == UNKNOWN]
        if not doubtful:
            return standing
        there = rclone.prints_at(self._target, doubtful)
        ours = prints_of(release, [place for place in doubtful if place in there and place in release.digests])
        digests = {place: sha256 for place, sha256 in standing.digests.items() if sha256 != UNKNOWN or place in there}
        digests |= {place: release.digests[place] for place, prints in ours.items() if prints.match(there[place])}
        return msgspec.structs.replace(standing, digests=digests)

    def publish(self, release: Release, transfer: Transfer, keep: Keep, progress: Progress) -> int:
        """Make a release live, and give its number.

        Raises rclone.Failed where the line breaks, and Stop where somebody else publishes meanwhile, the storage does not hold what it was
        sent, or a file is not what was built.
        """
        prints = prints_of(release, transfer.sent)
        self._claim()
        state, number = self._state, self._state.unfinished or self._state.last + 1
        had = {each.number for each in state.kept}
        keeps = keep.count > 0 and not keep.without and state.live is not None and (not state.unfinished or number in had)
        if keeps:
            self._keep(number, transfer)
        before = (Kept(number, state.live),) if keeps and state.live and not state.unfinished else ()
        pending = tuple(sorted({*state.pending, *transfer.sent, *transfer.removed}))
        self._begin(number, pending, release.name, state.live, (*state.kept, *before))
        self._apply(transfer, lambda places: self._send(release, places), prints, progress)
        kept = () if keep.without or not keep.count else self._state.kept[-keep.count :]
        self._drop((had if keeps else {*had, number}) - {each.number for each in kept})
        self._check()
        self._put(MANIFEST, release.manifest)
        self._end(State(Live(number, release.name, _now()), self._state.last, kept=kept))
        return number

    def rollback(self, progress: Progress) -> int:
        """Take back what an unfinished publish has changed, or else the live release; give the number of the one that is live then.

        Raises as `publish` does, and Stop where nothing was kept.
        """
        standing, state = self.standing(), self._state
        number = state.kept[-1].number if state.kept else 0
        if not number or number != (state.unfinished or (state.live.number if state.live else 0)):
            raise Stop(Problem.at("publish-no-previous", target=self._target), 1)
        kept = rclone.below(self._target, _place_of(number))
        before = state.kept[-1].before
        manifest = self._read(f"{_place_of(number)}/{MANIFEST}").get(f"{_place_of(number)}/{MANIFEST}", b"")
        if digest.of_bytes(manifest) != before.manifest:
            raise Stop(Problem.at("publish-no-previous", target=self._target), 1)
        digests = digests_in(manifest.decode())
        transfer = plan(standing.digests, digests)
        self._claim()
        pending = tuple(sorted({*state.pending, *transfer.sent, *transfer.removed}))
        # While it is taken back, the release is an unfinished one, and can be taken back once more.
        self._begin(number, pending, before.manifest, before, state.kept)
        prints = {place: Prints(None, {"sha256": digests[place]}) for place in transfer.sent}
        self._apply(transfer, lambda places: rclone.copy(kept, self._target, places), prints, progress)
        self._check()
        self._put(MANIFEST, manifest)
        self._end(State(before, self._state.last, kept=state.kept[:-1]))
        self._drop({number})
        return before.number

    def _claim(self) -> None:
        """Say that we are publishing, unless somebody else is. Raises Stop with exit code 4 where somebody is, or has since we looked."""
        files = self._read(_STATE, _CLAIM)
        claim = _claim_in(files.get(_CLAIM))
        if claim and claim.token != self._own_token() and time.time() - claim.at < _PATIENCE:
            since = datetime.fromtimestamp(claim.at, UTC).astimezone().isoformat(sep=" ", timespec="seconds")
            raise Stop(Problem.at("publish-running", holder=since), 4)
        if _decoded(files.get(_STATE)) != self._state:
            raise Stop(Problem.at("publish-overtaken", target=self._target), 4)
        self._journal.parent.mkdir(parents=True, exist_ok=True)
        self._journal.write_text(self._token, encoding="utf-8")
        self._speak()  # whether it was heard is looked at before anything is changed

    def _speak(self) -> None:
        self._heard = time.time()
        self._put(_CLAIM, msgspec.json.encode(Claim(self._token, self._heard)))

    def _check(self) -> None:
        """Go on only while nobody else has begun. Raises Stop with exit code 4."""
        files = self._read(_STATE, _CLAIM)
        claim = _claim_in(files.get(_CLAIM))
        if claim is None or claim.token != self._token or _decoded(files.get(_STATE)) != self._state:
            raise Stop(Problem.at("publish-overtaken", target=self._target), 4)
        if time.time() - self._heard > _PATIENCE / 10:
            self._speak()

    def let_go(self) -> None:
        """Take away the claim of this machine, where a publish of it was interrupted."""
        own = self._own_token()
        claim = _claim_in(self._read(_CLAIM).get(_CLAIM)) if own else None
        if claim and claim.token == own:
            rclone.delete(self._target, (_CLAIM,))
        self._journal.unlink(missing_ok=True)

    def _own_token(self) -> str:
        return self._journal.read_text(encoding="utf-8") if self._journal.exists() else ""

    def _keep(self, number: int, transfer: Transfer) -> None:
        """Copy, where it stands, what will be replaced or removed; but what an unfinished publish may have changed was kept by it."""
        pending, is_begun = frozenset(self._state.pending), bool(self._state.unfinished)
        places = [place for place in (*transfer.changed, *transfer.removed) if place not in pending]
        manifest = () if is_begun else (MANIFEST,)
        rclone.copy(self._target, rclone.below(self._target, _place_of(number)), (*places, *manifest))

    def _begin(self, number: int, pending: tuple[str, ...], coming: str, live: Live | None, kept: tuple[Kept, ...]) -> None:
        """Say, before anything is changed, what is going to be."""
        self._check()
        self._write(State(live, max(self._state.last, number), number, pending, coming, kept))

    def _apply(
        self, transfer: Transfer, send: Callable[[Sequence[str]], None], prints: Mapping[str, Prints], progress: Progress
    ) -> None:
        """Send, look whether it has come, and remove, in the order of a Transfer."""
        self._sent, count = 0, len(transfer.sent) + len(transfer.removed)
        if transfer.in_the_way:
            rclone.delete(self._target, transfer.in_the_way)
        for _, places in transfer.phases():
            for start in range(0, len(places), _BATCH):
                if start:
                    self._check()
                batch = places[start : start + _BATCH]
                send(batch)
                self._sent += len(batch)
                progress("publish", self._sent, count)
        self._check()
        wrong = self._wrong(prints)
        if wrong:
            send(wrong)
            wrong = self._wrong({place: prints[place] for place in wrong})
        if transfer.removed and not wrong:
            for places in transfer.removals():
                rclone.delete(self._target, places)
            wrong = list(rclone.prints_at(self._target, transfer.removed, ()))
        if wrong:
            raise Stop(Problem.at("publish-unverified", target=self._target, path=wrong[0]), 3)
        progress("publish", count, count)

    def _wrong(self, prints: Mapping[str, Prints]) -> list[str]:
        """The addresses of which the storage does not hold what it should."""
        if not prints:
            return []
        wanted = tuple(next(iter(prints.values())).digests)
        there = rclone.prints_at(self._target, prints, wanted)
        return [place for place, expected in prints.items() if not expected.match(there.get(place))]

    def _send(self, release: Release, places: Sequence[str]) -> None:
        groups: dict[tuple[Path, tuple[tuple[str, str], ...]], list[str]] = defaultdict(list)
        for place in places:
            groups[release.folder(place), tuple(stored_fields(place).items())].append(place)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            calls = [
                pool.submit(rclone.copy, str(folder), self._target, each, dict(fields)) for (folder, fields), each in groups.items()
            ]
        for call in calls:
            call.result()

    def _drop(self, numbers: Iterable[int]) -> None:
        """Remove what was kept for releases."""
        for number in sorted(numbers):
            rclone.purge(rclone.below(self._target, _place_of(number)))

    def _write(self, state: State) -> None:
        self._put(_STATE, msgspec.json.encode(state))
        self._state = state

    def _end(self, state: State) -> None:
        self._write(state)
        rclone.delete(self._target, (_CLAIM,))
        self._journal.unlink(missing_ok=True)

    def _put(self, place: str, content: bytes) -> None:
        with tempfile.TemporaryDirectory(prefix="hn-archive-") as folder:
            file = Path(folder) / place
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
            rclone.copy(folder, self._target, (place,), {"Cache-Control": "no-store"})

    def _read(self, *places: str) -> dict[str, bytes]:
        """Those of these files that are there."""
        with tempfile.TemporaryDirectory(prefix="hn-archive-") as folder:
            rclone.copy(self._target, folder, places)
            files = {place: Path(folder) / place for place in places}
            return {place: file.read_bytes() for place, file in files.items() if file.exists()}


def _place_of(number: int) -> str:
    return f"{OWN}/kept/{number:06}"


def _decoded(content: bytes | None) -> State:
    """A State; the empty one where there is none, or it was cut off while it was written, so that nothing is known for sure."""
    try:
        return msgspec.json.decode(content or b"{}", type=State)
    except msgspec.DecodeError:
        return State()


def _claim_in(content: bytes | None) -> Claim | None:
    try:
        return msgspec.json.decode(content, type=Claim) if content else None
    except msgspec.DecodeError:
        return None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
