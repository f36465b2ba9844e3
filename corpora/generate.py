"""Letters varied by chance: bodies, places, dates, numbers, citations, wordings, tables and sign-offs.

    letters(seed, count)      `count` letters, the same for the same seed
    other_kinds(seed, count)  documents that cite nothing: news, forms, reports, English; inventions there are false alarms

Words come from `letters/bank.json`, legal documents from `letters/pool.tsv`; goals, duties and tables of plans are made by
`letters/goals.py`, `duties.py` and `plan_tables.py`. Every letter carries its truth as markup.
"""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from corpora.letters import pool
from corpora.letters.duties import duty_list, prose_task
from corpora.letters.goals import lowered, target_line, target_section
from corpora.letters.maker import Body, Maker, bank, fill
from corpora.letters.model import Block, Cited, Letter, Signer, Style
from corpora.letters.plan_tables import budget_table, targets_table, task_table

MERGER = date(2025, 7, 1)  # provinces merged, districts ended (202/2025/QH15)
KINDS = {"Công văn": 28, "Kế hoạch": 34, "Quyết định": 14, "Thông báo": 6, "Báo cáo": 6, "Tờ trình": 4, "Chỉ thị": 3, "Hướng dẫn": 2, "Chương trình": 3}  # fmt: skip
CODES = {"Kế hoạch": "KH", "Quyết định": "QĐ", "Thông báo": "TB", "Báo cáo": "BC", "Tờ trình": "TTr", "Chỉ thị": "CT", "Hướng dẫn": "HD", "Chương trình": "CTr"}  # fmt: skip
RANKS = ("Nghị quyết/TW", "Luật", "Nghị quyết", "Nghị định", "Quyết định", "Chỉ thị", "Thông tư")


@cache
def provinces(after_merger: bool) -> tuple[str, ...]:
    """Names such as "tỉnh Lâm Đồng", "thành phố Huế", before or after July 2025."""
    rows = csv.DictReader(files("corpora.facts").joinpath("provinces.tsv").open(encoding="utf-8"), delimiter="\t")
    return tuple(sorted({_unit(row, after_merger) for row in rows if row["effective"] == MERGER.isoformat()}))


def _unit(row: dict[str, str], after_merger: bool) -> str:
    name, kind = (row["new_name"], row["new_kind"]) if after_merger else (row["name"], row["kind"])
    if name == "Hồ Chí Minh":
        return "Thành phố Hồ Chí Minh"
    return f"{kind.lower()} {name}"


def letters(seed: int, count: int, wording: str = "dev") -> list[Letter]:
    """Letters number 0 to count-1 of a seed; each has a generator of its own, so a longer list begins with the same ones."""
    return [letter(seed, number, wording) for number in range(count)]


def letter(seed: int, number: int, wording: str = "dev") -> Letter:
    words = bank(wording)
    rng = random.Random(f"{seed}/{number}")
    day = date(2016, 3, 1) + timedelta(days=rng.randrange((date(2026, 9, 30) - date(2016, 3, 1)).days))
    if rng.random() < 0.5:  # today's letters matter more
        day = date(2024, 1, 5) + timedelta(days=rng.randrange(900))
    kind = rng.choices(list(KINDS), list(KINDS.values()))[0]
    body = rng.choices((ministry, province, department, hospital, local, party), (14, 24, 30, 12, 10, 10))[0](
        rng, day, words
    )
    if body.regime == "party" and kind in {"Quyết định", "Tờ trình"}:
        kind = "Kế hoạch"
    topic = words["topics"][rng.choice(list(words["topics"]))]
    maker = Maker(rng, kind, body, day, topic, dict(pool()), _words(rng, day, topic, body), _style(rng), words)
    return _assemble(maker, f"thu-{seed}-{number:03d}")


def _words(rng: random.Random, day: date, topic: dict[str, str], body: Body) -> dict[str, str]:
    title = topic["title"]
    return {
        "title": title,
        "Title": title[0].upper() + title[1:],
        "year": str(day.year if day.month < 11 else day.year + 1),
        "last": str(day.year - 1 if day.month < 11 else day.year),
        "end": str((day.year // 5 + 1) * 5),
        "quarter": rng.choice(("I", "II", "III", "IV")),
        "body": body.short or body.name,
        "scope": rng.choice(("trong toàn ngành", "trên địa bàn", "của cơ quan")),
    }


def _style(rng: random.Random) -> Style:
    return Style(
        date=rng.choice(("words", "words", "slash", "slash", "short")),
        comma=rng.random() < 0.12,
        number_word=rng.random() > 0.1,
        old_tone=rng.random() < 0.2,
        abbreviate=rng.random() < 0.3,
        basis_italic=rng.random() < 0.2,
    )


# bodies ---------------------------------------------------------------------------------------------------------------


def _place(unit: str) -> str:
    """The place of a date line: "Lâm Đồng" of "tỉnh Lâm Đồng"; the name of one city keeps its "Thành phố"."""
    return unit.removeprefix("tỉnh ").removeprefix("thành phố ")


def _chair(lines_of: str, rng: random.Random) -> tuple[tuple[str, ...], ...]:
    return (f"TM. {lines_of}",), (f"TM. {lines_of}", "KT. CHỦ TỊCH")


def ministry(rng: random.Random, day: date, words: dict[str, Any]) -> Body:
    name, symbol, units = rng.choice(words["ministries"])
    return Body(
        name,
        (name.upper(),),
        symbol,
        "Hà Nội",
        "Bộ trưởng",
        "Thứ trưởng",
        ("KT. BỘ TRƯỞNG",),
        "ministry",
        units=tuple(units),
    )


def province(rng: random.Random, day: date, words: dict[str, Any]) -> Body:
    unit = rng.choice(provinces(day >= MERGER))
    lines = ("ỦY BAN NHÂN DÂN", unit.upper()) if rng.random() < 0.8 else (f"ỦY BAN NHÂN DÂN {unit.upper()}",)
    own, acting = _chair("ỦY BAN NHÂN DÂN", rng)
    return Body(
        f"Ủy ban nhân dân {unit}", lines, "UBND", _place(unit), "Chủ tịch", "Phó Chủ tịch", acting, "province", own,
        units=("KGVX", "NC", "TH", "KT"), short=f"Ủy ban nhân dân {unit.split(' ')[0].lower()}",
    )  # fmt: skip


def department(rng: random.Random, day: date, words: dict[str, Any]) -> Body:
    unit = rng.choice(provinces(day >= MERGER))
    name, symbol, units = rng.choice(words["departments"])
    return Body(
        name, (name.upper(),), symbol, _place(unit), "Giám đốc", "Phó Giám đốc", ("KT. GIÁM ĐỐC",), "department",
        parent=f"Ủy ban nhân dân {unit}", parent_lines=_parent_lines(unit, rng), units=tuple(units),
    )  # fmt: skip


def _parent_lines(unit: str, rng: random.Random) -> tuple[str, ...]:
    if rng.random() < 0.75:
        return (f"UBND {unit.upper()}",)
    return ("ỦY BAN NHÂN DÂN", unit.upper())


def hospital(rng: random.Random, day: date, words: dict[str, Any]) -> Body:
    unit = rng.choice(provinces(day >= MERGER))
    name, symbol = rng.choice(words["hospitals"])
    parts = name.upper().split(" ")
    lines = (" ".join(parts[:4]), " ".join(parts[4:])) if len(parts) > 5 else (name.upper(),)
    parent = f"Sở Y tế {unit}"
    return Body(
        name, lines, symbol, _place(unit), "Giám đốc", "Phó Giám đốc", ("KT. GIÁM ĐỐC",), "hospital",
        parent=parent, parent_lines=(parent.upper(),), units=("KHTH", "TCHC", "CNTT"),
    )  # fmt: skip


def local(rng: random.Random, day: date, words: dict[str, Any]) -> Body:
    if day >= MERGER:
        name = f"{rng.choice(('xã', 'phường'))} {rng.choice(words['communes'])}"
        place = name.split(" ", 1)[1]
    else:
        name = rng.choice(words["districts"])
        place = name.split(" ", 2)[2] if name.startswith(("thị xã", "thành phố")) else name.split(" ", 1)[1]
    own, acting = _chair("ỦY BAN NHÂN DÂN", rng)
    return Body(
        f"Ủy ban nhân dân {name}", ("ỦY BAN NHÂN DÂN", name.upper()), "UBND", place, "Chủ tịch", "Phó Chủ tịch", acting,
        "commune", own, units=("VP", "VHXH"),
    )  # fmt: skip


def party(rng: random.Random, day: date, words: dict[str, Any]) -> Body:
    unit = rng.choice(provinces(day >= MERGER))
    kind = "Thành ủy" if unit.lower().startswith("thành phố") else "Tỉnh ủy"
    name = f"{kind} {_place(unit).removeprefix('Thành phố ')}"
    return Body(
        name, (name.upper(),), "TU", _place(unit), "Bí thư", "Phó Bí thư", ("T/M BAN THƯỜNG VỤ",), "party",
        ("T/M BAN THƯỜNG VỤ",), regime="party", short=f"Ban Thường vụ {kind}",
    )  # fmt: skip


# assembly -------------------------------------------------------------------------------------------------------------


def _assemble(maker: Maker, name: str) -> Letter:
    rng, body, kind = maker.rng, maker.body, maker.kind
    subject = fill(rng.choice(maker.bank["subjects"][kind]), maker)
    blocks = BUILDERS[kind](maker)
    draft = maker.chance(0.05)
    full = maker.day.isoformat()
    return Letter(
        name=name,
        doc_type=kind,
        issuer=body.name,
        issuer_lines=body.lines,
        parent=body.parent,
        parent_lines=body.parent_lines,
        symbol=_symbol(maker),
        place=body.place,
        subject=_subject(subject, maker),
        body=tuple(blocks),
        signers=(_signer(maker),),
        number=None if draft else str(rng.randint(1, 9) if maker.chance(0.1) else rng.randint(10, 6999)).zfill(2),
        date=full[:7] if draft and maker.chance(0.5) else (full[:4] if draft else full),
        regime=body.regime,
        recipients=tuple(_recipients(maker)) if kind in {"Công văn", "Tờ trình"} else (),
        distribution=tuple(_distribution(maker)),
        urgency=rng.choice(("KHẨN", "HỎA TỐC", "THƯỢNG KHẨN")) if kind == "Công văn" and maker.chance(0.06) else None,
        lost_head=not draft and kind != "Công văn" and maker.chance(0.06),
        cites=maker.cites,
        style=maker.style,
        head_line=_head_line(maker) if kind == "Quyết định" else None,
    )


def _subject(subject: str, maker: Maker) -> str:
    if maker.kind == "Công văn" and maker.body.regime == "party":
        return f"về việc {subject}"
    if maker.kind in {"Kế hoạch", "Chương trình"} and maker.chance(0.25):
        return f"{subject} thực hiện [[c {_cite(maker)} short role=any]]"
    return subject


def _symbol(maker: Maker) -> str:
    body, kind = maker.body, maker.kind
    if body.regime == "party":
        return f"{CODES.get(kind, 'CV')}/{body.symbol}"
    if kind == "Công văn":
        return f"{body.symbol}-{maker.rng.choice(body.units)}"
    return f"{CODES[kind]}-{body.symbol}"


def _signer(maker: Maker) -> Signer:
    rng, body = maker.rng, maker.body
    names = maker.bank["names"]
    name = f"{rng.choice(names['family'])} {rng.choice(names['middle'])} {rng.choice(names['given'])}"
    if maker.chance(0.12):
        name = f"{rng.choice(names['academic'])} {name}"
    if maker.chance(0.45):
        return Signer(body.head, name, body.own)
    if body.leads in {"province", "ministry"} and maker.chance(0.2) and maker.kind in {"Công văn", "Thông báo"}:
        whom = "CHỦ TỊCH" if body.leads == "province" else "BỘ TRƯỞNG"
        if maker.chance(0.5):
            return Signer("Chánh Văn phòng", name, (f"TL. {whom}",))
        return Signer("Phó Chánh Văn phòng", name, (f"TL. {whom}", "KT. CHÁNH VĂN PHÒNG"))
    return Signer(body.deputy, name, body.acting)


def _head_line(maker: Maker) -> str:
    name = maker.body.name
    head = maker.body.head
    return f"{head} {name.removeprefix('Bộ ') if head == 'Bộ trưởng' else name}".upper().replace(
        "BỘ TRƯỞNG ", "BỘ TRƯỞNG BỘ "
    )


RECIPIENTS = {
    "ministry": ["Ủy ban nhân dân các tỉnh, thành phố trực thuộc trung ương", "Các bộ, cơ quan ngang bộ", "Các đơn vị trực thuộc Bộ"],
    "province": ["Các sở, ban, ngành", "Ủy ban nhân dân cấp xã", "Công an tỉnh", "Bảo hiểm xã hội tỉnh"],
    "department": ["Các đơn vị trực thuộc Sở", "Các phòng chuyên môn thuộc Sở", "Các cơ sở khám bệnh, chữa bệnh trên địa bàn", "Ủy ban nhân dân các xã, phường"],
    "hospital": ["Các khoa, phòng", "Sở Y tế", "Bảo hiểm xã hội tỉnh"],
    "commune": ["Các phòng chuyên môn", "Các trường học trên địa bàn", "Trưởng các thôn, tổ dân phố"],
    "party": ["Các ban Tỉnh ủy", "Các đảng ủy trực thuộc", "Mặt trận Tổ quốc Việt Nam tỉnh"],
}  # fmt: skip


def _recipients(maker: Maker) -> list[str]:
    names = RECIPIENTS[maker.body.leads]
    return maker.rng.sample(names, maker.rng.randint(1, len(names)))


def _distribution(maker: Maker) -> list[str]:
    rng, body = maker.rng, maker.body
    first = (
        "Như trên"
        if maker.kind in {"Công văn", "Tờ trình"}
        else ("Như Điều 3" if maker.kind == "Quyết định" else "Như phần tổ chức thực hiện")
    )
    middle = rng.sample(
        [
            "Ban Giám đốc (b/c)",
            "Lãnh đạo cơ quan (để b/c)",
            "Các đơn vị liên quan (t/h)",
            "Cổng thông tin điện tử",
            "Báo, Đài địa phương",
            "Thanh tra (để phối hợp)",
        ],
        rng.randint(1, 4),
    )
    if body.regime == "party":
        return [first, *middle, "Lưu Văn phòng Tỉnh ủy"]
    tail = f"Lưu: VT, {rng.choice(body.units)}" + (
        f" ({rng.choice(maker.bank['names']['given'])})" if maker.chance(0.3) else ""
    )
    return [first, *middle, tail]


# citations ------------------------------------------------------------------------------------------------------------


def _fitting(maker: Maker) -> list[str]:
    day = maker.day.isoformat()
    pattern = re.compile(maker.topic["pool"])
    old = [key for key, cited in pool().items() if cited.date and cited.date < day]
    good = [key for key in old if pattern.search(pool()[key].title or "")]
    return good if len(good) >= 4 else old


def _cite(maker: Maker) -> str:
    return maker.rng.choice(_fitting(maker))


def _local_cite(maker: Maker) -> str:
    """A made-up document of a body of the same place: plan, decision, letter, submission."""
    rng = maker.rng
    when = (maker.day - timedelta(days=rng.randint(3, 500))).isoformat()
    unit = maker.body.name if maker.body.symbol == "UBND" else (maker.body.parent or "Ủy ban nhân dân tỉnh")
    issuer = unit if unit.startswith("Ủy ban") else "Ủy ban nhân dân tỉnh"
    year = when[:4]
    choices = [
        Cited(
            "Kế hoạch",
            f"{rng.randint(5, 900)}/KH-UBND",
            when,
            issuer,
            f"{maker.topic['title']} năm {year}",
            rng.choice(("về", "về việc")),
        ),
        Cited(
            "Quyết định",
            f"{rng.randint(20, 4000)}/QĐ-UBND",
            when,
            issuer,
            f"phê duyệt Đề án {maker.topic['title']} giai đoạn {year} - {int(year) + 5}",
        ),
        Cited(
            "Công văn",
            f"{rng.randint(100, 9000)}/{rng.choice(('BYT-KCB', 'BNV-CCHC', 'UBND-TH', 'VPCP-KSTT', 'SNV-VP'))}",
            when,
            None,
            None,
        ),
        Cited(
            "Chương trình hành động",
            f"{rng.randint(5, 90)}-CTr/TU",
            when,
            rng.choice(("Tỉnh ủy", "Ban Thường vụ Tỉnh ủy")),
            None,
        ),
        Cited(
            "Nghị quyết",
            f"{rng.randint(1, 90)}/{year}/NQ-HĐND",
            when,
            "Hội đồng nhân dân tỉnh",
            f"quy định chính sách hỗ trợ {maker.topic['title']}",
        ),
        Cited(
            "Quyết định",
            f"{rng.randint(1, 60)}/{year}/QĐ-UBND",
            when,
            issuer,
            f"ban hành Quy chế phối hợp trong {maker.topic['title']}",
        ),
    ]
    key = f"local{sum(name.startswith('local') for name in maker.cites)}"
    maker.cites[key] = rng.choice(choices)
    return key


def _basis_keys(maker: Maker) -> list[str]:
    """Documents of the legal basis in the order that plans cite them, without one document twice or inside another's title."""
    fitting = _fitting(maker)
    keys = maker.rng.sample(fitting, min(len(fitting), maker.rng.randint(2, 6)))
    keys.sort(key=lambda key: (_rank(pool()[key]), pool()[key].date or ""))
    if maker.chance(0.7):
        keys.append(_local_cite(maker))
    if maker.chance(0.3):
        keys.append(_local_cite(maker))
    numbers = [maker.cites[key].number for key in keys]
    return [key for index, key in enumerate(keys) if numbers.index(maker.cites[key].number) == index]


def _rank(cited: Cited) -> int:
    if cited.number and cited.number.endswith("/TW"):
        return 0
    return RANKS.index(cited.doc_type) if cited.doc_type in RANKS else len(RANKS)


def _words_of(key: str, maker: Maker, role: str | None = None, first: bool = True) -> str:
    """The markup of a citation in one of its usual wordings."""
    cited = maker.cites[key]
    flags = [key]
    if role:
        flags.append(f"role={role}")
    if cited.doc_type == "Luật":
        flags += ["named"] if maker.chance(0.4) else (["nodate"] if maker.chance(0.6) else [])
    elif maker.chance(0.1):
        flags.append("nodate")
    elif maker.chance(0.06):
        flags.append("noissuer")
    if first and cited.title and cited.doc_type != "Luật" and maker.chance(0.08):
        alias = f"{cited.doc_type} số {cited.number}"
        flags.append(f'alias="{alias}" aliasform={maker.rng.choice(("full", "bracket"))}')
    return f"[[c {' '.join(flags)}]]"


def listed(maker: Maker) -> str:
    """Several documents of one type behind one plural: "các Nghị định: số 1/…, số 2/…"."""
    fitting = _fitting(maker)
    kinds = [
        kind
        for kind in ("Nghị định", "Thông tư", "Quyết định")
        if sum(pool()[key].doc_type == kind for key in fitting) > 1
    ]
    if not kinds:
        return f"[[c {maker.rng.choice(fitting)}]]"
    kind = maker.rng.choice(kinds)
    keys = maker.rng.sample([key for key in fitting if pool()[key].doc_type == kind], 2)
    colon = maker.rng.choice((" ", ": "))
    return f"các {kind}{colon}" + ", ".join(f"[[c {key} notype notitle noissuer role=any]]" for key in keys)


def basis_lines(maker: Maker) -> list[Block]:
    keys = _basis_keys(maker)
    lines = [_words_of(key, maker) for key in keys]
    form = maker.rng.choice(("can_cu", "can_cu", "can_cu", "list", "run"))
    if maker.kind in {"Quyết định", "Chỉ thị"}:
        form = "can_cu"
    if form == "list":
        return ["# I. CĂN CỨ PHÁP LÝ", *(f"> - {line}{_end(index, lines)}" for index, line in enumerate(lines))]
    if form == "run" and maker.kind != "Quyết định":
        joined = "; ".join(_words_of(key, maker, "implements") for key in keys)
        return [f"Thực hiện {joined}; {fill(maker.rng.choice(maker.bank['plan_openers']), maker)}"]
    dash = "- " if maker.body.regime == "party" else ""
    ends = [";"] * len(lines)
    return [f"> {dash}Căn cứ {line}{end}" for line, end in zip(lines, ends, strict=True)]


def _end(index: int, lines: Sequence[str]) -> str:
    return "." if index == len(lines) - 1 else ";"


# kinds of letters -----------------------------------------------------------------------------------------------------


def results(maker: Maker) -> str:
    """A sentence on what was reached: numbers that are no targets."""
    numbers = {"n1": f"{maker.rng.randint(10, 900)}.{maker.rng.randint(100, 999)}", "n2": str(maker.rng.randint(12, 480)), "k": str(maker.rng.randint(2, 24)),
               "p1": str(maker.rng.randint(11, 69)), "p2": f"{maker.rng.randint(70, 97)},{maker.rng.randint(1, 9)}"}  # fmt: skip
    text = fill(maker.pick("results"), maker)
    return re.sub(r"\{(\w+)\}", lambda match: numbers[match[1]], text)


def purposes(maker: Maker) -> list[str]:
    chosen = maker.rng.sample(maker.bank["purposes"], maker.rng.randint(2, 4))
    return [f"{number}. {fill(text, maker)}" for number, text in enumerate(chosen, 1)]


def guidance(maker: Maker, number: int) -> str:
    if maker.chance(0.08):
        return f"{number}. Đối chiếu quy định tại {listed(maker)} để bảo đảm thống nhất trong tổ chức thực hiện."
    if maker.chance(0.3):
        text = maker.pick("guidance_citing").replace("{cite}", _cite(maker)).replace("{pin}", maker.pick("pins"))
        return f"{number}. {text}"
    return f"{number}. {maker.pick('guidance')}"


def cong_van(maker: Maker) -> list[Block]:
    keys = _basis_keys(maker)[: maker.rng.randint(1, 4)]
    joined = "; ".join(_words_of(key, maker, "implements") for key in keys)
    blocks: list[Block] = [f"Thực hiện {joined}, {fill(maker.pick('openers'), maker)}"]
    if maker.chance(0.3):
        blocks.insert(0, results(maker))
    count = maker.rng.randint(2, 6)
    body = [guidance(maker, number) for number in range(1, count + 1)]
    if maker.chance(0.4):
        year = maker.words["year"]
        body.append(f"{count + 1}. Phấn đấu {lowered(target_line(maker, year, f'đến hết năm {year}'))}.")
        count += 1
    if maker.chance(0.4):
        body.append(prose_task(maker, count + 1))
    return [*blocks, *body, _closing(maker)]


def _closing(maker: Maker) -> str:
    closings = maker.bank["closings"]
    return fill(maker.rng.choice(closings.get(maker.kind, closings["Kế hoạch"][1:])), maker)


def ke_hoach(maker: Maker) -> list[Block]:
    blocks = basis_lines(maker)
    listed = bool(blocks) and str(blocks[0]).startswith("# ")
    if not str(blocks[0]).startswith("Thực hiện"):
        blocks.append(fill(maker.pick("plan_openers"), maker))
    sections: list[Callable[[str], list[Block]]] = []
    if maker.chance(0.4):
        sections.append(
            lambda number: [f"# {number}. KẾT QUẢ THỰC HIỆN NĂM {maker.words['last']}", results(maker), results(maker)]
        )
    sections.append(
        lambda number: [
            f"# {number}. MỤC ĐÍCH, YÊU CẦU",
            *purposes(maker),
        ]
    )
    if maker.chance(0.8):
        sections.append(lambda number: target_section(maker, number))
    in_body, annexes = _tables(maker)
    sections.append(
        lambda number: [
            f"# {number}. NHIỆM VỤ, GIẢI PHÁP",
            *(guidance(maker, i) for i in range(1, maker.rng.randint(3, 6))),
            *in_body,
        ]
    )
    sections.append(lambda number: [f"# {number}. TỔ CHỨC THỰC HIỆN", *duties(maker)])
    romans = ("I", "II", "III", "IV", "V", "VI", "VII")
    for index, section in enumerate(sections):
        blocks.extend(section(romans[index + listed]))
    blocks.append(_closing(maker))
    if annexes:
        blocks.append({"sign": True})
        blocks.extend(annexes)
    return blocks


def duties(maker: Maker) -> list[Block]:
    """Numbered duties: sentences, or points under the name of each body."""
    count = maker.rng.randint(1, 4)
    if maker.chance(0.3):
        return [block for number in range(1, count + 1) for block in duty_list(maker, number)]
    return [prose_task(maker, number) for number in range(1, count + 1)]


def _tables(maker: Maker) -> tuple[list[Block], list[Block]]:
    """Tables that stand in the body, and appendices."""
    makers = [task_table] if maker.chance(0.75) else []
    makers += [targets_table] if maker.chance(0.3) else []
    makers += [budget_table] if maker.chance(0.25) else []
    if makers and maker.chance(0.35):
        return [makers[0](maker, None)], []
    annexes: list[Block] = []
    titles = {
        task_table: "Phân công nhiệm vụ {title}",
        targets_table: "Chỉ tiêu {title}",
        budget_table: "Dự toán kinh phí {title}",
    }
    for index, make in enumerate(makers):
        title = fill(titles[make], maker)
        label = f"Phụ lục {('I', 'II', 'III')[index]}" if len(makers) > 1 else "Phụ lục"
        annexes += [
            {"annex": label, "title": title, "ref": f"(Kèm theo Kế hoạch {fill('{title} năm {year}', maker)})"},
            make(maker, title),
        ]
    return [], annexes


def quyet_dinh(maker: Maker) -> list[Block]:
    blocks = basis_lines(maker)
    blocks += [
        f"> Theo đề nghị của {maker.rng.choice(('Chánh Văn phòng', 'Trưởng phòng Tổ chức cán bộ', 'Thủ trưởng đơn vị chuyên môn'))}.",
        "= QUYẾT ĐỊNH:",
    ]
    blocks.append(
        f"[[b|Điều 1.]] Ban hành kèm theo Quyết định này Kế hoạch {maker.topic['title']} năm {maker.words['year']}."
    )
    second = maker.rng.choice(
        ("Quyết định này có hiệu lực thi hành kể từ ngày ký", "Quyết định này có hiệu lực từ ngày ký ban hành")
    )
    if maker.chance(0.4):
        key = _local_cite(maker)
        role, word = maker.rng.choice((("replaces", "thay thế"), ("repeals", "bãi bỏ")))
        second += f" và {word} {_words_of(key, maker, role, first=False)}"
    blocks.append(f"[[b|Điều 2.]] {second}.")
    blocks.append(
        "[[b|Điều 3.]] Chánh Văn phòng, Thủ trưởng các đơn vị liên quan và các cá nhân có tên chịu trách nhiệm thi hành Quyết định này./."
    )
    return blocks


def thong_bao(maker: Maker) -> list[Block]:
    day = maker.day - timedelta(days=3)
    opening = f"Ngày {day.day}/{day.month}/{day.year}, {maker.words['body']} tổ chức cuộc họp về {maker.topic['title']}. Sau khi nghe báo cáo và ý kiến của các đại biểu, chủ trì cuộc họp kết luận như sau:"
    count = maker.rng.randint(2, 5)
    return [
        opening,
        f"1. {results(maker)}",
        *(prose_task(maker, number) for number in range(2, 2 + count)),
        _closing(maker),
    ]


def bao_cao(maker: Maker) -> list[Block]:
    keys = _basis_keys(maker)[:2]
    joined = " và ".join(_words_of(key, maker, "implements") for key in keys)
    blocks: list[Block] = [
        f"Thực hiện {joined}, {maker.words['body']} báo cáo kết quả như sau:",
        "# I. KẾT QUẢ ĐẠT ĐƯỢC",
    ]
    blocks += [f"{number}. {results(maker)}" for number in range(1, maker.rng.randint(3, 6))]
    if maker.chance(0.5):
        blocks += ["# II. PHƯƠNG HƯỚNG, NHIỆM VỤ", *(guidance(maker, number) for number in range(1, 4))]
    return [*blocks, _closing(maker)]


def to_trinh(maker: Maker) -> list[Block]:
    blocks = basis_lines(maker)
    return [*blocks, f"{maker.words['body']} kính trình nội dung {maker.topic['title']} như sau:", "# I. SỰ CẦN THIẾT", results(maker),
            "# II. NỘI DUNG", *(guidance(maker, number) for number in range(1, 4)), _closing(maker)]  # fmt: skip


def chi_thi(maker: Maker) -> list[Block]:
    opening = f"Thời gian qua, công tác {maker.topic['title']} đã đạt những kết quả quan trọng. Tuy nhiên, việc thực hiện [[c {_cite(maker)} role=any]] ở một số nơi chưa nghiêm. Để khắc phục, yêu cầu:"
    return [
        opening,
        *(guidance(maker, number) for number in range(1, 4)),
        *(prose_task(maker, number) for number in range(4, 6)),
        _closing(maker),
    ]


BUILDERS: dict[str, Callable[[Maker], list[Block]]] = {
    "Công văn": cong_van, "Kế hoạch": ke_hoach, "Chương trình": ke_hoach, "Hướng dẫn": ke_hoach, "Quyết định": quyet_dinh,
    "Thông báo": thong_bao, "Báo cáo": bao_cao, "Tờ trình": to_trinh, "Chỉ thị": chi_thi,
}  # fmt: skip


# documents of other kinds ---------------------------------------------------------------------------------------------


def other_kinds(seed: int, count: int) -> list[Letter]:
    """Papers that are no letters: notices, minutes without citations, forms, news, English pages."""
    made = []
    for number in range(count):
        rng = random.Random(f"other/{seed}/{number}")
        kind, lines = rng.choice(list(bank()["others"].items()))
        body = rng.sample(lines, rng.randint(4, len(lines)))
        made.append(
            Letter(
                name=f"khac-{seed}-{number:03d}",
                doc_type=kind,
                issuer="",
                symbol="",
                place="",
                subject="",
                body=tuple(body),
                signers=(Signer("", ""),),
                lost_head=True,
                style=_style(rng),
            )  # fmt: skip
        )
    return made
