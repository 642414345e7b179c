# Dixit: who said what, inside GNU Emacs.
# SPDX-License-Identifier: GPL-3.0-or-later

CC ?= cc
B := build
PKGS := libpcre2-8 jansson
WARN := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wvla
CFLAGS ?= -O2 -g
DX_CFLAGS := -std=c11 $(WARN) -fPIC -fvisibility=hidden -ffp-contract=off -Imodule \
  $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
DX_LIBS := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lm -pthread

CORE := $(wildcard module/*.c module/base/*.c module/text/*.c module/learn/*.c \
  module/find/*.c module/check/*.c module/report/*.c)
CORE_OBJ := $(CORE:%.c=$(B)/%.o)

.PHONY: core
core: $(B)/libdixit.a

$(B)/libdixit.a: $(CORE_OBJ)
	rm -f $@ && $(AR) rcs $@ $^

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(DX_CFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

-include $(CORE_OBJ:.o=.d)
