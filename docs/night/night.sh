#!/bin/sh
# A night of tradefiche: what is new is fetched, reviewed, built, checked and written as a site, and
# what is left to a person is said in night/. It mails nothing: it counts letters.
#
#   night.sh 2024            in the folder of data/, output/, site/, editions/ and tradefiche.toml
#
# Exit status: 0 nothing to decide, 10 a person has to decide, 1 something failed.
set -u
export LC_ALL=C.UTF-8 TRADEFICHE_LANG=en # as the words of this script
failed=0 waiting=0 paper=

# What stands in the paper of the year: what is there, what is open, what was built, what could go.
say() { printf '%s\n' "$*" >>"$paper"; }

fetch() { tradefiche data fetch --year "$@" --keep downloads; }

# True when nothing of the year is open. What a review found is the paper's; that it failed is not.
review() {
  tradefiche review --year "$1" >"night/$1.review"
  status=$?
  cat "night/$1.review" >>"$paper"
  [ -s "night/$1.review" ] || failed=1
  rm "night/$1.review"
  return "$status"
}

# Nothing reaches the site before it was checked, and what was checked is not checked again.
publish() {
  # shellcheck disable=SC2086 # options, not one word
  tradefiche --quiet build --year "$1" ${BUILD:---all} && tradefiche --quiet atlas --year "$1" ||
    return
  cmp -s "output/$1/SHA256SUMS" "night/$1.checked" || {
    tradefiche check "output/$1" && cp "output/$1/SHA256SUMS" "night/$1.checked" || return
  }
  tradefiche site --year "$1" || return
  say "Built and checked: output/$1, $(wc -l <"night/$1.checked") files, sums" \
    "$(sha256sum <"night/$1.checked" | cut -c 1-12); its pages are in site/."
}

# A plan that finds faults is for a person to mend, and fails no night.
count_letters() {
  [ -f leads.csv ] || return 0
  if tradefiche send --recipients leads.csv --year "$1" \
    --export-recipients "night/$1-letters.csv" >/dev/null 2>"night/$1.faults"; then
    say "Nothing was mailed. night/$1-letters.csv says who would get a letter, and who not and why:"
    say "  $(grep -c ';to send;' "night/$1-letters.csv") to send: tradefiche send" \
      "--recipients leads.csv --year $1, then with --confirm."
  else
    cat "night/$1.faults" >>"$paper"
  fi
  rm "night/$1.faults"
}

# The paper is new until a person has moved it to YEAR.read: it has no clock in it.
hand_over() {
  if cmp -s "$paper" "night/$1.read"; then
    rm -f "$paper" "night/$1.txt"
    echo "$1: nothing new."
    return
  fi
  waiting=1
  if cmp -s "$paper" "night/$1.txt"; then
    rm "$paper"
    echo "$1: nothing new; night/$1.txt waits to be read."
  else
    mv "$paper" "night/$1.txt"
    cat "night/$1.txt"
    echo "$1: this is new. When it is read: mv night/$1.txt night/$1.read"
  fi
}

[ $# -gt 0 ] || {
  echo "usage: night.sh YEAR…" >&2
  exit 2
}
mkdir -p night || exit 1
for year; do
  paper=night/$year.draft
  if ! { fetch "$year" && tradefiche data vintages --year "$year" >"$paper"; }; then
    failed=1
    continue
  elif ! review "$year"; then
    say "Nothing new of $year is built or published while this is open: tradefiche review" \
      "--year $year --explain"
  elif publish "$year"; then
    count_letters "$year"
  else
    failed=1
    continue
  fi
  hand_over "$year"
done

# The year that comes next is read as soon as it is there, and published when a person asks for it.
year=$((year + 1))
paper=night/$year.draft
if ! fetch "$year" --if-listed; then
  failed=1
elif tradefiche data vintages --year "$year" >"$paper" 2>/dev/null; then
  say "$year is there, and not published: give it an edition, review it, then add it to the years."
  hand_over "$year"
else
  rm -f "$paper"
fi

[ "$failed" = 0 ] || exit 1
[ "$waiting" = 0 ] || exit 10
