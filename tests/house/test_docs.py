"""What the docs promise is there, and what is there is documented."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

from lesart.present.schema import Printed, make_schema
from lesart.settings import Settings
from tests.house.reference import render_reference

ROOT = Path(__file__).parents[2]


def test_the_command_reference_is_that_of_the_commands() -> None:
    assert (ROOT / "docs" / "commands.md").read_text("utf-8") == render_reference()


def test_every_setting_is_documented_with_its_default() -> None:
    listed = (ROOT / "docs" / "settings.md").read_text("utf-8")
    for name, default in zip(Settings.__struct_fields__, Settings.__struct_defaults__, strict=True):
        assert f"| `{name}` | `{json.dumps(default)}` |" in listed, name


def test_the_published_schemas_are_those_of_the_types() -> None:
    for command in get_args(Printed):
        kept = json.loads((ROOT / "docs" / "schema" / f"{command}.json").read_text("utf-8"))
        assert kept == make_schema(command), f"run: uv run lesart schema {command} > docs/schema/{command}.json"


def test_links_in_the_docs_lead_somewhere() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_asking_for_the_version_loads_no_stage() -> None:
    code = (
        "import sys\nfrom lesart.cli import main\n"
        "try:\n    main(['--version'])\nexcept SystemExit:\n    pass\n"
        "print(sorted(m for m in sys.modules if m.split('.')[0] in ('lesart','lxml','rich','babel','pycrfsuite')))\n"
        "print(len(sys.modules))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.splitlines()
    assert out[0].startswith("lesart ")
    assert out[1] == "['lesart', 'lesart.cli', 'lesart.commands', 'lesart.commands.running']"
    assert int(out[2]) < 260
