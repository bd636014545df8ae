"""The language server in a real editor, where there is one: Neovim, without a screen."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.making import source

NVIM = shutil.which("nvim")

ASK = """
local start = vim.lsp.start_client or vim.lsp.start
local client = start({ name = "servicesim", cmd = { PYTHON, "-m", "servicesim", "lsp" }, root_dir = FOLDER })
vim.lsp.buf_attach_client(0, client)
local told = vim.wait(30000, function() return #vim.diagnostic.get(0) > 0 end, 20)
assert(told, "nothing was told")
for _, one in ipairs(vim.diagnostic.get(0)) do
  print(string.format("%d:%d %s", one.lnum + 1, one.col + 1, one.code))
end
vim.fn.cursor(vim.fn.search("then: two"), 0)
vim.fn.search("two", "", vim.fn.line("."))
vim.lsp.buf.definition()
vim.wait(30000, function() return vim.fn.getline("."):match("^  two:") ~= nil end, 20)
print(vim.fn.getline("."))
vim.cmd("quitall!")
"""


@pytest.mark.slow
@pytest.mark.skipif(NVIM is None, reason="there is no Neovim on this machine")
def test_neovim_shows_findings_and_goes_to_definitions(tmp_path: Path) -> None:
    story = source("""
        one:
          says: 😀 Well?
          replies:
            ask: {say: 😀 What is it?, then: two}
            odd: {say: 😀 Hm., then: tow}
        two:
          says: And?
          replies:
            end: {say: Bye., then: well}
    """)
    (tmp_path / "small.yaml").write_text(story, encoding="utf-8")
    asked = ASK.replace("PYTHON", f"[[{sys.executable}]]").replace("FOLDER", f"[[{tmp_path}]]")
    (tmp_path / "ask.lua").write_text(asked, encoding="utf-8")
    environment = {**os.environ, "SERVICESIM_CACHE": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)}
    told = subprocess.run(
        [str(NVIM), "--headless", "--clean", "small.yaml", "-c", "luafile ask.lua"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=90, check=False,
    )  # fmt: skip
    lines = story.split("\n")
    line = next(number for number, text in enumerate(lines) if "tow" in text)
    column = len(lines[line][: lines[line].index("tow")].encode())
    said = (told.stdout + told.stderr).replace("\r", "")
    assert f"{line + 1}:{column + 1} unknown-target" in said
    assert "  two:" in said.split("\n")
