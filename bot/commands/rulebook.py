"""The programme files as commands read them: also before there is any configuration."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot import rules
from bot.commands.base import USUAL, config_path, load_settings, stop
from bot.settings import Site
from domain.programme import Programme, ProgrammeFaults
from domain.tables import did_you_mean


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Every programme by its id, the files they stand in, and which one is the installation's."""

    programmes: Mapping[str, Programme]
    files: Mapping[str, bytes]
    default: str

    def named(self, name: str) -> Programme:
        """Return a programme, or stop and say which ones there are."""
        found = self.programmes.get(name)
        if found is None:
            near = did_you_mean(name, self.programmes)
            stop(f"没有叫 {name} 的方案{near}。有:{'、'.join(self.programmes)}")
        return found

    def file_of(self, name: str) -> str:
        """Return the file that a programme stands in."""
        return rules.file_of(name, self.files)


def site() -> tuple[str, str]:
    """Return folder and default programme: the configuration's, or the usual without any."""
    path = config_path()
    if path == USUAL and not path.exists():
        fields = Site.model_fields
        return fields["programme_folder"].default, fields["programme"].default
    settings = load_settings()
    return settings.site.programme_folder, settings.site.programme


def rulebook() -> Rulebook:
    """Read every programme file, or stop and name every fault."""
    folder, default = site()
    try:
        return Rulebook(rules.programmes(folder), rules.texts(folder), default)
    except ProgrammeFaults as no:
        stop(f"规则文件有问题:\n{no}")
