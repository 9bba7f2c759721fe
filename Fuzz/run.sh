#!/usr/bin/env bash
# Fuzzes the text side with libFuzzer under the address sanitizer; `make fuzz` calls it.
#
# BRINK_FUZZ: seconds to run (60); BRINK_SEED: replays a run, printed at its start.
# An input that breaks something is kept in .build/fuzz as crash-…; give it as an argument to run
# it alone.
set -euo pipefail
cd "$(dirname "$0")/.."
work=.build/fuzz
modules=(Quantities Diagnostics Columns Functions Language)
mkdir -p "$work/corpus"
flags=(-O -parse-as-library -package-name brink -swift-version 6 -I "$work" -sanitize=address,fuzzer
  -enable-upcoming-feature ExistentialAny -enable-upcoming-feature InternalImportsByDefault)

# The library files that are part of the module's code, as the package manager embeds them.
embedded="$work/embedded_resources.swift"
{
  echo "struct PackageResources {"
  for file in Sources/Language/Standard/*.brink; do
    name=$(basename "$file" .brink)
    echo "static let ${name}_brink: [UInt8] = [$(od -An -v -tu1 "$file" | tr -s ' \n' ',' | sed 's/^,//; s/,$//')]"
  done
  echo "}"
} >"$embedded"

# A module is built anew where one of its files, or a module before it, is newer.
fresh=true
for module in "${modules[@]}"; do
  object="$work/$module.o"
  if ! $fresh || [ ! -e "$object" ] \
    || [ -n "$(find "Sources/$module" -name '*.swift' -newer "$object")" ]; then
    fresh=false
    echo "building $module"
    extra=""
    [ "$module" = Language ] && extra=$embedded
    swiftc "${flags[@]}" -wmo -module-name "$module" -emit-module \
      -emit-module-path "$work/$module.swiftmodule" -c -o "$object" \
      $(find "Sources/$module" -name '*.swift' | sort) $extra
  fi
done
echo "building the target"
swiftc "${flags[@]}" -use-ld=lld -module-name FuzzTarget -o "$work/fuzz" \
  Fuzz/FuzzTarget.swift $(printf "$work/%s.o " "${modules[@]}")

# Valid files, every mistake of the gallery, and the scripts' rules are where the search begins.
if [ -z "$(ls -A "$work/corpus")" ]; then
  for file in Rules/*.brink Rules/Standard/*.brink Tests/ScriptTests/Errors/*/*.brink; do
    cp "$file" "$work/corpus/$(echo "$file" | tr / _)"
  done
fi
seed=${BRINK_SEED:-$RANDOM$RANDOM}
seconds=${BRINK_FUZZ:-60}
echo "fuzzing for ${seconds}s: BRINK_SEED=$seed BRINK_FUZZ=$seconds"
export ASAN_OPTIONS=detect_leaks=0
if [ $# -gt 0 ]; then exec "$work/fuzz" "$@"; fi
exec "$work/fuzz" -seed="$seed" -max_total_time="$seconds" -timeout=5 -max_len=4096 \
  -dict=Fuzz/words.dict -artifact_prefix="$work/" -print_final_stats=1 "$work/corpus"
