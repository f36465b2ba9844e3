"""What Typer itself says in help, in Vietnamese: it has no translations of its own."""

from typing import Any

import typer
import typer.rich_utils
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

PANELS = {
    "ARGUMENTS_PANEL_TITLE": "Tham số",
    "OPTIONS_PANEL_TITLE": "Tùy chọn",
    "COMMANDS_PANEL_TITLE": "Lệnh",
    "ERRORS_PANEL_TITLE": "Lỗi",
    "DEFAULT_STRING": "[mặc định: {}]",
    "REQUIRED_LONG_STRING": "[bắt buộc]",
}
TYPES = {"bool": None, "int": "số", "int range": "số", "str": "chữ", "list[str]": "chữ", "path": "đường dẫn", "list[Path]": "đường dẫn"}  # fmt: skip
OPTIONS = "[TÙY CHỌN]"
SUBCOMMAND = "LỆNH [THAM SỐ]..."


class _Vietnamese:
    """A command whose usage line and option --help are in Vietnamese."""

    def format_usage(self: Any, ctx: Any, formatter: Any) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix="Cách dùng: ")

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "Hiện hướng dẫn này rồi kết thúc."
        return option


class _Command(_Vietnamese, TyperCommand):
    pass


class _Group(_Vietnamese, TyperGroup):
    pass


def speak_vietnamese(*apps: typer.Typer) -> None:
    """Give those apps and their commands Vietnamese help. Called once, after all commands are known."""
    for name, said in PANELS.items():
        setattr(typer.rich_utils, name, said)
    for kind in (TyperArgument, TyperOption):
        kind.display_type_rich = _named_type(kind.display_type_rich)  # type: ignore[method-assign]
    for app in apps:
        for group in (app.info, *app.registered_groups):
            group.cls, group.options_metavar, group.subcommand_metavar = _Group, OPTIONS, SUBCOMMAND
        for command in app.registered_commands:
            command.cls, command.options_metavar = _Command, OPTIONS


def _named_type(plain: Any) -> Any:
    """The column of types in a clerk's words; a switch has none."""

    def display(self: Any, ctx: Any) -> str | None:
        said = plain(self, ctx)
        return TYPES.get(said.strip("<>"), said) if said else said

    return display
