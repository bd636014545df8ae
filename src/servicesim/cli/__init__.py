"""The command line. Every command imports its work only when it runs, so that `--help` answers at once.

Data goes to stdout, messages to stderr. Exit status: 0 fine; 1 findings of severity error, or the thing
asked for is not there; 2 wrong usage, or no terminal where one is needed; 3 a save could not be written;
130 interrupted.
"""

from __future__ import annotations

import gc
import os
import sys
from types import TracebackType

import click

from servicesim import __version__
from servicesim.cli import authoring, demo, exchanging, managing, playing, reviewing, storing
from servicesim.cli.common import Places, open_app, places_options, say
from servicesim.errors import ServicesimError

INTERRUPTED = 130


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="servicesim")
@places_options
@click.pass_context
def cli(context: click.Context) -> None:
    """Practise winning back resistant and disengaged customers.

    Without a command it opens the app.
    """
    if context.invoked_subcommand is None:
        places = context.ensure_object(Places)
        open_app(places)


for command in (
    playing.play,
    playing.sessions,
    playing.show,
    playing.verify,
    authoring.new,
    authoring.preview,
    authoring.check,
    authoring.draw_map,
    authoring.rename,
    authoring.items,
    authoring.tactics,
    authoring.personas,
    authoring.schema,
    authoring.lsp,
    exchanging.export,
    exchanging.import_files,
    reviewing.review,
    managing.people,
    managing.assign,
    managing.forget,
    storing.store,
    demo.demo_data,
):
    cli.add_command(command)


def _brief(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Instead of a traceback: what happened in one line, and how to see the rest."""
    if os.environ.get("SERVICESIM_TRACEBACK"):
        sys.__excepthook__(kind, error, trace)
        return
    say(f"servicesim has a fault of its own: {kind.__name__}: {error}")
    say("Every reply that was shown as given is saved. SERVICESIM_TRACEBACK=1 shows more; please report it.")


def main() -> None:
    """The command `servicesim`. Never returns."""
    sys.excepthook = _brief
    # Imports and large stories make many objects that stay; walking them often took a sixth of the time.
    gc.set_threshold(100_000)
    # Nothing here multiplies matrices, and no plugin of pydantic may see a story; both cost at every start.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    for stream in (sys.stdout, sys.stderr, sys.stdin):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    try:
        cli(standalone_mode=False, obj=Places())
    except click.exceptions.Abort:
        say("Interrupted.")
        sys.exit(INTERRUPTED)
    except KeyboardInterrupt:
        say("Interrupted.")
        sys.exit(INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # Whoever read the output has seen enough. Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        where = f"{error.filename}: " if isinstance(error.filename, str) else ""
        say(f"servicesim cannot go on: {where}{error.strerror or error}.")
        sys.exit(1)
    except ServicesimError as error:
        from servicesim.plain.errors import error_lines

        for line in error_lines(error):
            say(line)
        sys.exit(error.exit_status)
    sys.exit(0)
