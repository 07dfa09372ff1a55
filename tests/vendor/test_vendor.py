"""Vendored code: what is served is what the lock names, and is built from what the lock names."""

import base64
import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = ROOT / "tools" / "vendor"
STATIC = ROOT / "pulse" / "static"
VENDOR = STATIC / "vendor"
LOCK = json.loads((VENDOR / "lock.json").read_text())
BUILT = json.loads((STATIC / "built" / "lock.json").read_text())


def digest(path):
    return "sha384-" + base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()


@pytest.mark.parametrize("name", sorted(LOCK["files"]))
def test_a_vendored_file_is_what_the_lock_names(name):
    assert digest(VENDOR / name) == LOCK["files"][name]


def test_the_lock_names_what_the_package_lock_installs():
    installed = json.loads((TOOLS / "package-lock.json").read_text())["packages"]
    for package in LOCK["packages"]:
        assert installed[f"node_modules/{package['name']}"]["version"] == package["version"]
    assert LOCK["tool"] == f"esbuild {installed['node_modules/esbuild']['version']}"


def test_every_package_is_installed_by_its_hash_from_no_named_place():
    locked = json.loads((TOOLS / "package-lock.json").read_text())["packages"]
    for name, package in locked.items():
        assert "resolved" not in package
        assert name == "" or package["integrity"].startswith("sha512-")
    assert "://" not in (TOOLS / "package.json").read_text()


def test_every_bundled_package_brings_its_licence():
    licences = (VENDOR / "LICENCES.txt").read_text()
    for package in LOCK["packages"]:
        assert f"{package['name']} {package['version']}\n\n" in licences
        assert package["license"] == "MIT"


def test_the_credentials_code_fits_into_26_kilobytes():
    assert len(gzip.compress((VENDOR / "credentials.js").read_bytes(), 9)) <= 26 * 1024


def test_the_credentials_code_makes_no_code_and_fetches_nothing():
    code = (VENDOR / "credentials.js").read_text()
    code = code.replace('await import("crypto")', "", 1)  # in Node before 19 only; never reached in a browser
    forbidden = r"(?<![\w.$])(?:eval|import|fetch|Function|XMLHttpRequest)\(|innerHTML|https?:"
    assert re.findall(forbidden, code) == []


@pytest.mark.real_time  # on another day certificates on the way to the packages have expired
@pytest.mark.timeout(240)
def test_the_vendored_files_are_built_again_byte_for_byte(tmp_path):
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        pytest.skip("NOTE: no node and npm here: the vendored code is compared with its lock only")
    for name in ("package.json", "package-lock.json", "credentials.js", "qr.js", "build.mjs", "pulse.mjs"):
        shutil.copy(TOOLS / name, tmp_path)
    quiet = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    environment = os.environ | {"npm_config_cache": str(tmp_path / "cache"), "npm_config_fetch_retries": "0"}
    ran = subprocess.run(quiet, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=180)
    if ran.returncode and any(sign in ran.stderr for sign in ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT")):
        pytest.skip("NOTE: no package registry in reach: the vendored code is compared with its lock only")
    assert ran.returncode == 0, ran.stderr
    subprocess.run([node, "build.mjs", tmp_path / "built"], cwd=tmp_path, check=True, timeout=60)
    for name in ("credentials.js", "qr.js", "LICENCES.txt", "lock.json"):
        assert (tmp_path / "built" / name).read_bytes() == (VENDOR / name).read_bytes(), name
    subprocess.run([node, "pulse.mjs", STATIC, tmp_path / "pages"], cwd=tmp_path, check=True, timeout=60)
    for name in (*BUILT["files"], "lock.json"):
        assert (tmp_path / "pages" / name).read_bytes() == (STATIC / "built" / name).read_bytes(), name


@pytest.mark.parametrize("name", sorted(BUILT["sources"]))
def test_the_pulse_page_is_built_from_the_modules_as_they_are(name):
    assert digest(STATIC / name) == BUILT["sources"][name], "run `npm run build` in tools/vendor"


@pytest.mark.parametrize("name", sorted(BUILT["files"]))
def test_a_built_file_is_what_its_lock_names(name):
    assert digest(STATIC / "built" / name) == BUILT["files"][name]
