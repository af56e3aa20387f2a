"""What of the settings holds for whoever reads, now and whenever it is changed."""

from typing import cast

from app.client.commands.intents import Bell, TimeStyle
from app.client.reading import Reading
from app.client.settings import Settings


def follow(reading: Reading, settings: Settings) -> None:
    """Let what is set hold for what is shown."""

    def apply(name: str) -> None:
        match name:
            case "bell":
                reading.notifying.bell = cast("Bell", settings.text(name))
            case "time":
                reading.times = cast("TimeStyle", settings.text(name))
            case "quiet":
                reading.quiet = settings.is_on(name)
            case "highlight":
                reading.highlight = list(settings.words(name))
            case "ignore":
                reading.ignoring.replace(settings.words(name))

    for name in ("bell", "time", "quiet", "highlight", "ignore"):
        apply(name)
    settings.watchers.append(apply)
