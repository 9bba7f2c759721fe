// Implementation of the doors in CTerminal.h.
#define _GNU_SOURCE
#include "CTerminal.h"
#include <wchar.h>

int terminal_wcwidth(wchar_t character) { return wcwidth(character); }
