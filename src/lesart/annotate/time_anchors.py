"""What a time expression is reckoned from: the page's date, the day spoken of last, the tense of the clause.

A page without a date has no today: what depends on it stays open (`XXXX-WXX-3` for *am Mittwoch*), unless the
text itself has named a day or a year just before.
"""

from __future__ import annotations

from datetime import date

from lesart.algorithms.intervals import easter, first_advent, shift_days, shift_months
from lesart.language.tenses import Tense
from lesart.model.article import Article

NARRATED_YEARS = 2
"""Years before the page's date from which a clause in the past tense follows the year named in the sentence
before it: a look-back keeps its year, news does not (chosen on own examples)."""
NARRATED_SENTENCES = 2
"""A look-back keeps its year for this many sentences (own choice)."""
WEEKDAY_YEARS = 3
"""Years around the page's date in which a day with its weekday is looked for."""
REFERENCE_SENTENCES = 6
"""A day or year named further back than this many sentences is not what *am nächsten Tag* means (own choice)."""
NEAR_DAYS = 183
"""Half a year: a day without its year is the nearest such day unless the tense speaks against it."""


class Anchors:
    """The state while a page is read in order."""

    def __init__(self, article: Article) -> None:
        self._published = day_of(article.published) or day_of(article.updated)
        self.sentence = 0
        self._day: tuple[date, int] | None = None
        self._year: tuple[int, int] | None = None
        self.yearly: int | None = None
        """The sentence that says *every year*."""
        self.heading: date | None = None
        """The day that a line of its own names, as tickers have it: clock times under it are of that day."""
        self.remembers = True
        """Whether what is named here may be referred to later: captions tell of other days."""

    @property
    def today(self) -> date | None:
        """The day that is written on: that of a ticker's heading, else the page's own."""
        return self.heading or self._published

    def note_day(self, value: str) -> None:
        """Remembers a day that the text has named, `YYYY-MM-DD…`."""
        day = day_of(value)
        if day is not None and self.remembers:
            self._day = (day, self.sentence)

    def note_year(self, year: int) -> None:
        """Remembers a year that the text has named in digits."""
        if self.remembers:
            self._year = (year, self.sentence)

    @property
    def day_in_sentence(self) -> date | None:
        """The day named last in this sentence."""
        return self._day[0] if self._day is not None and self._day[1] == self.sentence else None

    @property
    def reference_day(self) -> date | None:
        """The day spoken of: named a few sentences ago at most, else today."""
        if self._day is not None and self.sentence - self._day[1] <= REFERENCE_SENTENCES:
            return self._day[0]
        return self.today

    @property
    def named_day(self) -> date | None:
        """The day that the text has named a few sentences ago at most."""
        if self._day is not None and self.sentence - self._day[1] <= REFERENCE_SENTENCES:
            return self._day[0]
        return None

    @property
    def reference_year(self) -> int | None:
        """The year spoken of, else this year."""
        if self._year is not None and self.sentence - self._year[1] <= REFERENCE_SENTENCES:
            return self._year[0]
        return self.today.year if self.today else None

    def narrated_year(self, tense: Tense) -> int | None:
        """The year that a day or month without its own belongs to because the sentence tells of that year."""
        if self._year is None:
            return None
        year, at = self._year
        if at == self.sentence and (self.today is None or year != self.today.year):
            return year
        looks_back = self.today is not None and year <= self.today.year - NARRATED_YEARS
        if self.sentence - NARRATED_SENTENCES <= at < self.sentence and tense == "past" and looks_back:
            return year
        return None

    def day_near(self, month: int, day: int, tense: Tense) -> date | None:
        """The day `month`-`day` that the clause means, by nearness and tense; None without a date to start from.

        What is reckoned from today ends a look-back.
        """
        narrated = self.narrated_year(tense)
        if narrated is not None:
            return make_day(narrated, month, day)
        if self.today is None:
            return None
        self._year = None
        options = [make_day(self.today.year + step, month, day) for step in (-1, 0, 1)]
        known = [option for option in options if option is not None]
        if not known:
            return None
        today = self.today
        nearest = min(known, key=lambda option: abs((option - today).days))
        if tense == "past" and (nearest - today).days > 0:
            earlier = [option for option in known if option <= today]
            return max(earlier) if earlier else nearest
        return nearest

    def day_on(self, weekday: int, month: int, day: int) -> date | None:
        """The day `month`-`day` nearest to today that falls on `weekday` (1 Monday), which tells its year."""
        if self.today is None:
            return None
        today = self.today
        years = range(today.year - WEEKDAY_YEARS, today.year + WEEKDAY_YEARS + 1)
        options = [make_day(year, month, day) for year in years]
        fitting = [option for option in options if option is not None and option.isoweekday() == weekday]
        return min(fitting, key=lambda option: abs((option - today).days), default=None)

    def month_near(self, month: int, tense: Tense) -> int | None:
        """The year of a month named without one."""
        narrated = self.narrated_year(tense)
        if narrated is not None:
            return narrated
        if self.today is None:
            return None
        self._year = None
        year, now = self.today.year, self.today.month
        if tense == "past":
            return year if month <= now else year - 1
        if tense == "future":
            return year if month >= now else year + 1
        return min((year + 1, year, year - 1), key=lambda y: abs((y - year) * 12 + month - now))

    def weekday_near(self, weekday: int, tense: Tense) -> date | None:
        """The `weekday` (1 Monday) that is meant: today's counts for both tenses."""
        if self.today is None:
            return None
        ahead = (weekday - self.today.isoweekday()) % 7
        if tense == "past":
            return shift_days(self.today, ahead - 7 if ahead else 0)
        return shift_days(self.today, ahead)


def day_of(value: str | None) -> date | None:
    """The day of an ISO date or date-time; None for a month, a year or nothing."""
    if value is None or len(value) < 10:
        return None
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


def make_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def feast_day(when: str, year: int) -> date | None:
    """The day of a feast in `year`, `when` as in `festivals.tsv`."""
    if not 1583 <= year <= 9998:
        return None
    if when[0] == "E":
        return shift_days(easter(year), int(when[1:]))
    if when[0] == "A":
        return shift_days(first_advent(year), int(when[1:]))
    if ":" in when:
        nth, weekday, month = map(int, when.split(":"))
        first = date(year, month, 1)
        return shift_days(first, (weekday - first.isoweekday()) % 7 + 7 * (nth - 1))
    month, day = map(int, when.split("-"))
    return make_day(year, month, day)


def shift_unit(day: date, unit: str, count: int) -> date:
    """`day` moved by `count` units Y, M, W, D, DE (ten years), CE, Q or H (half a year)."""
    months = {"Y": 12, "M": 1, "DE": 120, "CE": 1200, "Q": 3, "H": 6}
    if unit in months:
        return shift_months(day, months[unit] * count)
    return shift_days(day, {"W": 7, "WE": 7, "D": 1}.get(unit, 0) * count)
