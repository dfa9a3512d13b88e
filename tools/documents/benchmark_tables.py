"""Tables of the benchmarks: the project beside its rivals, from `results/benchmarks.json`."""

from collections.abc import Callable

from tools.documents.language import Language, table
from tools.documents.ledger import Entry, read
from tools.documents.result_tables import WORDS, header


def summary(language: Language) -> str:
    """The most telling rows, each against one rival."""
    results, rows = read("benchmarks.json")["rows"], []
    for shown in WORDS["benchmarks"]["summary"]:
        result = results[shown["row"]]
        own, rival = (_contender(result, name) for name in (shown.get("own", "digits"), shown["rival"]))
        figure = shown["figure"]
        rows.append(
            (
                f"{_title(language, shown['row'])}{_colon(language)}{_figure(language, figure)}",
                _value(language, result, own, figure),
                f"{_name(language, rival)}{_colon(language)}{_value(language, result, rival, figure)}",
                _ratio(language, rival, figure),
            )
        )
    return table(header("benchmark_summary", language), rows, right=(1, 3))


def benchmarks(language: Language) -> str:
    """Every figure of every contender, row by row."""
    rows = []
    for name, result in read("benchmarks.json")["rows"].items():
        for figure in result["figures"]:
            before = f"**{_title(language, name)}**{_colon(language)}{_figure(language, figure)}"
            for one in result["contenders"]:
                values = one.get("rounds", {}).get(figure)
                spread = "–".join(_number(language, value) for value in (min(values), max(values))) if values else ""
                median, ratio = _value(language, result, one, figure), _ratio(language, one, figure)
                rows.append((before, one["name"], median, spread, ratio, one["note"]))
                before = ""
    return table(header("benchmarks", language), rows, right=(2, 3, 4))


def rounds(language: Language) -> str:
    """How much each row measured, when, and its limits."""
    rows = []
    for name, result in read("benchmarks.json")["rows"].items():
        count = len(next(iter(result["contenders"][0].get("rounds", {}).values()), ()))
        limits = [
            f"{_figure(language, figure)} {'≥' if one['more_is_better'] else '≤'} {one['limit']:g} {one['unit']}"
            for figure, one in result["figures"].items()
            if one["limit"] is not None
        ]
        size = f"{language.number(result['count'])} {result['unit']}"
        rows.append((_title(language, name), str(count), size, ", ".join(limits), result["date"], result["commit"]))
    return table(header("benchmark_rounds", language), rows, right=(1,))


def machine(language: Language) -> str:
    """The machine and the versions."""
    content = read("benchmarks.json")
    about = content["machine"]
    rows = [
        ("processor", about["processor"]),
        ("cores", str(about["cores"])),
        ("memory", f"{about['memory']}\u00a0GB"),
        ("system", about["system"]),
        ("Python", about["python"]),
        *((where, ", ".join(f"{name} {one}" for name, one in found.items())) for where, found in _versions(content)),
    ]
    return table(header("benchmark_machine", language), rows)


def _versions(content: Entry) -> list[tuple[str, dict[str, str]]]:
    names = {"own": "packages", "engines": "packages of the engines", "gradio": "packages with Gradio"}
    return [(names.get(one, one), found) for one, found in content["versions"].items()]


def _contender(result: Entry, name: str) -> Entry:
    (found,) = (one for one in result["contenders"] if one["name"] == name)
    return dict(found)


def _name(language: Language, contender: Entry) -> str:
    name = contender["name"]
    return language.choose(WORDS["benchmarks"]["contenders"].get(name, name))


def _colon(language: Language) -> str:
    return language.choose((": ", "\u00a0: "))


def _title(language: Language, row: str) -> str:
    return language.choose(WORDS["benchmarks"]["rows"][row])


def _figure(language: Language, name: str) -> str:
    return language.choose(WORDS["benchmarks"]["figures"][name])


def _value(language: Language, result: Entry, contender: Entry, figure: str) -> str:
    """A median with its unit, or why there is none."""
    if contender["state"] != "measured":
        return language.choose(WORDS["benchmarks"]["states"][contender["state"].partition(":")[0]])
    unit = language.choose(WORDS["benchmarks"]["units"][result["figures"][figure]["unit"]])
    return f"{_number(language, contender['medians'][figure])}{language.before_unit}{unit}"


def _ratio(language: Language, contender: Entry, figure: str) -> str:
    ratio = contender.get("ratios", {}).get(figure)
    return "" if ratio is None else f"{_number(language, ratio, 2)}\u00a0×"


def _number(language: Language, value: float, digits: int = 3) -> str:
    """Three digits, or so many, but all before the point."""
    places = 0
    while places < 4 and abs(value) * 10**places < 10 ** (digits - 1) and value:
        places += 1
    return language.number(value, places)


BLOCKS: dict[str, Callable[..., str]] = {
    "benchmarks": benchmarks,
    "benchmarks.machine": machine,
    "benchmarks.rounds": rounds,
    "benchmarks.summary": summary,
}
