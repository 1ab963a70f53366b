"""Commands that take, list and take back persons' decisions."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from lesart.commands.running import archive_option, open_named, settings_of

if TYPE_CHECKING:
    from lesart.desk.correcting import Desk
    from lesart.model.correction import Decision

F = TypeVar("F", bound=Callable[..., Any])

PLACE = "PAGE:START-END"


@click.group()
def correct() -> None:
    """Correct what the machine found: kept apart from it, applied on every rerun, taken back at will.

    A place is PAGE:START-END, offsets in code points as `show` and `annotate` print them.
    """


def _deciding(command: F) -> F:
    """Options of every command that takes a decision."""
    options = (
        archive_option,
        click.option("--person", envvar="LESART_PERSON", required=True, metavar="NAME", help="Who decides."),
        click.option("--why", default="", metavar="TEXT", help="Why."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def _decide(make: Callable[[Desk], Decision], archive: str | None, person: str, why: str) -> None:
    from lesart.desk.correcting import Desk
    from lesart.desk.correcting import correct as take

    settings = settings_of(archive=archive)
    with open_named(settings) as opened:
        taken = take(opened, make(Desk(opened)), person, settings, why)
    click.echo(taken.id)


@correct.command(name="list")
@archive_option
@click.option("--all", "undone", is_flag=True, help="Also those taken back.")
@click.option("--format", "form", type=click.Choice(["text", "jsonl"]), default="text", show_default=True)
def list_command(archive: str | None, undone: bool, form: str) -> None:
    """List the corrections in the order they were made."""
    from lesart.desk.correcting import listed_corrections
    from lesart.present.contract import encode_line
    from lesart.present.decisions import correction_out

    with open_named(settings_of(archive=archive)) as opened:
        for each in listed_corrections(opened, undone):
            if form == "jsonl":
                sys.stdout.buffer.write(encode_line(correction_out(each)))
            else:
                back = f"\ttaken back by {each.undone_by}" if each.undone else ""
                click.echo(f"{each.id}\t{each.made[:19]}\t{each.person}\t{each.kind}\t{each.why}{back}")
    sys.stdout.flush()


@correct.command()
@_deciding
@click.argument("correction")
def undo(correction: str, archive: str | None, person: str, why: str) -> None:
    """Take CORRECTION back."""
    from lesart.desk.correcting import undo as take_back

    settings = settings_of(archive=archive)
    with open_named(settings) as opened:
        click.echo(take_back(opened, correction, person, settings).id)


@correct.command()
@_deciding
@click.argument("page")
@click.argument("event", required=False)
def move(page: str, event: str | None, **how: Any) -> None:
    """Move PAGE to EVENT, or to an event of its own."""
    from lesart.model.correction import MovePage

    _decide(lambda desk: MovePage(desk.page(page), desk.event(event) if event else None), **how)


@correct.command()
@_deciding
@click.argument("event")
@click.argument("pages", nargs=-1, required=True, metavar="PAGE...")
def split(event: str, pages: tuple[str, ...], **how: Any) -> None:
    """Make PAGE... of EVENT an event of their own."""
    from lesart.model.correction import SplitEvent

    _decide(lambda desk: SplitEvent(desk.event(event), tuple(desk.page(page) for page in pages)), **how)


@correct.command()
@_deciding
@click.argument("events", nargs=-1, required=True, metavar="EVENT EVENT...")
def merge(events: tuple[str, ...], **how: Any) -> None:
    """Make one event of several."""
    from lesart.model.correction import MergeEvents

    _decide(lambda desk: MergeEvents(tuple(desk.event(event) for event in events)), **how)


@correct.command()
@_deciding
@click.argument("keep")
@click.argument("others", nargs=-1, required=True, metavar="OTHER...")
def join(keep: str, others: tuple[str, ...], **how: Any) -> None:
    """Say that the entities OTHER... are KEEP (ids such as per:…)."""
    from lesart.model.correction import JoinEntities

    _decide(lambda desk: JoinEntities(desk.entity(keep), tuple(desk.entity(other) for other in others)), **how)


@correct.command()
@_deciding
@click.argument("entity")
@click.argument("label")
@click.argument("pages", nargs=-1, required=True, metavar="PAGE...")
def part(entity: str, label: str, pages: tuple[str, ...], **how: Any) -> None:
    """Say that what PAGE... calls by the name of ENTITY is something else, LABEL."""
    from lesart.model.correction import PartEntities

    def make(desk: Desk) -> Decision:
        places = tuple(place for page in pages for place in desk.mentions(entity, page))
        return PartEntities(desk.entity(entity), places, label)

    _decide(make, **how)


@correct.command()
@_deciding
@click.option("--is", "speaker", metavar=PLACE, multiple=True, help="Where the page names the speaker.")
@click.option("--entity", metavar="ID", help="The speaker's entity.")
@click.argument("quotation", metavar=PLACE)
def speaker(quotation: str, speaker: tuple[str, ...], entity: str | None, **how: Any) -> None:
    """Say who says the words at PAGE:START-END; without --is and --entity, that nobody known does."""
    from lesart.model.correction import RightSpeaker

    def make(desk: Desk) -> Decision:
        named = tuple(desk.at(place) for place in speaker)
        return RightSpeaker((desk.at(quotation),), named, desk.entity(entity) if entity else None)

    _decide(make, **how)


@correct.command()
@_deciding
@click.argument("place", metavar=PLACE)
@click.argument("kind")
def zone(place: str, kind: str, **how: Any) -> None:
    """Say that the stretch is a zone of KIND (headline, body, caption …)."""
    from typing import cast, get_args

    from lesart.errors import UsageError
    from lesart.model.article import ZoneKind
    from lesart.model.correction import Rezone

    if kind not in get_args(ZoneKind):
        raise UsageError(f"no zone {kind!r}; there are {', '.join(get_args(ZoneKind))}")
    _decide(lambda desk: Rezone(desk.at(place), cast(ZoneKind, kind)), **how)


@correct.command()
@_deciding
@click.argument("one", metavar=PLACE)
@click.argument("other", metavar=PLACE)
def reject(one: str, other: str, **how: Any) -> None:
    """Say that the figures at two places do not count the same."""
    from lesart.model.correction import RejectComparison

    _decide(lambda desk: RejectComparison(desk.at(one), desk.at(other)), **how)


@correct.command()
@_deciding
@click.argument("on", metavar="PAGE|PLACE|EVENT")
@click.argument("text")
def note(on: str, text: str, **how: Any) -> None:
    """Put a note on a page, a place or an event."""
    from lesart.model.correction import Note

    def make(desk: Desk) -> Decision:
        if ":" in on:
            return Note(text, desk.at(on))
        return Note(text, desk.event(on) if on.startswith("event-") else desk.page(on))

    _decide(make, **how)
