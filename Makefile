# Dixit: who said what, inside GNU Emacs.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Say `make help' for the targets.

CC ?= cc
CLANG ?= clang
EMACS ?= emacs
PYTHON ?= python3
CFLAGS ?= -O3 -g
FILE ?= tests/articles/harbour.txt
CORPORA ?= ../shared/data
FUZZ_SECONDS ?= 60
JOBS ?= $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
export CC CLANG EMACS PYTHON

B := build
MODEL := module/model/english.model

# Asked once, at first use: what they ask may have to be installed first.
PKG_CFLAGS = $(eval PKG_CFLAGS := $$(shell pkg-config --cflags libpcre2-8 jansson))$(PKG_CFLAGS)
PKG_LIBS = $(eval PKG_LIBS := $$(shell pkg-config --libs libpcre2-8 jansson))$(PKG_LIBS)
CMOCKA = $(eval CMOCKA := $$(shell pkg-config --cflags --libs cmocka))$(CMOCKA)
EMACS_CFLAGS = $(eval EMACS_CFLAGS := $$(shell make/setup.sh --emacs-cflags))$(EMACS_CFLAGS)

WARN := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wvla
DX_CFLAGS = -std=c11 -D_POSIX_C_SOURCE=200809L $(WARN) -fPIC -fvisibility=hidden -ffp-contract=off \
  -Imodule $(PKG_CFLAGS)
DX_LIBS = $(PKG_LIBS) -lm -pthread
DEPS = -MMD -MP
THREADS := -O1 -g -fno-omit-frame-pointer -fsanitize=thread
SANITIZE := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined \
  -fno-sanitize-recover=all

CORE := $(wildcard module/*.c module/base/*.c module/text/*.c module/learn/*.c \
  module/rules/*.c module/find/*.c module/check/*.c module/report/*.c \
  module/work/*.c)
TRAIN := $(wildcard module/train/*.c)
MODULE_C := $(wildcard module/emacs/*.c)
MAIN := $(wildcard module/main/*.c)
BENCH := $(wildcard tests/bench/*.c)
TESTS := $(wildcard tests/module/test_*.c)
FUZZ := $(wildcard tests/fuzz/fuzz_*.c)

CORE_OBJ := $(CORE:%.c=$(B)/%.o)
TRAIN_OBJ := $(TRAIN:%.c=$(B)/%.o)
MODULE_OBJ := $(MODULE_C:%.c=$(B)/%.o)
ASAN_OBJ := $(CORE:%.c=$(B)/asan/%.o) $(TRAIN:%.c=$(B)/asan/%.o)
TSAN_OBJ := $(CORE:%.c=$(B)/tsan/%.o)
FUZZ_OBJ := $(CORE:%.c=$(B)/fuzz/%.o)

SUFFIX := $(if $(filter Darwin,$(shell uname -s)),.dylib,.so)
MODULE := $(B)/dixit-module$(SUFFIX)
VERSION := $(B)/dixit-module.version
PROGRAMS := $(MAIN:module/main/%.c=$(B)/%)
BENCHES := $(BENCH:tests/bench/%.c=$(B)/bench-%)
TEST_PROGRAMS := $(TESTS:tests/module/%.c=$(B)/asan/%) $(B)/tsan/test_worker
FUZZERS := $(FUZZ:tests/fuzz/%.c=$(B)/fuzz/%)

.DELETE_ON_ERROR:
.PHONY: help build core module programs benches test-programs fuzzers run check \
  bench bench-emacs bench-peers lint train fuzz info html clean setup setup-build

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile
	@echo 'Variables: CC CFLAGS CLANG EMACS FILE CORPORA FUZZ_SECONDS JOBS PEER_ARTICLES'

## What a user wants

build: core module programs ## The library, the module, the trainer and the manual, in build/
	@! command -v makeinfo >/dev/null 2>&1 || $(MAKE) --no-print-directory $(B)/dixit.info

run: ## Who said what in FILE (make run FILE=article.txt)
	@make/setup.sh run
	@mkdir -p $(B)
	@$(MAKE) --no-print-directory -j$(JOBS) module >$(B)/run.log 2>&1 \
	  || { cat $(B)/run.log >&2; exit 1; }
	@$(EMACS) -Q --batch -L lisp -l dixit-batch -f dixit-batch -- "$(FILE)"

check: ## Every test; ends in 'N passed, N failed'
	@make/setup.sh check
	@MAKE='$(MAKE)' JOBS='$(JOBS)' make/check.sh

bench: ## Speed, and figures on the corpora where they are
	@make/setup.sh bench
	@$(MAKE) --no-print-directory -j$(JOBS) benches
	@make/bench.sh '$(CORPORA)'

bench-emacs: module ## What the mode costs who types in Emacs
	@make/bench-emacs.sh

bench-peers: ## Others on the same articles: speed, accuracy (needs the network)
	@make/setup.sh bench-peers
	@$(MAKE) --no-print-directory -j$(JOBS) $(B)/bench-analyze
	@make/bench-peers.sh '$(CORPORA)'

lint: ## What compilers, checkdoc and shellcheck have to say
	@make/setup.sh lint
	@make/lint.sh

train: $(B)/dixit-train ## Learn the model again (make train CORPORA=DIR)
	$(B)/dixit-train '$(CORPORA)' module/model/vocabulary.tsv $(MODEL)

fuzz: ## Hunt crashes for FUZZ_SECONDS with each fuzzer
	@make/setup.sh fuzz
	@$(MAKE) --no-print-directory -j$(JOBS) fuzzers
	@make/fuzz.sh $(FUZZ_SECONDS)

info: ## The manual for Info, build/dixit.info
	@make/setup.sh manual
	@$(MAKE) --no-print-directory $(B)/dixit.info

html: ## The manual as a page, build/dixit.html
	@make/setup.sh manual
	@$(MAKE) --no-print-directory $(B)/dixit.html

setup: ## Install or name what is missing here (the others do it too)
	@make/setup.sh build check

clean: ## Remove build/
	rm -rf $(B)

## How it is made

core: $(B)/libdixit.a
module: $(MODULE) $(VERSION)
programs: $(PROGRAMS)
benches: $(BENCHES)
test-programs: $(TEST_PROGRAMS)
fuzzers: $(FUZZERS)

$(B)/dixit.info $(B)/dixit.html: $(B)/dixit.%: doc/dixit.texi make/manual.sh
	@make/manual.sh $* $(B)

# Everything that is compiled comes after this; it is quick and silent when
# nothing is missing.
setup-build:
	@make/setup.sh build

$(CORE_OBJ) $(TRAIN_OBJ) $(MODULE_OBJ) $(ASAN_OBJ) $(TSAN_OBJ) $(FUZZ_OBJ): | setup-build

$(B)/libdixit.a: $(CORE_OBJ)
	rm -f $@ && $(AR) rcs $@ $^

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(DX_CFLAGS) $(CFLAGS) $(DEPS) -c -o $@ $<

# Emacs maps the module, so the new one is moved in, never written over the
# old; and whoever reads the version finds none while they differ.
$(MODULE): $(MODULE_OBJ) $(B)/libdixit.a
	@rm -f $(VERSION)
	$(CC) $(CFLAGS) $(LDFLAGS) -shared -o $@.new $^ $(DX_LIBS)
	@mv -f $@.new $@

$(MODULE_OBJ): DX_CFLAGS += $(EMACS_CFLAGS)

$(VERSION): $(MODULE) module/dixit.h
	@sed -n 's/^#define DIXIT_VERSION "\(.*\)"$$/\1/p' module/dixit.h >$@.new
	@mv -f $@.new $@

$(PROGRAMS): $(B)/%: $(B)/module/main/%.o $(TRAIN_OBJ) $(B)/libdixit.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(DX_LIBS)

$(BENCHES): $(B)/bench-%: $(B)/tests/bench/%.o $(B)/libdixit.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(DX_LIBS)

# Tests and fuzzers have the library's code compiled again, with sanitizers.
$(B)/asan/libdixit.a: $(ASAN_OBJ)
	rm -f $@ && $(AR) rcs $@ $^

$(B)/asan/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(DX_CFLAGS) $(SANITIZE) $(DEPS) -c -o $@ $<

$(B)/asan/test_%: tests/module/test_%.c $(B)/asan/libdixit.a
	$(CC) $(DX_CFLAGS) $(SANITIZE) $(DEPS) -MF $@.d -o $@ $(filter %.c %.a,$^) $(CMOCKA) $(DX_LIBS)

# The same for the one that has threads.
$(B)/tsan/libdixit.a: $(TSAN_OBJ)
	rm -f $@ && $(AR) rcs $@ $^

$(B)/tsan/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(DX_CFLAGS) $(THREADS) $(DEPS) -c -o $@ $<

$(B)/tsan/test_%: tests/module/test_%.c $(B)/tsan/libdixit.a
	$(CC) $(DX_CFLAGS) $(THREADS) $(DEPS) -MF $@.d -o $@ $(filter %.c %.a,$^) $(CMOCKA) $(DX_LIBS)

$(B)/fuzz/libdixit.a: $(FUZZ_OBJ)
	rm -f $@ && $(AR) rcs $@ $^

$(B)/fuzz/%.o: %.c
	@mkdir -p $(@D)
	$(CLANG) $(DX_CFLAGS) $(SANITIZE) -fsanitize=fuzzer-no-link $(DEPS) -c -o $@ $<

$(B)/fuzz/fuzz_%: tests/fuzz/fuzz_%.c $(B)/fuzz/libdixit.a
	$(CLANG) $(DX_CFLAGS) $(SANITIZE) -fsanitize=fuzzer $(DEPS) -MF $@.d -o $@ $(filter %.c %.a,$^) $(DX_LIBS)

-include $(CORE_OBJ:.o=.d) $(TRAIN_OBJ:.o=.d) $(MODULE_OBJ:.o=.d) \
  $(ASAN_OBJ:.o=.d) $(TSAN_OBJ:.o=.d) $(FUZZ_OBJ:.o=.d) \
  $(MAIN:%.c=$(B)/%.d) $(BENCH:%.c=$(B)/%.d) $(TEST_PROGRAMS:=.d) $(FUZZERS:=.d)
