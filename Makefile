# Every command for developers and machines. `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup build run notes angular test test-long check docs format fuzz simulate bench load release settings clean

# debug builds in about five minutes the first time, release takes twice as long and runs faster:
# `make run CONFIGURATION=release`.
CONFIGURATION ?= debug
# How long each fuzzer runs in `make fuzz`, and the simulation in `make simulate`, in seconds.
SECONDS ?= 30
# `make simulate SEED=7` replays a world and prints what happens in it; LONG=yes makes worlds last six times as long,
# and in those of PLAIN=yes no client sends attempt ids.
SEED ?=
SEEDS ?=
LONG ?=
PLAIN ?=
# How many sessions the databases of `make load` have: SIZES=10000,1000000,10000000 takes 5 GB of disk.
SIZES ?= 10000,1000000
# Lanes to test, of Scripts/lanes.tsv; CHANGED=1 takes the last commit, CHANGED=main another one.
LANE ?=
CHANGED ?=
# `make check BUILD=no` leaves out the parts that need a build.
BUILD ?= yes
# More arguments for `tessera serve`: `make run ARGUMENTS="--access-token-lifetime 5s"`.
ARGUMENTS ?=

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Check for Swift and the system packages; install the packages that are missing
	@Scripts/setup.sh

build: setup ## Build everything (CONFIGURATION=release for an optimised build)
	@swift build --configuration $(CONFIGURATION)

run: setup ## Build Tessera and serve it on http://localhost:8080, state in .tessera/
	@CONFIGURATION=$(CONFIGURATION) Scripts/run.sh tessera serve \
		--scopes "account notes:read notes:write" --audience "http://localhost:8080 http://localhost:8081" $(ARGUMENTS)

notes: setup ## Build and run the example API that Tessera protects, on http://localhost:8081
	@CONFIGURATION=$(CONFIGURATION) Scripts/run.sh notes --allowed-origin http://localhost:8080 $(ARGUMENTS)

angular: ## Build the Angular example, and run it with Tessera and the notes API behind it, on http://localhost:4200
	@CONFIGURATION=$(CONFIGURATION) Scripts/angular.sh run

test: setup ## Build, and run every lane of tests; LANE="browser attacks" only those, CHANGED=1 the quick ones of a change
	@Scripts/test.sh $(foreach lane,$(LANE),--lane $(lane)) $(if $(CHANGED),--changed $(if $(filter 1 yes,$(CHANGED)),HEAD,$(CHANGED)))

test-long: setup ## Run the tests that take too long for each change: many worlds, fuzzers, statistics; result in Documentation/long-run.md
	@Scripts/test-long.sh

check: ## Check formats, imports, documentation, examples, sizes, words, prose, scripts, warnings (BUILD=no: only what needs no build)
	@Scripts/setup.sh --checks
	@Scripts/check.sh $(if $(filter no,$(BUILD)),--without-build)

docs: setup ## Build the libraries' documentation into .build/documentation; a warning is an error
	@Scripts/docs.sh

format: ## Format every Swift file in place
	@git ls-files -z --cached --others --exclude-standard '*.swift' | xargs -0 swift format --in-place --parallel

fuzz: setup ## Run every fuzzer for SECONDS=30 seconds each
	@SECONDS_EACH=$(SECONDS) Scripts/fuzz.sh

simulate: setup ## Run the session engine in simulated worlds for SECONDS=30 (or SEEDS=…); replay one with SEED=…
	@SEED="$(SEED)" SEEDS="$(SEEDS)" LONG="$(LONG)" PLAIN="$(PLAIN)" SECONDS_IN_ALL=$(SECONDS) CONFIGURATION=$(CONFIGURATION) Scripts/simulate.sh

bench: setup ## Measure the release binary on this machine into Benchmarks/results.md
	@Benchmarks/run.sh

load: setup ## Load the release with many sessions, storms and slow clients (SIZES=10000,1000000), into Benchmarks/results.md
	@Benchmarks/load/run.sh --sizes $(SIZES)

release: setup ## Build the one-file release (static Swift runtime, stripped) into dist/tessera
	@Scripts/release.sh

settings: build ## Write Documentation/settings.md from the table of settings
	@"$$(swift build --configuration $(CONFIGURATION) --show-bin-path)/tessera" config document > Documentation/settings.md

clean: ## Remove everything that was built; the state in .tessera/ stays
	@rm -rf .build .build-* .venv dist
