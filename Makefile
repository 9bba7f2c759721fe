# brink: `make demo` runs the main job, `make test` passes the tests; both do their own set-up.
# Needs: a Swift 6.3 toolchain on a Debian-like system, and root or sudo for missing packages.

PACKAGES = libedit-dev libarchive-dev
BINARY   = .build/release/brink
# The libraries of Swift and of C++ linked in, and only what is used of them: a start costs half
# as much. The folder holds the one form of the C++ library that is linked in. Types are made by
# calls, not looked up by their names, which takes a tenth of a cold run. No symbol is kept for
# others to find, none of the library paths but the system's is looked at, and addresses that
# depend on where the program lies are listed in a hundredth of the room where this C library
# reads such lists.
CXX_DIR  = .build/static
LEAN     = --static-swift-stdlib -Xlinker -s -Xlinker --gc-sections -Xswiftc -L$(CXX_DIR) \
           -Xswiftc -Xclang-linker -Xswiftc -static-libgcc \
           -Xswiftc -use-ld=lld -Xlinker --no-export-dynamic --disable-local-rpath $(PACKED) \
           -Xswiftc -Xfrontend -Xswiftc -disable-concrete-type-metadata-mangled-name-accessors
LIBC     = $(shell ldd /bin/sh 2>/dev/null | awk '/libc\.so/ { print $$3 }')
PACKED   = $(shell grep -qs GLIBC_ABI_DT_RELR $(LIBC) /dev/null && \
             echo -Xlinker -z -Xlinker pack-relative-relocs)
# An optimised build that tests can look into.
QUICK    = -c release -Xswiftc -enable-testing --scratch-path .build/quick

.PHONY: demo test gates build setup bench kernels fuzz edits clean

demo: build
	@Samples/demo.sh $(BINARY)

build: setup
	@mkdir -p $(CXX_DIR); for c in clang++ c++; do \
	  library=$$($$c -print-file-name=libstdc++.a 2>/dev/null); \
	  if [ -f "$$library" ]; then ln -sf "$$library" $(CXX_DIR)/; break; fi; \
	done
	swift build -c release --product brink $(LEAN)
# What a linker has written lies in the page cache in small pieces; written again in one go, as an
# installation does, it takes a start a millisecond less to map.
	@cp -p $(BINARY) $(CXX_DIR)/brink && cat $(CXX_DIR)/brink >$(BINARY) && \
	  touch -r $(CXX_DIR)/brink $(BINARY) && rm $(CXX_DIR)/brink

test: setup
	swift build --explicit-target-dependency-import-check error
	swift test
	BRINK_TESTS=GateTests swift test $(QUICK)

# What must not get slower, alone, with the figures told.
gates: setup
	BRINK_TESTS=GateTests BRINK_GATES=1 swift test $(QUICK)

bench: build
	Benchmarks/run.sh $(BINARY)

# Every operator, spelling of numbers and step of a stream by itself, under a stopwatch.
kernels: build
	BRINK=$(abspath $(BINARY)) swift package --package-path Benchmarks benchmark --no-progress

# The text side under libFuzzer and the address sanitizer; BRINK_FUZZ is its seconds.
fuzz: setup
	Fuzz/run.sh

# BRINK_EDITS random edits of valid files (a million), in release, with the slowest told.
edits: setup
	BRINK_EDITS=$${BRINK_EDITS:-1000000} BRINK_TESTS=LanguageTests swift test $(QUICK) \
	  --filter RandomEditTests

# Installs the system packages that are missing; silent where all are there.
setup:
	@missing=""; for p in $(PACKAGES); do \
	  dpkg -s $$p >/dev/null 2>&1 || missing="$$missing $$p"; done; \
	if [ -n "$$missing" ]; then \
	  echo "installing$$missing"; \
	  sudo=""; [ "$$(id -u)" = 0 ] || sudo="sudo"; \
	  $$sudo apt-get update -qq && \
	  $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$missing >/dev/null; \
	fi

clean:
	rm -rf .build Benchmarks/.build
