"""servicesim: practise winning back resistant and disengaged customers, in the terminal.

The package root imports nothing, so that `servicesim --help` and every tool that only asks for the
version stay fast.
"""

__version__ = "0.1.0"
