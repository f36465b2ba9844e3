"""Tables of plans, as blocks of a letter: tasks, targets, budgets, in the layouts that `bank.json` lists.

A layout of tasks: {"roles": [...], "over": {heading: [roles below it]}, "marks": how rows are numbered}. Marks:
roman, letters (groups with a title), nested (letters, then Roman), decimal (1.1 under 1), plain (no groups).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from corpora.letters.duties import body_names
from corpora.letters.maker import Maker, fill
from corpora.letters.model import Block
from corpora.rendering.sheet import ABOVE

WIDTHS = {"number": 6, "task": 36, "lead": 18, "support": 18, "output": 17, "deadline": 13, "note": 10, "status": 14,
          "budget": 13, "unit": 8, "quantity": 8, "tick": 6}  # fmt: skip
ROMANS = ("I", "II", "III", "IV", "V", "VI")
QUARTERS = ("I", "II", "III", "IV")
Row = list[str] | dict[str, list[str]]


def _table(title: str | None, kind: str, columns: list[list[Any]], rows: Sequence[Any], maker: Maker) -> Block:
    repeat = maker.chance(0.7)
    return {"table": {"title": title, "kind": kind, "columns": columns, "rows": list(rows), "repeat_header": repeat}}


# tasks ----------------------------------------------------------------------------------------------------------------


def task_table(maker: Maker, title: str | None) -> Block:
    layout = maker.pick("layouts")
    roles: list[str] = layout["roles"]
    columns = _columns(roles, layout.get("over", {}), maker)
    count = maker.rng.randint(4, min(24, len(maker.bank["tasks"])))
    items = [_task_cells(maker, roles, *pair) for pair in maker.rng.sample(maker.bank["tasks"], count)]
    rows = list(_numbered(items, maker, layout.get("marks"))) if roles[0] == "number" else items
    if maker.chance(0.2) and "lead" in roles:
        rows = _merged(rows, roles.index("lead"), maker)
    plain = ["deadline" if role == "tick" else role for role in roles]
    named = [[name, role, width] for (name, _, width), role in zip(columns, plain, strict=True)]
    return _table(title, "tasks", named, rows, maker)


def _columns(roles: Sequence[str], over: dict[str, list[str]], maker: Maker) -> list[list[Any]]:
    """[heading, role, width] of each column; four columns of ticks are the quarters of a year."""
    above = {role: fill(name, maker) for name, below in over.items() for role in below}
    quarters = iter(QUARTERS)
    columns = []
    for role in roles:
        name = f"Quý {next(quarters)}" if role == "tick" else fill(_heading(maker, role, role in above), maker)
        columns.append([f"{above[role]} / {name}" if role in above else name, role, WIDTHS[role]])
    return columns


def _heading(maker: Maker, role: str, below: bool) -> str:
    if role == "number":
        return str(maker.pick("number_heads"))
    return str(maker.rng.choice(maker.bank["columns_below" if below else "columns"][role]))


def _numbered(items: Sequence[list[str]], maker: Maker, marks: str | None) -> Iterator[Row]:
    """The items with their numbers, and group rows between them."""
    style = marks or maker.rng.choice(("plain", "plain", "roman", "roman", "letters"))
    restart = maker.chance(0.5)
    titles: list[str] = maker.rng.sample(maker.bank["task_groups"], 6)
    number = group = inner = 0
    for item in items:
        if style != "plain" and group < 6 and (number == 0 or maker.chance(0.22)):
            if style == "nested" and (group == 0 or maker.chance(0.4)):
                yield {"group": ["ABCDEF"[group], titles[group].upper()]}
                group, inner = group + 1, 0
            if style == "nested":
                inner += 1
                yield {"group": [ROMANS[min(inner, 6) - 1], maker.pick("task_groups")]}
            else:
                mark = {"roman": ROMANS[group], "letters": "ABCDEF"[group], "decimal": str(group + 1)}[style]
                yield {"group": [mark, titles[group].upper() if style == "letters" else titles[group]]}
                group += 1
            number = 0 if restart or style == "decimal" else number
        number += 1
        yield [f"{group}.{number}" if style == "decimal" else str(number), *item[1:]]


def _merged(rows: list[Any], column: int, maker: Maker) -> list[Any]:
    """The lead printed once for two or three rows, in a cell that spans them."""
    for index in range(1, len(rows)):
        row, above = rows[index], rows[index - 1]
        if isinstance(row, list) and isinstance(above, list) and maker.chance(0.45):
            row[column] = ABOVE
    return rows


def _task_cells(maker: Maker, roles: list[str], task: str, output: str) -> list[str]:
    (lead,) = body_names(maker, 1)
    leads = maker.bank["leads"][maker.body.leads]
    cells = {
        "number": "",
        "task": task,
        "lead": lead,
        "support": maker.rng.choice((*maker.bank["supports"], *leads)),
        "output": output,
        "deadline": deadline_words(maker),
        "status": maker.pick("statuses"),
        "budget": _thousands(maker.rng.randint(2, 900) * 5),
        "note": maker.pick("notes") if maker.chance(0.25) else "",
    }
    ticked = maker.rng.randrange(4)
    ticks = iter(index == ticked or (index == ticked + 1 and maker.chance(0.2)) for index in range(4))
    return [("x" if next(ticks) else "") if role == "tick" else cells[role] for role in roles]


def deadline_words(maker: Maker) -> str:
    """A deadline as cells print it; the date may have leading zeros or not."""
    year, rng = maker.words["year"], maker.rng
    pad = rng.choice(("", "0"))
    day, month, quarter = f"{rng.randint(1, 28):02d}", rng.randint(1, 12), rng.randrange(3)
    words = {
        "y": year,
        "y2": str(int(year) + 2),
        "q": rng.choice(QUARTERS),
        "q1": QUARTERS[quarter],
        "q2": QUARTERS[quarter + 1],
        "d": day,
        "m": f"{month:{pad}{2 if pad else 1}d}",
    }
    return re.sub(r"\{(\w+)\}", lambda match: words[match[1]], maker.pick("cell_deadlines"))


# targets --------------------------------------------------------------------------------------------------------------


def targets_table(maker: Maker, title: str | None) -> Block:
    """Shares of what is counted; one column of goals, or one for each source or year, of which the last one counts."""
    layout = maker.pick("target_layouts")
    goals: list[str] = layout["goals"]
    columns = [[maker.pick("number_heads"), "number", 6], [maker.pick("target_heads"), "task", 40]]
    for role in layout["before"]:
        columns.append([_target_heading(maker, role), role, WIDTHS[role]])
    columns += [[fill(_year_words(name, maker), maker), "other", 13] for name in goals]
    for role in layout["behind"]:
        columns.append([_target_heading(maker, role), role, WIDTHS[role]])
    chosen = maker.rng.sample(maker.bank["targets"], maker.rng.randint(4, min(10, len(maker.bank["targets"]))))
    items = [_target_cells(maker, item, layout) for item in chosen]
    rows = list(_numbered(items, maker, layout.get("marks", "plain")))
    return _table(title, "targets", columns, rows, maker)


def _target_heading(maker: Maker, role: str) -> str:
    if role == "status":
        return fill(_year_words(maker.pick("last_year"), maker), maker)
    return str(maker.pick("unit_heads") if role == "unit" else maker.rng.choice(maker.bank["columns"][role]))


def _year_words(name: str, maker: Maker) -> str:
    year = int(maker.words["year"])
    return re.sub(r"\{y(\d?)\}", lambda match: str(year + int(match[1] or 0)), name)


def _target_cells(maker: Maker, item: dict[str, Any], layout: dict[str, Any]) -> list[str]:
    value = maker.rng.randint(item["lo"], item["hi"])
    goals: list[str] = layout["goals"]
    sign, comparator = maker.pick("value_signs")
    (lead,) = body_names(maker, 1)
    other = {"unit": "%", "status": str(max(value - maker.rng.randint(1, 9), 1)), "lead": lead, "note": "", "deadline": "",
             "support": maker.pick("supports")}  # fmt: skip
    printed = sign if "unit" in layout["before"] else f"{sign}%" if "%" not in sign else sign
    year = int(maker.words["year"]) + int((re.findall(r"\{y(\d)\}", goals[-1]) or ["0"])[-1])
    last = f'[[t v={value} c="{comparator}" u=% d={year}|{printed}]]'
    earlier = [
        "-" if maker.chance(0.3) else printed.replace("{v}", str(max(value - 3 * step, 1)))
        for step in range(len(goals) - 1, 0, -1)
    ]
    return [
        "",
        maker.pick("target_names").replace("{o}", item["o"]),
        *(other[role] for role in layout["before"]),
        *earlier,
        last,
        *(other[role] for role in layout["behind"]),
    ]


# budgets --------------------------------------------------------------------------------------------------------------


def budget_table(maker: Maker, title: str | None) -> Block:
    """Amounts that add up: one column, several of years or sources beside their sum, or quantities at a price."""
    layout = maker.pick("budget_layouts")
    names = [fill(_year_words(name, maker), maker) for name in layout["amounts"]]
    priced = "price" in layout
    columns = [[maker.pick("number_heads"), "number", 7], [maker.pick("budget_heads"), "task", 44]]
    columns += [["ĐVT", "unit", 7], ["Số lượng", "quantity", 8], [layout["price"], "budget", 14]] if priced else []
    columns += [[name, "budget", 16] for name in names] + [["Ghi chú", "note", 12]]
    items, sums = [], [0] * len(names)
    for task, _ in maker.rng.sample(maker.bank["tasks"], maker.rng.randint(3, 8)):
        count, price = maker.rng.randint(1, 40), maker.rng.randint(12, 900) * 50_000
        amounts = _amounts(count * price if priced else price, len(names))
        sums = [known + amount for known, amount in zip(sums, amounts, strict=True)]
        bought = [maker.pick("count_units"), str(count), _thousands(price)] if priced else []
        items.append(["", task, *bought, *map(_thousands, amounts), maker.pick("notes") if maker.chance(0.2) else ""])
    total = ["", maker.pick("total_words"), *([""] * (3 if priced else 0)), *map(_thousands, sums), ""]
    return _table(title, "budget", columns, [*_numbered(items, maker, "plain"), {"total": total}], maker)


def _amounts(whole: int, count: int) -> list[int]:
    """One amount, or a sum followed by the parts that make it up."""
    if count == 1:
        return [whole]
    part = whole // (count - 1) // 1000 * 1000
    return [whole, *([part] * (count - 2)), whole - part * (count - 2)]


def _thousands(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")
